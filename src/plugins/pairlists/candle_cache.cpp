#include "plugins/pairlists/candle_cache.hpp"
#include <algorithm>

namespace tremolo::plugins {

const std::vector<market::raw_candle>& candle_cache::get(const market::pair_name& pair, const std::string& timeframe,
                                                         std::int64_t count) {
    const timestamp now = around_.clock.now();
    auto& entry = kept_[{pair, timeframe, count}];
    if (now < entry.until) return entry.candles;
    const market::timeframe tf{timeframe};
    const auto type = around_.config->trading_mode == config::trading_mode::futures ? market::candle_type::futures
                                                                                    : market::candle_type::spot;
    const timestamp open = tf.previous(now);
    try {
        const auto since = open - std::chrono::seconds{tf.seconds() * count};
        entry.candles = around_.exchange.fetch_candles(pair, timeframe, type, since, 0);
    } catch (const exchange::exchange_error& e) {
        around_.log.warning("Could not get candles of {} for the pair lists: {}", pair, e.what());
        entry.candles.clear();
    }
    std::erase_if(entry.candles, [&](const auto& candle) { return candle.open_ms >= epoch_ms(open); });
    if (entry.candles.size() > static_cast<std::size_t>(count))
        entry.candles.erase(entry.candles.begin(), entry.candles.end() - count);
    entry.until = tf.next(now);
    return entry.candles;
}

} // namespace tremolo::plugins
