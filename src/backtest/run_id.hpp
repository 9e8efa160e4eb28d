// What makes two backtests the same one: settings, parameters and source of the strategy. A result that has the id can
// be shown instead of running again.
#pragma once
#include "backtest/session.hpp"

namespace tremolo::backtest {

// SHA-1 in 40 hex digits. Paths and what only concerns other commands (api_server, telegram) are left out.
[[nodiscard]] std::string run_id_of(const candidate& subject, const config::configuration& configured);

// The earliest start that a result of the cache may have, by `backtest_cache` (none, day, week, month); nothing: no
// result may be reused, as for ranges without an end, or one in the future.
[[nodiscard]] std::optional<timestamp> oldest_cached(const std::string& backtest_cache, const timerange& range,
                                                     timestamp now, const logger& log = {});

} // namespace tremolo::backtest
