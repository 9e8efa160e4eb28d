// The API of webserver mode with jobs whose process is a shell: slots, refusals, states, and which mode has which row.
#include "api/endpoints.hpp"
#include "api/service.hpp"
#include "api/webserver_mode.hpp"
#include "tests/testing.hpp"
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace {

using namespace tremolo;
using namespace std::chrono_literals;
using boost::json::value;
using testing::HasSubstr;

constexpr auto basic = "Basic dXNlcjpwYXNz"; // user:pass
// Reads the order; then acts by the strategy's name that stands in it.
constexpr auto shell = R"(read -r result; read -r size; work=$(head -c "$size")
finish() { printf '%s' "$1" > "$result"; echo '{"finished":true}'; }
case $work in
  *Slow*) echo '{"task":"1","description":"backtest","done":1,"total":4}'; sleep 60;;
  *Bad*) echo '{"error":"No data found. Terminating."}';;
  *recursive_analysis*) begin='{"strategy":"X","startup_candles":[20,40],"strategy_scc":20,'
               finish "$begin"'"results":{"e":{"20":0.5,"40":null}}}';;
  *'"category":"pairlist"'*) finish '{"whitelist":["A/B"],"length":1,"method":["StaticPairList"]}';;
  *) finish '{"strategy":{}}';;
esac)";

config::configuration settings(const std::filesystem::path& folder) {
    return rpc::webserver::settings_of(
        {{"dry_run", true},
         {"stake_currency", "USDT"},
         {"user_data_dir", folder.string()},
         {"datadir", (folder / "data").string()},
         {"dataformat_ohlcv", "json"},
         {"exchange", {{"name", "binance"}, {"pair_whitelist", boost::json::array{"A/B"}}}},
         {"api_server",
          {{"enabled", true},
           {"listen_ip_address", "127.0.0.1"},
           {"listen_port", 8080},
           {"username", "user"},
           {"password", "pass"},
           {"jwt_secret_key", "0123456789012345678901234567890123456789"}}}},
        config::run_mode::webserver);
}

class webserver : public testing::Test {
  protected:
    std::pair<int, value> ask(std::string_view method, std::string_view path, std::string body = {}) {
        const auto answer = service.answer({method,
                                            "/api/v1" + std::string{path},
                                            {{"authorization", basic}, {"content-type", "application/json"}},
                                            std::move(body)});
        auto parsed = json::parse(answer.body());
        return {answer.status(), parsed ? parsed.value : value{boost::json::string{answer.body()}}};
    }
    value get(std::string_view path) {
        auto [status, answer] = ask("GET", path);
        EXPECT_EQ(status, 200) << path << ": " << answer;
        return answer;
    }
    std::pair<int, value> start(const std::string& strategy, const std::string& more = {}) {
        return ask("POST", "/backtest", R"({"strategy":")" + strategy + R"(","enable_protections":false)" + more + "}");
    }
    void wait() {
        for (int i = 0; i < 6000; ++i) {
            bool runs = false;
            for (const auto& one : board.list()) runs = runs || !one.finished();
            if (!runs) return;
            std::this_thread::sleep_for(5ms);
        }
        FAIL() << "a job does not end";
    }

    static api::service_options options(api::webserver_mode& mode) {
        api::service_options out;
        out.keys = {"user", secret{"pass"}, secret{"0123456789012345678901234567890123456789"}, {}};
        out.running = api::mode::webserver;
        out.webserver = &mode;
        return out;
    }

    testing_support::temporary_folder folder;
    system_clock clock;
    int ids = 0;
    rpc::webserver::workspace place{settings(folder.path()), clock, {}, {}};
    jobs::board board{{.folder = folder.path() / "jobs",
                       .command = {"/bin/sh", "-c", shell},
                       .new_id = [this] { return "job-" + std::to_string(++ids); },
                       .side_by_side = 2,
                       .patience = 100ms},
                      clock};
    api::webserver_mode mode{place, board};
    api::service service{options(mode), clock, nullptr, nullptr, {}};
};

TEST_F(webserver, rows_of_a_bot_are_not_there) {
    for (const auto* row : api::all_endpoints()) {
        if (row->when != api::mode::trade) continue;
        std::string path{row->path};
        for (auto at = path.find('{'); at != path.npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, "1");
        const auto [status, answer] = ask(row->method, path, row->run.reads_body ? "{}" : "");
        EXPECT_EQ(status, 503) << row->method << ' ' << path << ": " << answer;
    }
}

TEST_F(webserver, a_backtest_runs_and_is_asked_for) {
    EXPECT_EQ(get("/backtest").at("status"), "not_started");
    EXPECT_EQ(get("/backtest/abort").at("status"), "not_running");
    const auto [status, answer] = start("Good");
    EXPECT_EQ(status, 200);
    EXPECT_EQ(answer.at("status_msg"), "Backtest started");
    wait();
    const auto state = get("/backtest");
    EXPECT_EQ(state.at("status"), "ended");
    EXPECT_EQ(state.at("backtest_result"), (value{{"strategy", boost::json::object{}}}));
    EXPECT_EQ(ask("DELETE", "/backtest").second.at("status"), "reset");
    EXPECT_EQ(get("/backtest").at("status"), "not_started");
}

TEST_F(webserver, a_backtest_that_fails_says_why) {
    start("Bad");
    wait();
    const auto state = get("/backtest");
    EXPECT_EQ(state.at("status"), "error");
    EXPECT_EQ(state.at("status_msg"), "Backtest failed with No data found. Terminating.");
}

TEST_F(webserver, backtests_and_analyses_share_a_slot) {
    start("Slow");
    const auto [busy, refusal] = start("Good");
    EXPECT_EQ(busy, 502);
    EXPECT_EQ(refusal.at("error"), "Error querying /api/v1/backtest: Bot Background task already running");
    EXPECT_EQ(ask("POST", "/lookahead_analysis", R"({"strategy":"X"})").first, 400);
    EXPECT_EQ(ask("POST", "/recursive_analysis", R"({"strategy":"X"})").second.at("detail"),
              "Analysis is already running.");
    EXPECT_EQ(get("/backtest").at("status"), "running");
    EXPECT_EQ(ask("DELETE", "/backtest").second.at("status"), "running");
    EXPECT_EQ(ask("DELETE", "/background/job-1").first, 400);
    EXPECT_EQ(ask("POST", "/pairlists/evaluate", R"({"pairlists":[],"blacklist":[],"stake_currency":"X"})").first, 200);
    EXPECT_EQ(get("/backtest/abort").at("status"), "stopping");
    wait();
    EXPECT_EQ(get("/backtest").at("status_msg"), "Backtest failed with Stop requested");
}

TEST_F(webserver, queued_backtests_have_ids_and_states_of_their_own) {
    const auto [first, one] = start("Slow", R"(,"queue":true)");
    const auto [second, two] = start("Slow", R"(,"queue":true)");
    const auto [third, three] = start("Good", R"(,"queue":true)");
    EXPECT_EQ(first, 200);
    EXPECT_EQ(three.at("status_msg"), "Backtest queued");
    const auto id = std::string{three.at("job_id").as_string()};
    EXPECT_EQ(get("/backtest/job/" + id).at("status"), "running");
    EXPECT_EQ(ask("POST", "/background/" + std::string{one.at("job_id").as_string()} + "/abort").first, 200);
    EXPECT_EQ(ask("POST", "/background/" + std::string{two.at("job_id").as_string()} + "/abort").first, 200);
    wait();
    EXPECT_EQ(get("/backtest/job/" + id).at("status"), "ended");
    EXPECT_EQ(ask("POST", "/background/" + id + "/abort").first, 400);
    EXPECT_EQ(ask("GET", "/backtest/job/nobody").first, 404);
}

TEST_F(webserver, jobs_are_known_by_their_own_category) {
    ask("POST", "/recursive_analysis", R"({"strategy":"X"})");
    wait();
    const auto found = get("/recursive_analysis/job-1");
    EXPECT_EQ(found.at("status"), "ended");
    EXPECT_EQ(found.at("result").at("results").at("e").at("20"), 0.5);
    EXPECT_TRUE(found.at("result").at("results").at("e").at("40").is_null());
    EXPECT_EQ(ask("GET", "/lookahead_analysis/job-1").first, 404);
    EXPECT_EQ(ask("GET", "/pairlists/evaluate/job-1").first, 404);
    ask("POST", "/pairlists/evaluate", R"({"pairlists":[],"blacklist":[],"stake_currency":"X"})");
    wait();
    EXPECT_EQ(get("/pairlists/evaluate/job-2").at("result").at("length"), 1);
    EXPECT_TRUE(get("/background/job-2").at("progress_tasks").is_null());
    EXPECT_TRUE(get("/background/job-1").at("progress_tasks").is_object());
    EXPECT_EQ(boost::json::serialize(ask("DELETE", "/background/clear").second), "[]");
}

TEST_F(webserver, what_is_wrong_is_told_before_anything_starts) {
    EXPECT_EQ(ask("POST", "/download_data", R"({"pairs":["A/B"],"days":3,"timerange":"20260101-"})").first, 422);
    EXPECT_EQ(ask("POST", "/backtest", R"({"strategy":"X"})").first, 422);
    EXPECT_EQ(ask("POST", "/backtest", R"({"strategy":"a:b","enable_protections":true})").first, 422);
    EXPECT_EQ(ask("GET", "/health").first, 502);
    EXPECT_EQ(ask("GET", "/plot_config").second.at("error"),
              "Error querying /api/v1/plot_config: Strategy is mandatory in webserver mode.");
    EXPECT_THAT(
        std::string{
            ask("GET", "/pair_history?pair=A/B&timeframe=5m&timerange=&strategy=X").second.at("detail").as_string()},
        HasSubstr("Impossible to load Strategy 'X'"));
    EXPECT_EQ(ask("POST", "/pair_history", R"({"pair":"A/B","timeframe":"5m","timerange":"2-1"})").first, 502);
    EXPECT_EQ(ask("GET", "/backtest/history/result?filename=..%2Fx&strategy=X").first, 404);
    EXPECT_EQ(ask("PATCH", "/backtest/history/x", R"({"strategy":"X"})").first, 404);
    EXPECT_EQ(ask("DELETE", "/backtest/history/x").first, 404);
    EXPECT_TRUE(board.list().empty());
}

TEST_F(webserver, job_progress_is_told_as_the_job_is_shown) {
    start("Bad");
    wait();
    const auto told = json::parse(api::progress_message(board.list().front())).value;
    EXPECT_EQ(told.at("type"), "job_progress");
    EXPECT_EQ(told.at("data"), get("/background/job-1"));
}

// The pieces of a body that is made while it is sent.
std::string body_of(const http::response& answer) {
    if (!answer.source()) return std::string{answer.body()};
    std::string all;
    for (;;) {
        std::promise<std::optional<http::body_piece>> told;
        answer.source()->next([&](std::optional<http::body_piece> piece) { told.set_value(std::move(piece)); });
        const auto piece = told.get_future().get();
        if (!piece) return "broken off";
        if (piece->empty()) return all;
        all += piece->bytes();
    }
}

TEST_F(webserver, long_charts_are_written_while_they_are_sent) {
    std::filesystem::create_directories(folder.path() / "data");
    std::ofstream file{folder.path() / "data" / "A_B-5m.json"};
    constexpr int rows = 30'000;
    for (int i = 0; i < rows; ++i)
        file << (i == 0 ? "[" : ",") << "[" << 1'767'225'600'000 + i * 300'000LL << ",1.5,2.5,0.5," << i << ".25,3]";
    file << "]";
    file.close();
    const auto chart = [&](const char* timerange) {
        return service.answer({"POST",
                               "/api/v1/pair_history",
                               {{"authorization", basic}, {"content-type", "application/json"}},
                               std::string{R"({"pair":"A/B","timeframe":"5m","timerange":")"} + timerange + "\"}"});
    };
    const auto whole = chart("");
    EXPECT_TRUE(whole.source());
    const auto answer = json::parse(body_of(whole)).value;
    const auto& data = answer.at("data").as_array();
    ASSERT_EQ(data.size(), rows);
    EXPECT_EQ(answer.at("length"), rows);
    for (int i = 0; i < rows; ++i) ASSERT_EQ(data[static_cast<std::size_t>(i)].at(4), i + 0.25);
    const auto part = chart("1767225900-1767226500");
    EXPECT_FALSE(part.source());
    EXPECT_EQ(part.status(), 200);
    EXPECT_EQ(json::parse(body_of(part)).value.at("length"), 3);
}

} // namespace
