// Orders for background jobs: the configuration as a request changes it, and what is to be done with it, as text for
// the job's process (webserver_work.hpp reads it there).
#pragma once
#include "rpc/webserver.hpp"

namespace tremolo::rpc::webserver {

inline constexpr std::string_view pairlist_category = "pairlist";
inline constexpr std::string_view download_category = "download_data";
inline constexpr std::string_view backtest_category = "backtest";
inline constexpr std::string_view lookahead_category = "lookahead_analysis";
inline constexpr std::string_view chart_category = "chart";
inline constexpr std::string_view recursive_category = "recursive_analysis";
// Backtests and analyses exclude each other.
inline constexpr std::string_view analysis_slot = "analysis";
// The task by which a backtest tells how many trades it has closed; no bar of progress.
inline constexpr std::string_view closed_trades_task = "trades";

struct work_order {
    std::string category;
    std::string slot;
    std::string subject; // the strategy, where there is one
    std::string work;
    bool queue = false;
};

struct pairlist_wishes {
    exchange_choice where;
    std::vector<boost::json::object> pairlists;
    std::vector<std::string> blacklist;
    std::string stake_currency;
};
[[nodiscard]] work_order order_pairlist(const workspace& place, const pairlist_wishes& wishes);

struct download_wishes {
    exchange_choice where;
    std::vector<std::string> pairs;
    std::optional<std::vector<std::string>> timeframes;
    std::optional<std::int64_t> days;
    std::optional<std::string> timerange;
    bool erase = false;
    bool download_trades = false;
    std::optional<std::vector<std::string>> candle_types;
    bool prepend_data = false;
};
[[nodiscard]] work_order order_download(const workspace& place, const download_wishes& wishes);

// `overrides`: keys of the request as the configuration names them, laid over it; nulls are passed over.
[[nodiscard]] work_order order_backtest(const workspace& place, const boost::json::object& overrides);
[[nodiscard]] work_order order_lookahead(const workspace& place, const boost::json::object& overrides);
[[nodiscard]] work_order order_recursive(const workspace& place, const boost::json::object& overrides);

// No job: a chart that a process of its own draws (webserver_work.hpp). detail_failure "failed" for an exchange that
// cannot be chosen.
[[nodiscard]] std::string order_chart(const workspace& place, const history_selection& wanted);

// No job either: how a strategy shows itself. The answer is the text of GET /strategy/{name} or GET
// /plot_config behind a '+', or behind a '-' why it cannot be loaded.
enum class strategy_side { description, plot_config };
inline constexpr std::string_view strategy_category = "strategy";
[[nodiscard]] std::string order_strategy(const workspace& place, const std::string& name, strategy_side side);

} // namespace tremolo::rpc::webserver
