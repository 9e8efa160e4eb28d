// What a background job's process does: reads its order (webserver_orders.hpp), works, and answers with its result as
// JSON text.
#pragma once
#include "plugins/web.hpp"
#include "rpc/webserver.hpp"

namespace tremolo::rpc::webserver {

struct work_surroundings {
    const clock& time;
    logger log;
    exchange_opener open;
    std::uint64_t seed = 1; // of what is shuffled
    plugins::web* web = nullptr;
    // A bar of progress, by its id. May be empty.
    std::function<void(const std::string& id, const std::string& description, double done, double total)> progress{};
};

// What an order holds.
struct work {
    std::string category;
    config::configuration settings;
    boost::json::object task;
    const work_surroundings& around;

    void progress(const std::string& id, const std::string& description, double done, double total) const {
        if (around.progress) around.progress(id, description, done, total);
    }
};

// Throws what the job's error is to be.
[[nodiscard]] std::string do_work(const std::string& order, const work_surroundings& around);

// What runs a strategy's code for a question, in a process that is there for it alone: a chart, or else a text
// (webserver_orders.hpp: order_chart, order_strategy). Throws what is to be told, as above.
struct strategy_answer {
    std::unique_ptr<candle_answer> chart;
    std::string text;
};
[[nodiscard]] strategy_answer ask_strategy(const std::string& order, const work_surroundings& around);

// -- the kinds of work; each answers with JSON text
[[nodiscard]] std::string evaluate_pairlist(const work& job);
[[nodiscard]] std::string download_candles(const work& job);
[[nodiscard]] std::string run_backtest(const work& job);
[[nodiscard]] std::string analyse_lookahead(const work& job);
[[nodiscard]] std::string analyse_recursive(const work& job);
[[nodiscard]] std::string analyse_lookahead(const work& job);
[[nodiscard]] std::string analyse_recursive(const work& job);

} // namespace tremolo::rpc::webserver
