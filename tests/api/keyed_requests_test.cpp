// Requests with an Idempotency-Key, against an answer log in memory that outlives the service.
#include "tests/api/fake_bot.hpp"
#include <future>
#include <gmock/gmock.h>

namespace {

using namespace api_testing;
using testing::HasSubstr;

struct stored {
    std::string content;
    std::optional<std::pair<int, std::string>> answer;
};
using table = std::map<std::string, stored>;

struct memory_log final : rpc::answer_log {
    explicit memory_log(table& rows) : rows_{rows} {}
    rpc::recorded_answer claim(const std::string& key, const std::string& content, timestamp) override {
        using enum rpc::recorded_answer::standing;
        const auto [found, is_new] = rows_.try_emplace(key, stored{content, {}});
        if (is_new) return {};
        if (found->second.content != content) return {another, 0, {}};
        if (!found->second.answer) return {begun, 0, {}};
        return {answered, found->second.answer->first, found->second.answer->second};
    }
    void record(const std::string& key, int status, const std::string& body) override {
        rows_.at(key).answer = {status, body};
    }
    table& rows_;
};

struct keyed : testing::Test {
    keyed() { b.emplace(how()); }
    api::service_options how() {
        auto with = options();
        with.open_answers = [this] { return std::make_unique<memory_log>(rows); };
        return with;
    }
    http::request exit_request(const std::string& key, const std::string& body = R"({"tradeid":"7"})") const {
        return {"POST",
                "/api/v1/forceexit",
                {{"authorization", basic}, {"content-type", "application/json"}, {"idempotency-key", key}},
                body};
    }
    http::response exit(const std::string& key, const std::string& body = R"({"tradeid":"7"})") {
        return b->service.answer(exit_request(key, body));
    }
    table rows;
    std::optional<bench> b;
};

TEST_F(keyed, a_repeated_key_gets_the_first_answer_and_nothing_is_done_twice) {
    const auto first = exit("k1");
    EXPECT_EQ(first.status(), 502);
    b->bot.refuse_with = "something else by now";
    const auto again = exit("k1");
    EXPECT_EQ(again.status(), first.status());
    EXPECT_EQ(again.body(), first.body());
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_FALSE(first.header("idempotency-replayed"));
    EXPECT_EQ(b->bot.commands.size(), 1U);
    EXPECT_THAT(std::string{exit("k2").body()}, HasSubstr("something else"));
    EXPECT_EQ(b->bot.commands.size(), 2U);
}

TEST_F(keyed, a_restart_changes_nothing) {
    const std::string before{exit("k1").body()};
    b.emplace(how());
    b->bot.refuse_with = "something else by now";
    EXPECT_EQ(exit("k1").body(), before);
    EXPECT_TRUE(b->bot.commands.empty());
}

TEST_F(keyed, a_key_is_for_one_request) {
    static_cast<void>(exit("k1"));
    const auto other = exit("k1", R"({"tradeid":"8"})");
    EXPECT_EQ(other.status(), 422);
    EXPECT_THAT(std::string{other.body()}, HasSubstr("used for another request"));
    const auto entry =
        b->service.answer({"POST",
                           "/api/v1/forceenter",
                           {{"authorization", basic}, {"content-type", "application/json"}, {"idempotency-key", "k1"}},
                           R"({"tradeid":"7","pair":"A/B"})"});
    EXPECT_EQ(entry.status(), 422);
    EXPECT_EQ(b->bot.commands.size(), 1U);
}

TEST_F(keyed, what_was_begun_before_the_end_of_the_program_is_not_done_again) {
    static_cast<void>(exit("k1"));
    rows.at("k1").answer.reset(); // as if killed between the act and its answer
    const auto unsure = exit("k1");
    EXPECT_EQ(unsure.status(), 409);
    EXPECT_THAT(std::string{unsure.body()}, HasSubstr("Look whether it took effect"));
    EXPECT_EQ(b->bot.commands.size(), 1U);
}

TEST_F(keyed, many_at_once_act_once) {
    b->bot.hold = true;
    std::vector<std::future<http::response>> answers;
    for (int i = 0; i < 8; ++i) {
        auto promise = std::make_shared<std::promise<http::response>>();
        answers.push_back(promise->get_future());
        b->service.handle(exit_request("k1"),
                          http::responder{[promise](http::response r) { promise->set_value(std::move(r)); }});
    }
    while (true) { // the one command arrives from a reading thread
        const auto probe =
            std::async(std::launch::async, [] { std::this_thread::sleep_for(std::chrono::milliseconds{5}); });
        probe.wait();
        if (b->bot.held_count() > 0) break;
    }
    bot::command_result done;
    done.answer.text = "Created exit order for trade 7.";
    b->bot.held[0](done);
    for (auto& one : answers) {
        const auto answer = one.get();
        EXPECT_EQ(answer.status(), 200);
        EXPECT_EQ(answer.body(), R"({"result":"Created exit order for trade 7."})");
    }
    EXPECT_EQ(b->bot.commands.size(), 1U);
}

TEST_F(keyed, bad_keys_and_bad_requests_leave_no_trace) {
    EXPECT_EQ(exit("").status(), 400);
    EXPECT_EQ(exit(std::string(256, 'k')).status(), 400);
    EXPECT_EQ(exit("two words").status(), 400);
    EXPECT_EQ(exit("k1", "{}").status(), 422);
    EXPECT_TRUE(rows.empty());
    EXPECT_EQ(exit("k1").status(), 502); // the key is still free
    auto stranger = http::request{"POST", "/api/v1/forceexit", {{"idempotency-key", "k1"}}, R"({"tradeid":"7"})"};
    EXPECT_EQ(b->service.answer(std::move(stranger)).status(), 401);
}

TEST_F(keyed, other_endpoints_take_no_notice) {
    const auto stop = [&] {
        return b->service.answer({"POST", "/api/v1/stop", {{"authorization", basic}, {"idempotency-key", "k1"}}});
    };
    EXPECT_EQ(stop().status(), 200);
    EXPECT_TRUE(rows.empty());
}

} // namespace
