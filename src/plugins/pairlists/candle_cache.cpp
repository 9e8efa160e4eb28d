#include "plugins/pairlists/candle_cache.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
// One candle a time, and none left out: where the exchange did, the price rests. As strategies see them, too.
std::vector<market::raw_candle> without_gaps(std::vector<market::raw_candle> told, const market::timeframe& tf) {
    std::ranges::stable_sort(told, {}, &market::raw_candle::open_ms);
    std::vector<market::raw_candle> whole;
    whole.reserve(told.size());
    for (const auto& candle : told) {
        if (!whole.empty() && whole.back().open_ms == candle.open_ms) {
            auto& same = whole.back();
            same.high = std::max(same.high, candle.high);
            same.low = std::min(same.low, candle.low);
            same.close = candle.close;
            same.volume = std::max(same.volume, candle.volume);
            continue;
        }
        while (!whole.empty()) {
            const auto next = epoch_ms(tf.next(from_epoch_ms(whole.back().open_ms)));
            if (next >= candle.open_ms) break;
            const double rests = whole.back().close;
            whole.push_back({next, rests, rests, rests, rests, 0});
        }
        whole.push_back(candle);
    }
    return whole;
}
} // namespace

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
    entry.candles = without_gaps(std::move(entry.candles), tf);
    if (entry.candles.size() > static_cast<std::size_t>(count))
        entry.candles.erase(entry.candles.begin(), entry.candles.end() - count);
    entry.until = tf.next(now);
    return entry.candles;
}

} // namespace tremolo::plugins
