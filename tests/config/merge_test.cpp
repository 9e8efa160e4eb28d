// Merging of files and environment against freqtrade's own answers (tests/data/engine/config_merge.json).
#include "base/error.hpp"
#include "config/environment.hpp"
#include "config/files.hpp"
#include "tests/testing.hpp"
#include <boost/json/serialize.hpp>
#include <cmath>
#include <gmock/gmock.h>

namespace tremolo::config {
namespace {
namespace bj = boost::json;

const bj::object& vectors() {
    static const auto all = testing_support::read_json(testing_support::data() / "engine" / "config_merge.json");
    return all.as_object();
}

// What JSON cannot say is recorded as null (NaN) and "inf".
bj::value recorded(const bj::value& value) {
    if (value.is_double() && std::isnan(value.get_double())) return nullptr;
    if (value.is_double() && std::isinf(value.get_double())) return value.get_double() > 0 ? "inf" : "-inf";
    if (value.is_object()) {
        bj::object out;
        for (const auto& item : value.get_object()) out[item.key()] = recorded(item.value());
        return out;
    }
    if (value.is_array()) {
        bj::array out;
        for (const auto& item : value.get_array()) out.push_back(recorded(item));
        return out;
    }
    return value;
}

TEST(merge, as_recorded) {
    for (const auto& one : vectors().at("merge").as_array()) {
        const auto& c = one.as_object();
        SCOPED_TRACE(bj::serialize(one));
        auto destination = c.at("destination").as_object();
        if (c.contains("error")) {
            EXPECT_THROW(merge(c.at("source").as_object(), destination), configuration_error);
            continue;
        }
        merge(c.at("source").as_object(), destination);
        EXPECT_EQ(bj::value(destination), c.at("value"));
    }
}

TEST(environment, as_recorded) {
    for (const auto& one : vectors().at("environment").as_array()) {
        const auto& c = one.as_object();
        SCOPED_TRACE(bj::serialize(one));
        environment variables;
        for (const auto& item : c.at("environment").as_object())
            variables[std::string{item.key()}] = std::string{item.value().as_string()};
        if (c.contains("error")) {
            EXPECT_THROW((void)environment_settings(variables), configuration_error);
            continue;
        }
        const auto settings = recorded(environment_settings(variables));
        EXPECT_EQ(settings, c.at("value")) << bj::serialize(settings);
    }
}

TEST(environment, types_as_python_reads_numbers) {
    EXPECT_EQ(typed_variable(" 12 "), bj::value(12));
    EXPECT_EQ(typed_variable("+5"), bj::value(5));
    EXPECT_EQ(typed_variable("-7"), bj::value(-7));
    EXPECT_EQ(typed_variable(".5"), bj::value(0.5));
    EXPECT_EQ(typed_variable("5."), bj::value(5.0));
    EXPECT_EQ(typed_variable("1_0.5_0"), bj::value(10.5));
    EXPECT_EQ(typed_variable("1e3"), bj::value(1000.0));
    EXPECT_EQ(typed_variable("-Infinity"), bj::value(-HUGE_VAL));
    EXPECT_EQ(typed_variable("1e999"), bj::value(HUGE_VAL));
    for (const auto* text : {"_1", "1_", "1__0", "0x10", "1 2", "1e", "--1", "+-1", "infinit", "{}", "TRUEE", "-", ""})
        EXPECT_TRUE(typed_variable(text).is_string()) << text;
    EXPECT_EQ(typed_variable("TRUE"), bj::value(true));
    EXPECT_EQ(typed_variable("f"), bj::value(false));
    EXPECT_TRUE(typed_variable("99999999999999999999").is_double());
}

TEST(files, as_recorded) {
    for (const auto& one : vectors().at("files").as_array()) {
        const auto& c = one.as_object();
        SCOPED_TRACE(bj::serialize(one));
        const testing_support::temporary_folder folder;
        for (const auto& item : c.at("files").as_object()) {
            const auto path = folder.path() / std::string{item.key()};
            std::filesystem::create_directories(path.parent_path());
            std::ofstream{path} << item.value().as_string().c_str();
        }
        std::vector<std::string> order;
        for (const auto& name : c.at("order").as_array())
            order.push_back((folder.path() / std::string{name.as_string()}).string());
        if (c.contains("error")) {
            EXPECT_THROW((void)load_files(order), configuration_error);
            continue;
        }
        auto expected = c.at("value").as_object();
        std::vector<std::string> files;
        if (expected.contains("config_files"))
            for (const auto& name : expected.at("config_files").as_array()) files.emplace_back(name.as_string());
        expected.erase("config_files");
        const auto loaded = load_files(order);
        EXPECT_EQ(recorded(loaded.settings), bj::value(expected)) << bj::serialize(recorded(loaded.settings));
        ASSERT_EQ(loaded.files.size(), files.size());
        for (std::size_t i = 0; i < files.size(); ++i)
            EXPECT_EQ(std::filesystem::relative(loaded.files[i], folder.path()).string(), files[i]);
    }
}

// -- what a user reads when a file is broken

std::string refusal_of(const std::string& text) {
    try {
        (void)parse_with_comments(text, "config.json");
    } catch (const configuration_error& error) { return error.what(); }
    return "";
}

TEST(files, comments_and_trailing_commas) {
    const auto value =
        parse_with_comments("\xEF\xBB\xBF{ // \"a\": 1\n \"b\": \"// no comment\", /* , */ \"c\": [1, 2, /* x */ ],\n"
                            " \"d\": \"a\\\"/*\",\n}\n// end",
                            "x");
    EXPECT_EQ(value, bj::parse(R"({"b": "// no comment", "c": [1, 2], "d": "a\"/*"})"));
}

TEST(files, a_syntax_error_has_line_and_column) {
    EXPECT_THAT(refusal_of("{\n  \"a\": 1,\n  \"b\": 2\n  \"c\": 3\n}"),
                testing::HasSubstr("config.json is not valid JSON: line 4, column 3"));
    EXPECT_THAT(refusal_of("{\"\xc3\xa4\": 1 \"b\": 2}"), testing::HasSubstr("line 1, column 9"));
    EXPECT_THAT(refusal_of("{ /* \xc3\xa4 */ \"a\" 1}"), testing::HasSubstr("line 1"));
    EXPECT_THAT(refusal_of("{\"a\": 1"), testing::HasSubstr("line 1, column 8"));
    EXPECT_THAT(refusal_of("{\"a\": 1 /* never closed\n}"),
                testing::HasSubstr("line 1, column 9: the comment is never closed"));
    EXPECT_THAT(refusal_of(""), testing::HasSubstr("line 1, column 1"));
    EXPECT_THAT(refusal_of("{\"a\": \"\xff\"}"), testing::HasSubstr("not encoded as UTF-8"));
    for (const auto* text : {"{,}", "[,]", "{\"a\":1,,}", "{\"a\":,}", "[1 2]", "{\"a\" \"b\"}", "nope"})
        EXPECT_NE(refusal_of(text), "") << text;
}

TEST(files, a_syntax_error_shows_its_line_without_secrets) {
    for (const auto* text : {"{ \"password\": \"hunter2\" \"b\": 1 }", "{ \"password\": hunter2, \"b\": 1 }",
                             "{ \"password\": 'hunter2' }", "{ \"password: \"hunter2\", \"b\": 1 }",
                             "{ \"password\": \"hunter2, \"b\": 1 }", "{ password\": \"hunter2\" }"})
        EXPECT_THAT(refusal_of(text), testing::Not(testing::HasSubstr("hunter2"))) << refusal_of(text);
    EXPECT_THAT(refusal_of("{ \"password\": \"hunter2\" \"b\": 1 }"),
                testing::HasSubstr("{ \"password\": \"...\" \"b\": ... }"));
}

// Whatever a file holds, it is read or refused with a text.
TEST(files, any_text_is_read_or_refused) {
    const std::string valid =
        "{\"a\": 1, /* c */ \"b\": [1, 2.5e3,], // x\n \"c\": {\"d\": \"e\\n\xc3\xa4\", \"n\": null,},}";
    constexpr std::string_view pieces = "{}[],:\"\\/*\n 019.-+eEnull\t\x80\xc3\x01";
    std::uint64_t state = 20261121;
    const auto next = [&state](std::size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state >> 33U) % below;
    };
    int read = 0;
    for (int i = 0; i < 20000; ++i) {
        auto text = valid;
        for (auto changes = next(5); changes-- > 0 && !text.empty();) {
            const auto at = next(text.size());
            if (const auto how = next(3); how == 0)
                text.erase(at, 1 + next(4));
            else if (how == 1)
                text.insert(at, 1, pieces[next(pieces.size())]);
            else
                text[at] = pieces[next(pieces.size())];
        }
        try {
            (void)parse_with_comments(text, "x");
            ++read;
        } catch (const configuration_error& error) { EXPECT_THAT(error.what(), testing::StartsWith("x is not ")); }
    }
    EXPECT_GT(read, 2000);
    EXPECT_LT(read, 19000);
}

TEST(files, missing_and_wrong_files) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "none.json").string();
    try {
        (void)load_files({file});
        FAIL();
    } catch (const configuration_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(file + " does not exist"));
        EXPECT_THAT(error.what(), testing::HasSubstr("new-config"));
    }
    EXPECT_THROW((void)load_files({folder.path().string()}), configuration_error);
    std::ofstream{folder.path() / "list.json"} << "[1]";
    EXPECT_THROW((void)load_files({(folder.path() / "list.json").string()}), configuration_error);
    std::ofstream{folder.path() / "add.json"} << R"({"add_config_files": "b.json"})";
    EXPECT_THROW((void)load_files({(folder.path() / "add.json").string()}), configuration_error);
}

TEST(files, paths_are_relative_to_their_file) {
    const testing_support::temporary_folder folder;
    std::filesystem::create_directories(folder.path() / "sub" / "candles");
    std::filesystem::create_directories(folder.path() / "strategies");
    std::ofstream{folder.path() / "sub" / "a.json"}
        << R"({"exchange": {"simulated": {"path": "candles"}}, "strategy_path": "../strategies",
               "user_data_dir": "/abs"})";
    const auto loaded = load_files({(folder.path() / "sub" / "a.json").string()});
    const auto root = std::filesystem::canonical(folder.path());
    EXPECT_EQ(loaded.settings.at("exchange").at("simulated").at("path").as_string(),
              (root / "sub" / "candles").string());
    EXPECT_EQ(loaded.settings.at("strategy_path").as_string(), (root / "strategies").string());
    EXPECT_EQ(loaded.settings.at("user_data_dir").as_string(), "/abs");
}

TEST(files, paths_that_are_only_in_the_working_folder_are_found_there) {
    const testing_support::temporary_folder folder;
    std::filesystem::create_directories(folder.path() / "user_data");
    const auto file = folder.path() / "user_data" / "config.json";
    std::ofstream{file} << R"({"user_data_dir": "user_data", "strategy_path": "nowhere"})";
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const auto loaded = load_files({"user_data/config.json"});
    std::filesystem::current_path(before);
    const auto root = std::filesystem::canonical(folder.path());
    EXPECT_EQ(loaded.settings.at("user_data_dir").as_string(), (root / "user_data").string());
    EXPECT_EQ(loaded.settings.at("strategy_path").as_string(), (root / "user_data" / "nowhere").string());
}

} // namespace
} // namespace tremolo::config
