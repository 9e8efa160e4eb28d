// What one can ask of a bot, as functions from its snapshot (and, where named, the archive) to the struct that goes
// over the wire. They change nothing, keep nothing and may be called from any thread. A refusal is a tremolo::refusal
// with freqtrade's text, or a detail_failure (failures.hpp). Formulas: FACTS.md "Arithmetic", ENGINE.md.
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include "bot/snapshot.hpp"
#include "bot/state.hpp"
#include "rpc/archive.hpp"
#include "rpc/failures.hpp"
#include "rpc/schema/balances.hpp"
#include "rpc/schema/candles.hpp"
#include "rpc/schema/info.hpp"
#include "rpc/schema/lists.hpp"
#include "rpc/schema/performance.hpp"
#include "rpc/schema/trades.hpp"

namespace tremolo::rpc {

// -- of itself
[[nodiscard]] schema::show_config show_config(const bot::snapshot& bot, bot::bot_state state);
// The newest `limit` lines (absent or 0: all), oldest first.
[[nodiscard]] schema::log_answer logs(const log_sink& sink, std::optional<std::int64_t> limit);
[[nodiscard]] schema::health health(const bot::snapshot& bot);
// Load of the machine; blocks for the 0.1 s that the processors are watched.
[[nodiscard]] schema::sys_info sysinfo();
// Of the running strategy, or of another by name (detail_failure "failed" when it cannot be loaded).
[[nodiscard]] schema::plot_config_answer plot_config(const bot::snapshot& bot,
                                                     const std::optional<std::string>& strategy);
// Source text and parameters of the running strategy; not_found for any other name.
[[nodiscard]] schema::strategy_response strategy(const bot::snapshot& bot, const std::string& name);

struct market_filter {
    std::optional<std::string> base;
    std::optional<std::string> quote;
    bool include_inactive = false;
};
[[nodiscard]] schema::market_response markets(const bot::snapshot& bot, const market_filter& filter);

// -- money
[[nodiscard]] schema::balances balance(const bot::snapshot& bot);
// Refuses ("trader is not running") when stopped.
[[nodiscard]] schema::count count(const bot::snapshot& bot, bot::bot_state state);
// `now` humanises dates ("47 seconds ago").
[[nodiscard]] schema::profit profit(const bot::snapshot& bot, timestamp now);
[[nodiscard]] schema::profit_all profit_all(const bot::snapshot& bot, timestamp now);
[[nodiscard]] schema::stats stats(const bot::snapshot& bot);
[[nodiscard]] std::vector<schema::performance_entry> performance(const bot::snapshot& bot);
// With `pair` only of that one.
[[nodiscard]] std::vector<schema::entry> entries(const bot::snapshot& bot, const std::optional<std::string>& pair);
[[nodiscard]] std::vector<schema::exit> exits(const bot::snapshot& bot, const std::optional<std::string>& pair);
[[nodiscard]] std::vector<schema::mix_tag> mix_tags(const bot::snapshot& bot, const std::optional<std::string>& pair);
enum class period { day, week, month };
// `count` periods up to the present one, the newest first.
[[nodiscard]] schema::daily_weekly_monthly periods(const bot::snapshot& bot, period unit, std::int64_t count,
                                                   timestamp now);
[[nodiscard]] schema::wallet_history_response historic_balance(archive& records);

// -- trades
[[nodiscard]] std::vector<schema::open_trade_schema> status(const bot::snapshot& bot);
[[nodiscard]] schema::raw_trades_page trades(archive& records, std::int64_t limit, std::int64_t offset,
                                             bool order_by_id);
// Open or closed; not_found "Trade not found.".
[[nodiscard]] schema::open_trade_schema trade(const bot::snapshot& bot, archive& records, std::int64_t id);
[[nodiscard]] std::vector<schema::list_custom_data> open_trades_custom_data(archive& records,
                                                                            const std::optional<std::string>& key,
                                                                            std::int64_t limit, std::int64_t offset);
[[nodiscard]] std::vector<schema::list_custom_data> custom_data(archive& records, std::int64_t trade_id,
                                                                const std::optional<std::string>& key);

// -- lists
[[nodiscard]] schema::whitelist_response whitelist(const bot::snapshot& bot);
[[nodiscard]] schema::blacklist_response blacklist(const bot::snapshot& bot);
// Those that end after `now`.
[[nodiscard]] schema::lock_list locks(const bot::snapshot& bot, timestamp now);

// -- candles
struct candle_selection {
    std::string pair;
    std::string timeframe;
    std::optional<std::int64_t> limit;               // newest rows; 0 or absent: all; negative: drops from the front
    std::optional<std::vector<std::string>> columns; // absent: all (FACTS.md, POST /pair_candles)
};
// An unknown pair or timeframe answers an empty history.
[[nodiscard]] schema::pair_history pair_candles(const bot::snapshot& bot, const candle_selection& wanted);

} // namespace tremolo::rpc
