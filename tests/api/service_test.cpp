#include "api/endpoints.hpp"
#include "tests/api/fake_bot.hpp"
#include <future>
#include <gmock/gmock.h>
#include <thread>

namespace {

using namespace api_testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

// The path of a row with something in place of its parameters.
std::string path_of(const api::endpoint& row) {
    std::string path{api::api_prefix};
    for (std::size_t i = 0; i < row.path.size(); ++i) {
        path += row.path[i] == '{' ? '1' : row.path[i];
        if (row.path[i] == '{') i = row.path.find('}', i);
    }
    return path;
}

TEST(service, goes_through_its_stages_in_this_order) {
    EXPECT_THAT(api::service::stages(),
                ElementsAre("preflight", "route", "body", "credentials", "mode", "snapshot", "cache", "parameters"));
}

TEST(service, asks_everybody_for_credentials_but_the_public_endpoints) {
    bench b;
    for (const auto* row : api::all_endpoints()) {
        if (row->who == api::access::anyone) continue;
        const auto answer = b.service.answer({row->method, path_of(*row)});
        EXPECT_EQ(answer.status(), 401) << row->method << ' ' << row->path;
        EXPECT_EQ(answer.body(), R"({"detail":"Unauthorized"})") << row->path;
    }
}

TEST(service, answers_503_for_what_belongs_to_the_other_mode_before_it_looks_at_parameters) {
    auto webserver = options();
    webserver.running = api::mode::webserver;
    bench trading, browsing{webserver};
    for (const auto* row : api::all_endpoints()) {
        if (row->when == api::mode::both) continue;
        auto& other = row->when == api::mode::trade ? browsing : trading;
        const auto answer = other.service.answer({row->method, path_of(*row), {{"authorization", basic}}});
        EXPECT_EQ(answer.status(), 503) << row->method << ' ' << row->path;
        EXPECT_EQ(answer.body(), R"({"detail":"Bot is not in the correct state."})") << row->path;
    }
}

TEST(service, says_so_while_there_is_no_bot) {
    bench b;
    const auto answer = b.get("/api/v1/health");
    EXPECT_EQ(answer.status(), 502);
    EXPECT_EQ(answer.body(), R"({"error":"Error querying /api/v1/health: Bot is not in the correct state"})");
}

TEST(service, refusals_name_the_path_as_it_was_meant) {
    bench b;
    b.bot.refuse_with = "position for \"X\" already open";
    const auto answer = b.service.answer({"POST",
                                          "/api/v1/force%65xit?x=1",
                                          {{"authorization", basic}, {"content-type", "application/json"}},
                                          R"({"tradeid":"1"})"});
    EXPECT_EQ(answer.status(), 502);
    EXPECT_EQ(answer.body(), R"({"error":"Error querying /api/v1/forceexit: position for \"X\" already open"})");
    ASSERT_EQ(b.bot.commands.size(), 1U);
    EXPECT_EQ(std::get<bot::force_exit>(b.bot.commands[0]).trade_id, "1");
}

TEST(service, numbers_that_are_none_never_reach_the_bot) {
    bench b;
    const auto post = [&](const char* path, const char* json) {
        return b.service.answer({"POST", path, {{"authorization", basic}, {"content-type", "application/json"}}, json});
    };
    for (const auto* json : {R"({"tradeid":"1","amount":NaN})", R"({"tradeid":"1","price":Infinity})",
                             R"({"tradeid":"1","amount":"nan"})", R"({"tradeid":"1","price":1e999})"})
        EXPECT_EQ(post("/api/v1/forceexit", json).body(),
                  R"({"error":"Error querying /api/v1/forceexit: invalid argument"})")
            << json;
    for (const auto* json : {R"({"pair":"ETH/USDT","price":NaN})", R"({"pair":"ETH/USDT","stakeamount":-Infinity})",
                             R"({"pair":"ETH/USDT","leverage":"inf"})"})
        EXPECT_EQ(post("/api/v1/forceenter", json).body(),
                  R"({"error":"Error querying /api/v1/forceenter: invalid argument"})")
            << json;
    EXPECT_TRUE(b.bot.commands.empty());
}

TEST(service, answers_a_command_when_the_bot_has_done_it) {
    bench b;
    b.bot.hold = true;
    std::optional<http::response> answer;
    b.service.handle({"POST",
                      "/api/v1/forceexit",
                      {{"authorization", basic}, {"content-type", "application/json"}},
                      R"({"tradeid":5,"ordertype":"market","amount":"1.5"})"},
                     http::responder{[&](http::response r) { answer = std::move(r); }});
    EXPECT_FALSE(answer);
    ASSERT_EQ(b.bot.held.size(), 1U);
    const auto& wish = std::get<bot::force_exit>(b.bot.commands[0]);
    EXPECT_EQ(wish.trade_id, "5");
    EXPECT_EQ(wish.order_type, "market");
    EXPECT_EQ(wish.amount, 1.5);
    EXPECT_FALSE(wish.price);
    bot::command_result done;
    done.answer.text = "Created exit order for trade 5.";
    b.bot.held[0](done);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status(), 200);
    EXPECT_EQ(answer->body(), R"({"result":"Created exit order for trade 5."})");
}

TEST(service, a_bug_is_logged_with_its_request_and_shows_nothing) {
    struct broken final : bot::port {
        std::shared_ptr<const bot::snapshot> newest() const override { throw std::runtime_error{"inner detail"}; }
        bot::bot_control& control() override { throw std::runtime_error{"inner detail"}; }
        void submit(bot::command, bot::command_done) override {}
        void wake() override {}
    } bot;
    manual_clock clock{noon()};
    auto sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    auto how = options();
    how.log = logger{sink, "tremolo.api"};
    api::service service{how, clock, &bot, nullptr, {}};
    const auto answer = service.answer({"GET", "/api/v1/status", {{"authorization", basic}}});
    EXPECT_EQ(answer.status(), 500);
    EXPECT_EQ(answer.body(), "Internal Server Error");
    EXPECT_EQ(answer.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_FALSE(answer.header("vary"));
    ASSERT_EQ(sink->last(0).size(), 1U);
    EXPECT_THAT(sink->last(0)[0].message, MatchesRegex("Request [0-9a-f]+-1, GET /api/v1/status: inner detail"));
}

// An archive that counts how often it was asked.
struct counting_archive final : rpc::archive {
    explicit counting_archive(std::atomic<int>& asked) : asked_{asked} {}
    std::vector<trading::trade> closed_trades(std::int64_t, std::int64_t, bool) override {
        return ++asked_, std::vector<trading::trade>{};
    }
    std::int64_t closed_trade_count() override { return 7; }
    std::optional<trading::trade> trade(std::int64_t) override { throw operational_error{"disk is gone"}; }
    std::vector<std::int64_t> open_trade_ids(std::int64_t, std::int64_t) override { return {}; }
    std::vector<rpc::custom_datum> custom_data(std::int64_t, const std::optional<std::string>&) override { return {}; }
    std::vector<rpc::wallet_record> wallet_history() override { return {}; }
    std::optional<timestamp> wallet_history_start() override { return {}; }
    std::atomic<int>& asked_;
};

struct archived : testing::Test {
    std::atomic<int> opened{0}, asked{0};
    bench b{options(), [this]() -> std::unique_ptr<rpc::archive> {
                ++opened;
                return std::make_unique<counting_archive>(asked);
            }};
};

TEST_F(archived, reads_run_on_other_threads_with_readers_that_are_opened_when_needed) {
    EXPECT_EQ(b.get("/api/v1/ping", false).status(), 200);
    EXPECT_EQ(opened, 0);
    b.bot.picture = picture(1);
    const auto answer = b.get("/api/v1/trades?limit=3&offset=2");
    EXPECT_EQ(answer.body(), R"({"trades":[],"trades_count":0,"offset":2,"total_trades":7})");
    EXPECT_EQ(opened, 1);
}

TEST_F(archived, an_answer_is_sent_again_until_the_next_snapshot) {
    b.bot.picture = picture(1);
    const auto first = b.get("/api/v1/trades?limit=3");
    const auto again = b.get("/api/v1/trades?limit=3");
    EXPECT_EQ(first.body(), again.body());
    EXPECT_EQ(asked, 1);
    static_cast<void>(b.get("/api/v1/trades?limit=4")); // another question
    EXPECT_EQ(asked, 2);
    b.bot.picture = picture(2);
    static_cast<void>(b.get("/api/v1/trades?limit=3"));
    EXPECT_EQ(asked, 3);
    b.bot.control().set_state(bot::bot_state::running);
    static_cast<void>(b.get("/api/v1/trades?limit=3"));
    EXPECT_EQ(asked, 4);
    // A known answer is still for those only who may have it, and a bad question is never kept.
    EXPECT_EQ(b.get("/api/v1/trades?limit=3", false).status(), 401);
    EXPECT_EQ(b.get("/api/v1/trades?limit=0").status(), 422);
    EXPECT_EQ(b.get("/api/v1/trades?limit=0").status(), 422);
}

TEST_F(archived, a_reader_that_failed_is_opened_again) {
    b.bot.picture = picture(1);
    EXPECT_EQ(b.get("/api/v1/trade/1").status(), 500);
    const int before = opened;
    EXPECT_EQ(b.get("/api/v1/trade/1").status(), 500);
    EXPECT_GT(opened, before - 1);
    EXPECT_EQ(b.get("/api/v1/trades").status(), 200);
}

// An archive whose first reader waits until it may go on.
struct slow_archive final : rpc::archive {
    slow_archive(std::atomic<int>& asked, std::shared_future<void> go) : asked_{asked}, go_{std::move(go)} {}
    std::vector<trading::trade> closed_trades(std::int64_t, std::int64_t, bool) override {
        ++asked_;
        go_.wait();
        return {};
    }
    std::int64_t closed_trade_count() override { return 7; }
    std::optional<trading::trade> trade(std::int64_t) override { return {}; }
    std::vector<std::int64_t> open_trade_ids(std::int64_t, std::int64_t) override { return {}; }
    std::vector<rpc::custom_datum> custom_data(std::int64_t, const std::optional<std::string>&) override { return {}; }
    std::vector<rpc::wallet_record> wallet_history() override { return {}; }
    std::optional<timestamp> wallet_history_start() override { return {}; }
    std::atomic<int>& asked_;
    std::shared_future<void> go_;
};

TEST(service, an_answer_that_many_wait_for_is_made_once) {
    std::atomic<int> asked{0}, answered{0};
    std::promise<void> go;
    const auto signal = go.get_future().share();
    {
        bench b{options(),
                [&]() -> std::unique_ptr<rpc::archive> { return std::make_unique<slow_archive>(asked, signal); }};
        b.bot.picture = picture(1);
        for (int i = 0; i < 20; ++i)
            b.service.handle({"GET", "/api/v1/trades?limit=3", {{"authorization", basic}}},
                             http::responder{[&](http::response r) { answered += r.status() == 200; }});
        EXPECT_EQ(answered, 0);
        b.bot.picture = picture(2); // the same question about another picture does not wait for the old answer
        b.service.handle({"GET", "/api/v1/trades?limit=3", {{"authorization", basic}}},
                         http::responder{[&](http::response r) { answered += r.status() == 200; }});
        go.set_value();
    } // the service's end waits for its readers
    EXPECT_EQ(answered, 21);
    EXPECT_EQ(asked, 2);
}

TEST(service, too_many_waiting_reads_are_refused) {
    auto how = options();
    how.waiting_reads = 0;
    bench b{how};
    const auto answer = b.get("/api/v1/trades");
    EXPECT_EQ(answer.status(), 503);
    EXPECT_EQ(answer.body(), R"({"detail":"Too many requests are waiting."})");
}

TEST(service, many_threads_ask_at_once) {
    std::atomic<int> asked{0};
    bench b{options(), [&]() -> std::unique_ptr<rpc::archive> { return std::make_unique<counting_archive>(asked); }};
    b.bot.picture = picture(1);
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i)
                good += b.get("/api/v1/trades?limit=" + std::to_string(t * 100 + i + 1)).status() == 200;
        });
    for (auto& one : threads) one.join();
    EXPECT_EQ(good, 400);
}

} // namespace
