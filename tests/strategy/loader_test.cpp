// Finding, compiling, caching and refusing strategies.
#include "base/error.hpp"
#include "strategy/analysis.hpp"
#include "strategy/export.hpp"
#include "strategy/object_cache.hpp"
#include "strategy/source_scan.hpp"
#include "tests/strategy/fake_services.hpp"
#include "tests/strategy/test_strategies.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing_support::temporary_folder;

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream{file} << text;
}

std::string minimal(const std::string& name, const std::string& body = "") {
    return fmt::format(R"(#include "strategy/prelude.hpp"
class {0} final : public strategy {{
  public:
    {0}() : strategy{{{{.timeframe = "1m", .stoploss = -0.1}}}} {{}}
    void populate_indicators(frame&, const metadata&) override {{ {1} }}
    void populate_entry_trend(frame&, const metadata&) override {{}}
    void populate_exit_trend(frame&, const metadata&) override {{}}
}};
TREMOLO_STRATEGY({0})
)",
                       name, body);
}

// What loading says when it fails.
std::string refusal_of(const loader& from, const std::string& name) {
    try {
        (void)from.load(name);
    } catch (const configuration_error& e) { return e.what(); }
    return "(loaded)";
}

TEST(strategy_loader, headers_are_those_of_this_program) {
    EXPECT_EQ(header_id(default_headers()), built_header_id()) << "the headers changed since this program was built";
}

TEST(strategy_loader, second_load_comes_from_the_cache_and_a_changed_file_is_compiled_again) {
    const temporary_folder user;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    const loader from{{.folders = {user.path()}}};
    const auto first = from.load("Mine");
    EXPECT_TRUE(first.was_compiled);
    EXPECT_EQ(first.instance->declared().timeframe, "1m");
    EXPECT_FALSE(from.load("Mine").was_compiled);
    EXPECT_TRUE(fs::is_directory(user.path() / ".cache"));

    std::string changed = minimal("Mine");
    changed.replace(changed.find("1m"), 2, "5m");
    write(user.path() / "Mine.cpp", changed);
    const auto second = from.load("Mine");
    EXPECT_TRUE(second.was_compiled);
    EXPECT_EQ(second.instance->declared().timeframe, "5m");
    EXPECT_EQ(first.instance->declared().timeframe, "1m"); // the old one lives on
}

TEST(strategy_loader, damaged_file_in_the_cache_is_replaced) {
    const temporary_folder user;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    const loader from{{.folders = {user.path()}}};
    const fs::path cache = user.path() / ".cache";
    {
        const auto object = object_for({.source = user.path() / "Mine.cpp", .headers = default_headers()});
        EXPECT_TRUE(object.was_compiled);
        EXPECT_EQ(object.file.parent_path(), cache);
        std::ofstream{object.file, std::ios::trunc} << "half a file";
    }
    EXPECT_TRUE(from.load("Mine").was_compiled);
    EXPECT_FALSE(from.load("Mine").was_compiled);
}

TEST(strategy_loader, changed_include_beside_the_file_is_noticed) {
    const temporary_folder user;
    write(user.path() / "mine.hpp", "inline const char* mine() { return \"1m\"; }\n");
    std::string text = minimal("Mine");
    text.replace(text.find("\"1m\""), 4, "mine()");
    write(user.path() / "Mine.cpp", "#include \"mine.hpp\"\n" + text);
    const loader from{{.folders = {user.path()}}};
    EXPECT_EQ(from.load("Mine").instance->declared().timeframe, "1m");
    write(user.path() / "mine.hpp", "inline const char* mine() { return \"1h\"; }\n");
    EXPECT_EQ(from.load("Mine").instance->declared().timeframe, "1h");
}

TEST(strategy_loader, compile_error_names_place_message_and_hint) {
    const temporary_folder user;
    write(user.path() / "Wrong.cpp", minimal("Wrong", "nonsense();"));
    const std::string text = refusal_of(loader{{.folders = {user.path()}}}, "Wrong");
    EXPECT_THAT(text, HasSubstr("Wrong.cpp:5:"));
    EXPECT_THAT(text, HasSubstr("'nonsense' was not declared"));
    EXPECT_THAT(text, HasSubstr("Hint: "));
    for (const auto& left : fs::directory_iterator{user.path() / ".cache"}) ADD_FAILURE() << left << " was left behind";
}

TEST(strategy_loader, function_that_is_defined_nowhere_is_named) {
    const temporary_folder user;
    write(user.path() / "Gap.cpp", "void far_away(int);\n" + minimal("Gap", "far_away(1);"));
    EXPECT_THAT(refusal_of(loader{{.folders = {user.path()}}}, "Gap"), HasSubstr("far_away(int) is declared but"));
}

TEST(strategy_loader, unknown_strategy_lists_those_there_are) {
    const temporary_folder user;
    write(user.path() / "Two.cpp", minimal("One") + minimal("Two"));
    const std::string text = refusal_of(loader{{.folders = {user.path()}}}, "Three");
    EXPECT_THAT(text, HasSubstr("Impossible to load Strategy 'Three'"));
    EXPECT_THAT(text, HasSubstr("There are: One, Two."));
    EXPECT_THAT(refusal_of(loader{{.folders = {user.path()}}}, ""), HasSubstr("--strategy"));
    EXPECT_THAT(refusal_of(loader{{.folders = {user.path() / "nowhere"}}}, "Three"), HasSubstr("no strategies yet"));
}

TEST(strategy_loader, constructor_that_throws_is_a_configuration_error) {
    EXPECT_THAT(refusal_of(testing_support::test_loader(), "UnbornStrategy"), HasSubstr("failed in its constructor"));
}

TEST(strategy_loader, without_a_compiler_the_text_says_what_to_install) {
    const temporary_folder user;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    const loader from{{.folders = {user.path()}}};
    const std::string path = std::getenv("PATH");
    setenv("PATH", user.path().c_str(), 1);
    const std::string text = refusal_of(from, "Mine");
    setenv("PATH", path.c_str(), 1);
    EXPECT_THAT(text, HasSubstr("there is no C++ compiler"));
    EXPECT_THAT(text, HasSubstr("apt-get install g++"));

    // What was compiled before still works.
    (void)from.load("Mine");
    setenv("PATH", user.path().c_str(), 1);
    EXPECT_EQ(refusal_of(from, "Mine"), "(loaded)");
    setenv("PATH", path.c_str(), 1);
}

TEST(strategy_loader, clang_will_do_as_well) {
    const char* clang = "/usr/bin/clang++";
    if (!fs::exists(clang)) GTEST_SKIP() << "skipped: " << clang << " is not on this machine";
    const temporary_folder user;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    fs::create_directory(user.path() / "bin");
    fs::create_symlink(clang, user.path() / "bin" / "c++");
    const std::string path = std::getenv("PATH");
    setenv("PATH", ((user.path() / "bin").string() + ":" + path).c_str(), 1);
    const std::string text = refusal_of(loader{{.folders = {user.path()}}}, "Mine");
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(text, "(loaded)");
}

TEST(strategy_loader, other_headers_than_the_programs_are_refused) {
    const temporary_folder user;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    const loader missing{{.folders = {user.path()}, .headers = user.path()}};
    EXPECT_THAT(refusal_of(missing, "Mine"), HasSubstr("the headers are not in"));
    write(user.path() / "include" / "strategy" / "prelude.hpp", "#pragma once\n");
    const loader other{{.folders = {user.path()}, .headers = user.path() / "include"}};
    EXPECT_THAT(refusal_of(other, "Mine"), HasSubstr("are not those that this tremolo was built with"));
}

TEST(strategy_loader, compiled_strategies_go_to_the_cache_home_when_the_folder_cannot_take_them) {
    const temporary_folder user;
    const temporary_folder cache;
    write(user.path() / "Mine.cpp", minimal("Mine"));
    write(user.path() / ".cache", "a file is in the way, and root can write everywhere else");
    setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
    (void)loader{{.folders = {user.path()}}}.load("Mine");
    EXPECT_FALSE(loader{{.folders = {user.path()}}}.load("Mine").was_compiled);
    unsetenv("XDG_CACHE_HOME");
    EXPECT_FALSE(fs::is_empty(cache.path() / "tremolo" / "strategies"));
}

TEST(strategy_loader, listing_tells_what_is_wrong) {
    const temporary_folder user;
    write(user.path() / "Good.cpp", minimal("Good"));
    write(user.path() / "Bad.cpp", minimal("Bad", "nonsense();"));
    write(user.path() / "empty.cpp", "// TREMOLO_STRATEGY(Commented)\n");
    write(user.path() / "deep" / "Deep.cpp", minimal("Deep"));
    write(user.path() / "deep" / "Good.cpp", minimal("Good"));
    using condition = listed_strategy::condition;
    const auto flat = loader{{.folders = {user.path()}}}.list(true);
    ASSERT_EQ(flat.size(), 3U);
    EXPECT_EQ(flat[0].name, "");
    EXPECT_THAT(flat[0].problem, HasSubstr("TREMOLO_STRATEGY"));
    EXPECT_EQ(flat[1].name, "Bad");
    EXPECT_EQ(flat[1].is, condition::broken);
    EXPECT_EQ(flat[2].is, condition::ok);
    const auto all = loader{{.folders = {user.path()}, .recursive = true}}.list(false);
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[2].name, "Deep");
    EXPECT_EQ(all[2].location, "deep/Deep.cpp");
    EXPECT_EQ(all[2].is, condition::unchecked);
    EXPECT_EQ(all[3].is, condition::duplicate);
    EXPECT_EQ(all[4].is, condition::duplicate);
}

TEST(strategy_loader, samples_load) {
    const auto from = testing_support::test_loader();
    for (const char* name : {"SampleStrategy", "EmaCrossAtr"}) {
        const auto sample = from.load(name);
        EXPECT_TRUE(sample.instance->declared().stoploss) << name;
        EXPECT_EQ(sample.instance->parameters().size(), name[0] == 'S' ? 2U : 3U);
    }
}

// The C++ blocks of the manual that are whole files.
std::vector<std::string> whole_files_in(const std::string& manual) {
    std::vector<std::string> files;
    for (std::size_t at = manual.find("```cpp\n"); at != std::string::npos; at = manual.find("```cpp\n", at)) {
        const std::size_t begin = at + 7;
        at = std::min(manual.find("\n```", begin), manual.size());
        const std::string block = manual.substr(begin, at - begin) + "\n";
        if (!exported_names(block).empty()) files.push_back(block);
    }
    return files;
}

TEST(strategy_loader, examples_of_the_manual_compile_and_analyse) {
    const auto files = whole_files_in(testing_support::read_file(fs::path{TREMOLO_SOURCE} / "docs" / "strategies.md"));
    ASSERT_FALSE(files.empty());
    for (const std::string& text : files) {
        const temporary_folder user;
        write(user.path() / "Example.cpp", text);
        for (const std::string& name : exported_names(text)) {
            const auto loaded = loader{{.folders = {user.path()}}}.load(name);
            testing_support::fake_services bot;
            loaded.instance->attach(bot, merge(loaded.instance->declared(), {}));
            const auto result = analyse(*loaded.instance, testing_support::some_candles(200), {"BTC/USDT"});
            EXPECT_TRUE(result) << name << ": " << result.problem;
        }
    }
}

TEST(strategy_loader, plot_config_has_to_be_json) {
    const temporary_folder user;
    std::string text = minimal("Plot");
    text.replace(text.find(".stoploss = -0.1"), 16, ".stoploss = -0.1, .plot_config = \"{\"");
    write(user.path() / "Plot.cpp", text);
    EXPECT_THAT(refusal_of(loader{{.folders = {user.path()}}}, "Plot"), HasSubstr("plot_config is no JSON"));
}

TEST(strategy_loader, parameter_file_beside_the_source_is_used) {
    const temporary_folder user;
    fs::copy(fs::path{TREMOLO_SOURCE} / "tests" / "strategies" / "OracleStrategy.cpp", user.path());
    const loader from{{.folders = {user.path()}, .cache = fs::path{TREMOLO_BUILD} / "strategy_cache"}};
    write(user.path() / "OracleStrategy.json", R"({"strategy_name": "OracleStrategy", "params": {
        "roi": {"0": 0.5, "30": 0.1},
        "stoploss": {"stoploss": -0.25}, "buy": {"buy_window": 12, "buy_dip": 0.99949},
        "sell": {"sell_kind": [1, null, {"a": 2.5}]}}})");
    const auto loaded = from.load("OracleStrategy");
    EXPECT_EQ(loaded.instance->declared().stoploss, -0.25);
    EXPECT_EQ(loaded.instance->declared().minimal_roi, (roi_table{{0, 0.5}, {30, 0.1}}));
    EXPECT_EQ(loaded.instance->declared().max_open_trades, -1);
    const auto parameters = loaded.instance->parameters();
    EXPECT_EQ(std::get<double>(parameters[0]->current()), 0.999);
    EXPECT_EQ(std::get<std::int64_t>(parameters[2]->current()), 12);
    EXPECT_EQ(std::get<json_text>(parameters.back()->current()).text, R"([1,null,{"a":2.5}])");

    write(user.path() / "OracleStrategy.json", R"({"strategy_name": "Other", "params": {"buy": {}}})");
    EXPECT_THAT(refusal_of(from, "OracleStrategy"), HasSubstr("Invalid parameter file provided"));
    write(user.path() / "OracleStrategy.json",
          R"({"strategy_name": "OracleStrategy", "params": {"buy": {"buy_window": "x"}}})");
    EXPECT_THAT(refusal_of(from, "OracleStrategy"), HasSubstr("params.buy.buy_window is no value for a IntParameter"));
    write(user.path() / "OracleStrategy.json", "{");
    EXPECT_EQ(refusal_of(from, "OracleStrategy"), "(loaded)"); // with a warning, as freqtrade does
}

} // namespace
