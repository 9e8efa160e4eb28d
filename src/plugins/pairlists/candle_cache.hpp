// Complete candles for handlers that look back, kept until the next candle opens.
#pragma once
#include "market/timeframe.hpp"
#include "plugins/pairlists/handler.hpp"
#include <map>
#include <tuple>

namespace tremolo::plugins {

class candle_cache {
  public:
    explicit candle_cache(const surroundings& around) : around_{around} {}

    // The last `count` complete candles, or fewer; none when the exchange has none or does not answer.
    [[nodiscard]] const std::vector<market::raw_candle>& get(const market::pair_name& pair,
                                                             const std::string& timeframe, std::int64_t count);

  private:
    struct kept {
        timestamp until{};
        std::vector<market::raw_candle> candles;
    };
    surroundings around_;
    std::map<std::tuple<market::pair_name, std::string, std::int64_t>, kept> kept_;
};

} // namespace tremolo::plugins
