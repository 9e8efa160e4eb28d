// Averages and what is drawn over prices with them.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"

namespace tremolo::market {
namespace detail {

output simple(input v, std::size_t period) {
    auto out = blank(v.size());
    double total = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        total += v[i];
        if (i + 1 < period) continue;
        out[i] = total / static_cast<double>(period);
        total -= v[i + 1 - period];
    }
    return out;
}

output exponential(input v, std::size_t period) {
    auto out = blank(v.size());
    if (v.size() < period) return out;
    const double k = 2.0 / static_cast<double>(period + 1);
    double total = 0;
    for (std::size_t i = 0; i < period; ++i) total += v[i];
    double average = total / static_cast<double>(period);
    out[period - 1] = average;
    for (std::size_t i = period; i < v.size(); ++i) out[i] = average = (v[i] - average) * k + average;
    return out;
}

} // namespace detail

namespace ta {
namespace {

using namespace detail;

output weighted(input v, std::size_t period) {
    auto out = blank(v.size());
    const auto n = static_cast<double>(period);
    const double divider = n * (n + 1) / 2;
    double sum = 0, weighted_sum = 0, leaving = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (i + 1 < period) {
            sum += v[i];
            weighted_sum += v[i] * static_cast<double>(i + 1);
            continue;
        }
        sum += v[i] - leaving;
        weighted_sum += v[i] * n;
        leaving = v[i + 1 - period];
        out[i] = weighted_sum / divider;
        weighted_sum -= sum;
    }
    return out;
}

// Kaufman's: as fast as an EMA of 2 in a straight move, as slow as one of 30 in noise.
output adaptive(input v, std::size_t period) {
    auto out = blank(v.size());
    if (v.size() <= period) return out;
    constexpr double slowest = 2.0 / 31, span = 2.0 / 3 - slowest;
    double noise = 0;
    for (std::size_t i = 1; i <= period; ++i) noise += std::fabs(v[i] - v[i - 1]);
    double average = v[period - 1];
    for (std::size_t i = period; i < v.size(); ++i) {
        if (i > period) {
            noise -= std::fabs(v[i - period] - v[i - period - 1]);
            noise += std::fabs(v[i] - v[i - 1]);
        }
        const double move = v[i] - v[i - period];
        const double efficiency = noise <= move || is_zero(noise) ? 1 : std::fabs(move / noise);
        const double smoothing = efficiency * span + slowest;
        out[i] = average = (v[i] - average) * (smoothing * smoothing) + average;
    }
    return out;
}

double acceleration_of(const char* indicator, double value) {
    if (!(value >= 0 && value <= 3e37)) throw error{fmt::format("{}: {} must not be negative", indicator, value)};
    return value;
}

} // namespace

series sma(const series& source, int period) {
    return over(source, [n = period_of("sma", period, 1)](input v) { return simple(v, n); });
}
series ema(const series& source, int period) {
    return over(source, [n = period_of("ema", period, 1)](input v) { return exponential(v, n); });
}
series wma(const series& source, int period) {
    return over(source, [n = period_of("wma", period, 1)](input v) { return weighted(v, n); });
}
series dema(const series& source, int period) {
    const auto once = ema(source, period);
    return 2.0 * once - ema(once, period);
}
series tema(const series& source, int period) {
    const auto once = ema(source, period);
    const auto twice = ema(once, period);
    return 3.0 * once - 3.0 * twice + ema(twice, period);
}
series trima(const series& source, int period) {
    period_of("trima", period, 1);
    const int half = (period + 1) / 2;
    return sma(sma(source, half), period % 2 == 1 ? half : half + 1);
}
series kama(const series& source, int period) {
    return over(source, [n = period_of("kama", period, 1)](input v) { return adaptive(v, n); });
}

series moving_average(const series& source, int period, average type) {
    if (period == 1) return source;
    switch (type) {
    case average::sma: return sma(source, period);
    case average::ema: return ema(source, period);
    case average::wma: return wma(source, period);
    case average::dema: return dema(source, period);
    case average::tema: return tema(source, period);
    case average::trima: return trima(source, period);
    case average::kama: return kama(source, period);
    }
    throw error{fmt::format("there is no moving average of type {}", static_cast<int>(type))};
}

bands bbands(const series& source, int period, double deviations_up, double deviations_down, average type) {
    const auto middle = moving_average(source, period, type);
    const auto spread = stddev(source, period).where(middle.notna());
    return {middle + spread * deviations_up, middle, middle - spread * deviations_down};
}

series midpoint(const series& source, int period) {
    return over(source, [n = period_of("midpoint", period, 2)](input v) {
        auto out = highest(v, n);
        const auto low = lowest(v, n);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = (out[i] + low[i]) / 2;
        return out;
    });
}
series midprice(const frame& candles, int period) {
    const auto n = period_of("midprice", period, 2);
    const candle_view c{candles, {"high", "low"}};
    auto out = highest(c[0], n);
    const auto low = lowest(c[1], n);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = (out[i] + low[i]) / 2;
    return c.restore(std::move(out));
}

series sar(const frame& candles, double acceleration, double maximum) {
    const double step = std::min(acceleration_of("sar", acceleration), acceleration_of("sar", maximum));
    const candle_view c{candles, {"high", "low"}};
    const auto high = c[0], low = c[1];
    auto out = blank(c.size());
    if (c.size() < 2) return c.restore(std::move(out));
    const double fall = low[0] - low[1];
    bool rising = !(fall > 0 && high[1] - high[0] < fall);
    double best = rising ? high[1] : low[1];
    double stop = rising ? low[0] : high[0];
    double factor = step;
    for (std::size_t i = 1; i < c.size(); ++i) {
        // The first row is its own predecessor.
        const std::size_t before = i == 1 ? 1 : i - 1;
        const double top = std::max(high[before], high[i]);
        const double bottom = std::min(low[before], low[i]);
        const bool turned = rising ? low[i] <= stop : high[i] >= stop;
        if (turned) {
            rising = !rising;
            stop = rising ? std::min(best, bottom) : std::max(best, top);
            best = rising ? high[i] : low[i];
            factor = step;
        }
        out[i] = stop;
        const bool further = rising ? high[i] > best : low[i] < best;
        if (!turned && further) {
            best = rising ? high[i] : low[i];
            factor = std::min(factor + step, maximum);
        }
        stop += factor * (best - stop);
        stop = rising ? std::min(stop, bottom) : std::max(stop, top);
    }
    return c.restore(std::move(out));
}

} // namespace ta
} // namespace tremolo::market
