// The indicators of qtpylib as freqtrade's strategies use them.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"
#include "market/summation.hpp"

namespace tremolo::market::qtpylib {
namespace {

using namespace detail;

std::size_t window_of(const char* indicator, int window) { return period_of(indicator, window, 1); }

// f over each full window, computed anew (so without any drift); missing before.
template <class F>
series each_window(const series& source, std::size_t window, F f) {
    auto out = blank(source.size());
    for (std::size_t i = window - 1; i < out.size(); ++i) out[i] = f(source.view().subspan(i + 1 - window, window));
    return series{std::move(out)};
}

double mean_of(input v) { return pairwise_sum(v) / static_cast<double>(v.size()); }

double deviation_of(input v) {
    const double mean = mean_of(v);
    output squares(v.begin(), v.end());
    for (double& x : squares) x = (x - mean) * (x - mean);
    return std::sqrt(pairwise_sum(squares) / static_cast<double>(v.size() - 1));
}

// Of three columns, leaving out what is missing.
template <class F>
series extreme_of(const series& a, const series& b, const series& c, F f) {
    output out(a.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = f(f(a[i], b[i]), c[i]);
    return series{std::move(out)};
}

} // namespace

series typical_price(const frame& candles) { return (candles["high"] + candles["low"] + candles["close"]) / 3.0; }

frame heikinashi(const frame& candles) {
    const auto open = candles["open"], high = candles["high"], low = candles["low"], close = candles["close"];
    const auto ha_close = (open + high + low + close) / 4.0;
    output ha_open(candles.size());
    for (std::size_t i = 0; i < ha_open.size(); ++i)
        ha_open[i] = i == 0 ? (open[0] + close[0]) / 2 : (ha_open[i - 1] + ha_close[i - 1]) / 2;
    const series opened{std::move(ha_open)};
    frame out = candles;
    out.set("open", opened);
    out.set("high", extreme_of(high, opened, ha_close, [](double a, double b) { return std::fmax(a, b); }));
    out.set("low", extreme_of(low, opened, ha_close, [](double a, double b) { return std::fmin(a, b); }));
    out.set("close", ha_close);
    return out;
}

series rolling_mean(const series& source, int window, int min_periods) {
    const auto n = window_of("rolling_mean", window);
    const auto least = min_periods == 0 ? n : window_of("rolling_mean", min_periods);
    if (least == n && source.size() > n) return each_window(source, n, mean_of);
    return source.rolling(n, least).mean();
}

series rolling_std(const series& source, int window, int min_periods) {
    const auto n = window_of("rolling_std", window);
    const auto least = min_periods == 0 ? n : window_of("rolling_std", min_periods);
    if (least == n && source.size() > n) return each_window(source, n, deviation_of);
    return source.rolling(n, least).std();
}

series rolling_weighted_mean(const series& source, int window) {
    return source.ewm(window).min_periods(window_of("rolling_weighted_mean", window)).mean();
}

ta::bands bollinger_bands(const series& source, int window, double deviations) {
    const auto mid = rolling_mean(source, window, 1);
    const auto spread = rolling_std(source, window, 1) * deviations;
    return {mid + spread, mid, mid - spread};
}

ta::bands weighted_bollinger_bands(const series& source, int window, double deviations) {
    const auto mid = rolling_weighted_mean(source, window);
    const auto spread = rolling_std(source, window) * deviations;
    return {mid + spread, mid, mid - spread};
}

series rolling_vwap(const frame& candles, int window) {
    const auto n = window_of("rolling_vwap", window);
    const auto volume = candles["volume"];
    const auto ratio = (volume * typical_price(candles)).rolling(n).sum() / volume.rolling(n).sum();
    // Windows without volume keep the value before.
    return ratio.map([](double v) { return std::isinf(v) ? missing : v; }).ffill();
}

series awesome_oscillator(const frame& candles, int fast, int slow) {
    const auto middle = (candles["high"] + candles["low"]) / 2.0;
    const auto quick = window_of("awesome_oscillator", fast), lazy = window_of("awesome_oscillator", slow);
    return each_window(middle, quick, mean_of) - each_window(middle, lazy, mean_of);
}

series true_range(const frame& candles) {
    const auto high = candles["high"], low = candles["low"], before = candles["close"].shift(1);
    const auto range = high - low;
    return max(max(range, (high - before).abs().fillna(range)), (low - before).abs().fillna(range));
}

series atr(const frame& candles, int window) { return rolling_mean(true_range(candles), window); }

ta::bands keltner_channel(const frame& candles, int window, double atrs) {
    const auto mid = rolling_mean(typical_price(candles), window);
    const auto spread = atr(candles, window) * atrs;
    return {mid + spread, mid, mid - spread};
}

series rsi(const series& source, int window) {
    const auto n = window_of("rsi", window);
    const auto v = source.view();
    output out(v.size());
    double up = 0, down = 0;
    for (std::size_t i = 1; i < std::min(n + 2, v.size()); ++i) {
        const double move = v[i] - v[i - 1];
        if (move > 0) up += move;
        if (move < 0) down -= move;
    }
    const auto p = static_cast<double>(n);
    up /= p;
    down /= p;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i >= n) {
            const double move = v[i] - v[i - 1];
            up = (up * (p - 1) + (move > 0 ? move : 0)) / p;
            down = (down * (p - 1) + (move > 0 ? 0 : -move)) / p;
        }
        out[i] = 100 - 100 / (1 + up / down);
    }
    return series{std::move(out)};
}

series ibs(const frame& candles) {
    const auto low = candles["low"];
    return ((candles["close"] - low) / (candles["high"] - low)).round(2);
}

series zscore(const series& source, int window, double deviations) {
    const auto n = window_of("zscore", window);
    return (source - each_window(source, n, mean_of)) / (each_window(source, n, deviation_of) * deviations);
}

} // namespace tremolo::market::qtpylib
