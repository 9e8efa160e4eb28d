#include "market/candles.hpp"

namespace tremolo::market {
namespace {

// How long after its end the exchange may still change or deliver a candle.
std::int64_t grace_ms(const timeframe& tf) { return std::min<std::int64_t>(15'000, tf.milliseconds() / 2); }
// The longest that an incomplete series is left alone.
constexpr std::int64_t longest_silence_ms = std::int64_t{30} * 60'000;

} // namespace

bool candle_schedule::due(const key& k, timestamp now) const {
    const auto known = seen_.find(k);
    if (known == seen_.end() || !known->second.newest_ms) return true;
    const timeframe tf{k.timeframe};
    const auto forming_ms = epoch_ms(tf.previous(now));
    if (*known->second.newest_ms + tf.milliseconds() >= forming_ms) return false;
    const auto asked_ms = known->second.asked_ms;
    return asked_ms < forming_ms + grace_ms(tf) || epoch_ms(now) >= asked_ms + longest_silence_ms;
}

bool candle_schedule::last_is_provisional(std::int64_t last_open_ms, const timeframe& tf, timestamp asked_at,
                                          bool partial) {
    if (!partial) return false;
    const auto forming_ms = epoch_ms(tf.previous(asked_at));
    if (last_open_ms >= forming_ms) return true;
    const bool just_closed = last_open_ms == forming_ms - tf.milliseconds();
    return just_closed && epoch_ms(asked_at) < forming_ms + grace_ms(tf);
}

void candle_schedule::answered(const key& k, timestamp asked_at, std::optional<std::int64_t> newest_kept_ms,
                               std::optional<std::int64_t> newest_ms) {
    auto& known = seen_[k];
    known.asked_ms = epoch_ms(asked_at);
    if (newest_kept_ms) {
        known.newest_ms = newest_kept_ms;
    } else if (newest_ms) {
        // Nothing but a candle left out: as if the one before were held, so that it is asked for at the candle's pace.
        known.newest_ms = *newest_ms - timeframe{k.timeframe}.milliseconds();
    }
}

} // namespace tremolo::market
