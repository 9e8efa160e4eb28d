// Backtests: request, state, history.
#pragma once
#include "api/schema/strategy_name.hpp"
#include "json/write.hpp"

namespace tremolo::api::schema {

struct backtest_freqai_inputs {
    std::string identifier;
};
BOOST_DESCRIBE_STRUCT(backtest_freqai_inputs, (), (identifier))
constexpr std::string_view json_type_name(const backtest_freqai_inputs*) { return "BacktestFreqAIInputs"; }

struct backtest_request {
    strategy_name strategy;
    std::optional<std::string> timeframe;
    std::optional<std::string> timeframe_detail;
    std::optional<std::string> timerange;
    std::optional<double> max_open_trades;
    std::optional<std::variant<std::string, double>> stake_amount;
    bool enable_protections = false;
    std::optional<double> dry_run_wallet;
    std::optional<std::string> backtest_cache;
    std::optional<std::string> freqaimodel;
    std::optional<backtest_freqai_inputs> freqai;
};
BOOST_DESCRIBE_STRUCT(backtest_request, (),
                      (strategy, timeframe, timeframe_detail, timerange, max_open_trades, stake_amount,
                       enable_protections, dry_run_wallet, backtest_cache, freqaimodel, freqai))

// A result that is written already.
struct result_text {
    std::string text;
};
inline void json_write(std::string& out, const result_text& result) { out += result.text; }
inline boost::json::object json_schema(const result_text*) {
    return {{"additionalProperties", true}, {"type", "object"}};
}

struct backtest_response {
    std::string status;
    bool running = false;
    std::string status_msg;
    std::string step;
    double progress = 0;
    std::optional<double> trade_count;
    std::optional<result_text> backtest_result;
};
BOOST_DESCRIBE_STRUCT(backtest_response, (),
                      (status, running, status_msg, step, progress, trade_count, backtest_result))

// Of a backtest that waits for its turn: freqtrade's answer, and which job to ask for.
struct queued_backtest_response {
    std::string status;
    bool running = false;
    std::string status_msg;
    std::string step;
    double progress = 0;
    std::optional<double> trade_count;
    std::optional<result_text> backtest_result;
    std::string job_id;
};
BOOST_DESCRIBE_STRUCT(queued_backtest_response, (),
                      (status, running, status_msg, step, progress, trade_count, backtest_result, job_id))

struct backtest_history_entry {
    std::string filename;
    std::string strategy;
    std::string run_id;
    std::int64_t backtest_start_time = 0;
    std::optional<std::string> notes = "";
    std::optional<std::int64_t> backtest_start_ts;
    std::optional<std::int64_t> backtest_end_ts;
    std::optional<std::string> timeframe;
    std::optional<std::string> timeframe_detail;
};
BOOST_DESCRIBE_STRUCT(backtest_history_entry, (),
                      (filename, strategy, run_id, backtest_start_time, notes, backtest_start_ts, backtest_end_ts,
                       timeframe, timeframe_detail))
constexpr auto json_rules(const backtest_history_entry*) {
    return std::array{json::rule{.member = "notes", .optional = true}};
}

// Rows of cells, written already.
struct rows_text {
    std::string text = "[]";
};
inline void json_write(std::string& out, const rows_text& rows) { out += rows.text; }
inline boost::json::object json_schema(const rows_text*) {
    return {{"items", {{"items", boost::json::object{}}, {"type", "array"}}}, {"type", "array"}};
}

struct backtest_market_change {
    std::vector<std::string> columns;
    std::int64_t length = 0;
    rows_text data;
};
BOOST_DESCRIBE_STRUCT(backtest_market_change, (), (columns, length, data))

struct backtest_metadata_update {
    strategy_name strategy;
    std::string notes = "";
};
BOOST_DESCRIBE_STRUCT(backtest_metadata_update, (), (strategy, notes))
constexpr auto json_rules(const backtest_metadata_update*) {
    return std::array{json::rule{.member = "notes", .optional = true}};
}

} // namespace tremolo::api::schema
