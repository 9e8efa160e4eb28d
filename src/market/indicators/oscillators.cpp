// Where the close lies in the range of the last rows: stochastics, Williams %R, Aroon, CCI, and their kin.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"
#include <array>

namespace tremolo::market::ta {
namespace {

using namespace detail;

// Percent of the range of the last `period` rows that lie below the close; 0 in a range that is only rounding.
output raw_stochastic(input high, input low, input close, std::size_t period) {
    const auto top = highest(high, period);
    auto out = lowest(low, period);
    for (std::size_t i = period - 1; i < out.size(); ++i)
        out[i] = are_level(top[i], out[i]) ? 0 : 100 * ((close[i] - out[i]) / (top[i] - out[i]));
    return out;
}

stochastic with_signal(const series& k, int signal_period, average type) {
    const auto d = moving_average(k, signal_period, type);
    return {k.where(d.notna()), d};
}

} // namespace

stochastic stochf(const frame& candles, int fast_k, int fast_d, average type) {
    const auto n = period_of("stochf", fast_k, 1);
    period_of("stochf", fast_d, 1);
    const candle_view c{candles, {"high", "low", "close"}};
    return with_signal(c.restore(raw_stochastic(c[0], c[1], c[2], n)), fast_d, type);
}

stochastic stoch(const frame& candles, int fast_k, int slow_k, int slow_d, average slow_k_type, average slow_d_type) {
    const auto n = period_of("stoch", fast_k, 1);
    period_of("stoch", slow_k, 1);
    period_of("stoch", slow_d, 1);
    const candle_view c{candles, {"high", "low", "close"}};
    const auto raw = c.restore(raw_stochastic(c[0], c[1], c[2], n));
    return with_signal(moving_average(raw, slow_k, slow_k_type), slow_d, slow_d_type);
}

stochastic stochrsi(const series& source, int period, int fast_k, int fast_d, average type) {
    const auto n = period_of("stochrsi", fast_k, 1);
    period_of("stochrsi", fast_d, 1);
    const auto raw = over(rsi(source, period), [n](input v) { return raw_stochastic(v, v, v, n); });
    return with_signal(raw, fast_d, type);
}

series willr(const frame& candles, int period) {
    const auto n = period_of("willr", period, 2);
    const candle_view c{candles, {"high", "low", "close"}};
    const auto top = highest(c[0], n);
    auto out = lowest(c[1], n);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double range = (top[i] - out[i]) / -100;
        out[i] = range != 0 ? (top[i] - c[2][i]) / range : 0;
    }
    for (std::size_t i = 0; i + 1 < n && i < out.size(); ++i) out[i] = missing;
    return c.restore(std::move(out));
}

aroon_lines aroon(const frame& candles, int period) {
    const auto n = period_of("aroon", period, 2);
    const candle_view c{candles, {"high", "low"}};
    auto up = blank(c.size()), down = blank(c.size());
    const double factor = 100.0 / static_cast<double>(n);
    std::size_t top = 0, bottom = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
        const auto first = i >= n ? i - n : 0;
        // Of equal extremes the latest counts. One that left the window is looked for anew.
        const auto latest = [&](std::size_t& best, input v, auto better) {
            if (best < first) {
                best = first;
                for (std::size_t k = first + 1; k < i; ++k)
                    if (better(v[k], v[best])) best = k;
            }
            if (better(v[i], v[best])) best = i;
        };
        latest(top, c[0], std::greater_equal<>{});
        latest(bottom, c[1], std::less_equal<>{});
        if (i < n) continue;
        up[i] = factor * static_cast<double>(n - (i - top));
        down[i] = factor * static_cast<double>(n - (i - bottom));
    }
    return {c.restore(std::move(down)), c.restore(std::move(up))};
}

series aroonosc(const frame& candles, int period) {
    const auto lines = aroon(candles, period);
    return lines.up - lines.down;
}

series cci(const frame& candles, int period) {
    const auto n = period_of("cci", period, 2);
    const auto p = static_cast<double>(n);
    return over(typprice(candles), [n, p](input v) {
        auto out = blank(v.size());
        for (std::size_t i = n - 1; i < v.size(); ++i) {
            const auto window = v.subspan(i + 1 - n, n);
            double mean = 0, deviation = 0;
            for (const double x : window) mean += x;
            mean /= p;
            for (const double x : window) deviation += std::fabs(x - mean);
            const bool level = are_level(v[i], mean) || deviation == 0;
            out[i] = level ? 0 : (v[i] - mean) / (0.015 * (deviation / p));
        }
        return out;
    });
}

series ultosc(const frame& candles, int first, int second, int third) {
    std::array<int, 3> periods{first, second, third};
    std::ranges::sort(periods);
    for (const int period : periods) period_of("ultosc", period, 1);
    const candle_view c{candles, {"high", "low", "close"}};
    output pressure(c.size()), range(c.size());
    for (std::size_t i = 1; i < c.size(); ++i) {
        const double floor = std::min(c[1][i], c[2][i - 1]);
        pressure[i] = c[2][i] - floor;
        range[i] = std::max(c[0][i], c[2][i - 1]) - floor;
    }
    auto out = output(c.size(), 0);
    constexpr std::array<double, 3> weights{4, 2, 1};
    for (std::size_t which = 0; which < periods.size(); ++which) {
        const auto n = static_cast<std::size_t>(periods[which]);
        double gained = 0, moved = 0;
        for (std::size_t i = 1; i < c.size(); ++i) {
            gained += pressure[i];
            moved += range[i];
            if (i < n) continue;
            if (!is_zero(moved)) out[i] += weights[which] * (gained / moved);
            gained -= pressure[i + 1 - n];
            moved -= range[i + 1 - n];
        }
    }
    const auto warm_up = static_cast<std::size_t>(periods.back());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i < warm_up ? missing : 100 * (out[i] / 7);
    return c.restore(std::move(out));
}

} // namespace tremolo::market::ta
