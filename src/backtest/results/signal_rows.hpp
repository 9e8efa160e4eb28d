// With `--export signals`: the rows of the analysed candles in which something happened, as one table of all pairs.
#pragma once
#include "backtest/run.hpp"

namespace tremolo::backtest {

// `which`: "signals" (the row before each trade's opening), "exited" (before its closing), "rejected" (before an entry
// that found no slot, with the tag that it would have had). Columns: "pair", then those that all pairs have in common.
[[nodiscard]] market::frame signal_rows(const finished_run& run, const std::string& which);

} // namespace tremolo::backtest
