// Recorded requests and freqtrade's answers, played through a service whose bot refuses every command with "invalid
// argument": all of trade/http and every 401, 404, 405, 422 and 503 of the other folders. What needs a bot that trades
// is played against the whole program (tests/conformance).
#include "api/jwt.hpp"
#include "tests/api/fake_bot.hpp"
#include <set>

namespace {

using namespace api_testing;
namespace fs = std::filesystem;

// What is answered otherwise on purpose, and why.
const std::set<std::string> differs_on_purpose{
    "bearer_identity_string", // a token whose identity is no object: 500 there, 401 here
};
// Answers of a bot.
const std::set<std::string> needs_a_bot{"gzip_asked", "error_502_cors", "locks_empty"};

std::string text_of(const boost::json::value& v) { return std::string{v.as_string()}; }

std::string credentials(const boost::json::object& record, timestamp now) {
    const std::string kind = text_of(record.at("auth"));
    if (kind == "basic") return basic;
    if (kind == "basic_bad") return "Basic ZnJlcXRyYWRlcjp3cm9uZw=="; // freqtrader:wrong
    if (kind == "jwt") return "Bearer " + api::issue_token(secret{key}, "freqtrader", api::token_kind::access, now);
    return {};
}

http::request request_of(const boost::json::object& record, timestamp now) {
    http::request made;
    std::string target = text_of(record.at("path"));
    if (const auto query = text_of(record.at("query")); !query.empty()) target += '?' + query;
    made.start(record.at("method").as_string(), target, 11);
    if (record.contains("headers") && record.at("headers").is_object())
        for (const auto& [name, value] : record.at("headers").as_object()) made.add_header(name, value.as_string());
    if (const auto given = credentials(record, now); !given.empty()) made.add_header("authorization", given);
    if (const auto* raw = record.if_contains("raw_body"))
        made.append_body(raw->as_string());
    else if (const auto* coded = record.if_contains("raw_body_base64"))
        made.append_body(*tremolo::base64_decoded(coded->as_string()));
    else if (const auto* body = record.if_contains("body"); body && !body->is_null())
        made.append_body(boost::json::serialize(*body));
    return made;
}

std::string header_of(const boost::json::object& record, const char* name) {
    const auto* value = record.at("response_headers").as_object().if_contains(name);
    return value ? text_of(*value) : "";
}

void compare(const boost::json::object& record, const http::response& got) {
    ASSERT_EQ(got.status(), record.at("status").as_int64()) << got.body();
    for (const char* name : {"www-authenticate", "allow", "location", "vary", "access-control-allow-origin",
                             "access-control-allow-credentials", "access-control-allow-methods",
                             "access-control-allow-headers", "access-control-max-age", "content-type"})
        EXPECT_EQ(got.header(name).value_or(""), header_of(record, name)) << name;
    if (record.at("method").as_string() == "HEAD") return;
    if (const auto* wanted = record.if_contains("response")) {
        EXPECT_EQ(boost::json::serialize(boost::json::parse(got.body())), boost::json::serialize(*wanted));
    }
    if (const auto* wanted = record.if_contains("response_text")) { EXPECT_EQ(got.body(), text_of(*wanted)); }
}

std::vector<fs::path> records(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& one : fs::recursive_directory_iterator{folder})
        if (one.path().extension() == ".json") found.push_back(one.path());
    std::sort(found.begin(), found.end());
    return found;
}

// Plays the record; false when it is none.
bool play(const fs::path& file) {
    const auto value = testing_support::read_json(file);
    const auto& record = value.as_object();
    if (!record.contains("method")) return false;
    SCOPED_TRACE(file.string());
    bench b;
    b.clock.set(from_epoch_ms(record.at("recorded_at_ms").as_int64()));
    compare(record, b.service.answer(request_of(record, b.clock.now())));
    return true;
}

TEST(replay, every_record_of_the_http_frame) {
    const auto folder = testing_support::shared() / "conformance" / "trade" / "http";
    NEEDS_SHARED(folder);
    int played = 0;
    for (const auto& file : records(folder)) {
        const std::string name = file.stem().string();
        if (!differs_on_purpose.contains(name) && !needs_a_bot.contains(name)) played += play(file);
    }
    EXPECT_GE(played, 135);
}

TEST(replay, every_refusal_of_parameters_paths_and_modes) {
    const auto conformance = testing_support::shared() / "conformance";
    NEEDS_SHARED(conformance);
    const std::set<std::int64_t> statuses{401, 405, 422, 503};
    int played = 0;
    for (const auto* folder : {"quiescent", "empty_paused", "trade/read", "trade/actions"})
        for (const auto& file : records(conformance / folder)) {
            const auto record = testing_support::read_json(file);
            if (!record.is_object() || !record.as_object().contains("status")) continue;
            if (statuses.contains(record.at("status").as_int64())) played += play(file);
        }
    EXPECT_GE(played, 60);
}

TEST(replay, a_token_with_a_broken_identity_is_no_token) {
    const auto file =
        testing_support::shared() / "conformance" / "trade" / "http" / "auth" / "bearer_identity_string.json";
    NEEDS_SHARED(file);
    const auto record = testing_support::read_json(file);
    bench b;
    b.clock.set(from_epoch_ms(record.at("recorded_at_ms").as_int64()));
    EXPECT_EQ(b.service.answer(request_of(record.as_object(), b.clock.now())).status(), 401);
}

} // namespace
