// Recorded candles as a source of prices: the files of a freqtrade data folder. When a replay begins and ends is known
// once the files are read.
#pragma once
#include "exchange/simulated/price_source.hpp"

namespace tremolo::exchange {

struct opened_replay {
    std::unique_ptr<price_source> source;
    timestamp first; // of all candles
    timestamp end;   // of the last one
};

// configuration_error for a folder that is missing or holds no candle files; operational_error for broken files.
[[nodiscard]] opened_replay make_replay(const simulated_settings& settings);

} // namespace tremolo::exchange
