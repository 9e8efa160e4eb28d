// Background jobs, and what answers those that evaluate and analyse.
#pragma once
#include "api/schema/strategy_name.hpp"
#include "rpc/schema/lists.hpp"
#include "json/write.hpp"

namespace tremolo::api::schema {

using rpc::schema::whitelist_response;

struct bg_job_started {
    std::string status;
    std::string job_id;
};
BOOST_DESCRIBE_STRUCT(bg_job_started, (), (status, job_id))

struct progress_task {
    double progress = 0;
    double total = 0;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(progress_task, (), (progress, total, description))

struct background_task_status {
    std::string job_id;
    std::string job_category;
    std::string status;
    bool running = false;
    std::optional<double> progress;
    std::optional<json::ordered_map<progress_task>> progress_tasks;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(background_task_status, (),
                      (job_id, job_category, status, running, progress, progress_tasks, error))

struct whitelist_evaluate_response {
    std::optional<std::string> error;
    std::string status;
    std::optional<whitelist_response> result;
};
BOOST_DESCRIBE_STRUCT(whitelist_evaluate_response, (), (error, status, result))

struct lookahead_analysis_request {
    strategy_name strategy;
    std::optional<std::string> timeframe;
    std::optional<std::string> timerange;
    std::int64_t minimum_trade_amount = 10;
    std::int64_t targeted_trade_amount = 20;
    bool lookahead_allow_limit_orders = false;
};
BOOST_DESCRIBE_STRUCT(lookahead_analysis_request, (),
                      (strategy, timeframe, timerange, minimum_trade_amount, targeted_trade_amount,
                       lookahead_allow_limit_orders))
constexpr auto json_rules(const lookahead_analysis_request*) {
    return std::array{json::rule{.member = "minimum_trade_amount", .optional = true},
                      json::rule{.member = "targeted_trade_amount", .optional = true},
                      json::rule{.member = "lookahead_allow_limit_orders", .optional = true}};
}

struct lookahead_analysis_result_entry {
    std::string strategy;
    bool has_bias = false;
    std::int64_t total_signals = 0;
    std::int64_t biased_entry_signals = 0;
    std::int64_t biased_exit_signals = 0;
    std::vector<std::string> biased_indicators;
};
BOOST_DESCRIBE_STRUCT(lookahead_analysis_result_entry, (),
                      (strategy, has_bias, total_signals, biased_entry_signals, biased_exit_signals, biased_indicators))

struct lookahead_analysis_response {
    std::string status;
    bool running = false;
    std::string status_msg;
    std::optional<lookahead_analysis_result_entry> result;
};
BOOST_DESCRIBE_STRUCT(lookahead_analysis_response, (), (status, running, status_msg, result))

struct recursive_analysis_request {
    strategy_name strategy;
    std::optional<std::string> timeframe;
    std::optional<std::string> timerange;
    std::optional<std::vector<std::int64_t>> startup_candle;
};
BOOST_DESCRIBE_STRUCT(recursive_analysis_request, (), (strategy, timeframe, timerange, startup_candle))

struct recursive_analysis_result_entry {
    std::string strategy;
    std::vector<std::int64_t> startup_candles;
    std::optional<std::int64_t> strategy_scc;
    json::ordered_map<json::ordered_map<double>> results;
};
BOOST_DESCRIBE_STRUCT(recursive_analysis_result_entry, (), (strategy, startup_candles, strategy_scc, results))

struct recursive_analysis_response {
    std::string status;
    bool running = false;
    std::string status_msg;
    std::optional<recursive_analysis_result_entry> result;
};
BOOST_DESCRIBE_STRUCT(recursive_analysis_response, (), (status, running, status_msg, result))

} // namespace tremolo::api::schema
