// How fast prices move: differences, gains against losses, averages against averages.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"

namespace tremolo::market::ta {
namespace {

using namespace detail;

// f(now, then) with the value `period` rows before.
template <class F>
series against_past(const char* name, const series& source, int period, F f) {
    return over(source, [n = period_of(name, period, 1), f](input v) {
        auto out = blank(v.size());
        for (std::size_t i = n; i < v.size(); ++i) out[i] = f(v[i], v[i - n]);
        return out;
    });
}

// f(gain, loss) of Wilder's averages of rises and falls. Multiplied by the inverse as TA-Lib does: stochrsi compares
// results that differ in their last digit only.
template <class F>
series gains_and_losses(const char* name, const series& source, int period, F f) {
    return over(source, [n = period_of(name, period, 2), f](input v) {
        auto out = blank(v.size());
        const auto p = static_cast<double>(n);
        const double inverse = 1 / p;
        double gain = 0, loss = 0;
        for (std::size_t i = 1; i < v.size(); ++i) {
            const double move = v[i] - v[i - 1];
            if (i > n) {
                gain *= p - 1;
                loss *= p - 1;
            }
            const double size = std::fabs(move);
            gain += move < 0 ? 0 : size; // nobody could guess which: no jumps
            loss += move < 0 ? size : 0;
            if (i < n) continue;
            gain *= inverse;
            loss *= inverse;
            out[i] = gain + loss == 0 ? 0 : f(gain, loss);
        }
        return out;
    });
}

struct pair_of_averages {
    series fast, slow;
};

pair_of_averages averages(const series& source, int fast, int slow, average type) {
    if (slow < fast) std::swap(fast, slow);
    return {moving_average(source, fast, type), moving_average(source, slow, type)};
}

// Both start where the slower one does: the faster one is seeded by the rows just before that.
pair_of_averages aligned_averages(const series& source, int fast, int slow) {
    if (slow < fast) std::swap(fast, slow);
    const auto skipped = leading_missing(source.view()) + static_cast<std::size_t>(slow - fast);
    const auto late = ema(source.slice(skipped, source.size()), fast);
    return {restored({late.view().begin(), late.view().end()}, std::min(skipped, source.size())), ema(source, slow)};
}

} // namespace

series mom(const series& source, int period) {
    return against_past("mom", source, period, [](double now, double then) { return now - then; });
}
series roc(const series& source, int period) {
    return against_past("roc", source, period,
                        [](double now, double then) { return then != 0 ? (now / then - 1) * 100 : 0; });
}
series rocp(const series& source, int period) {
    return against_past("rocp", source, period,
                        [](double now, double then) { return then != 0 ? (now - then) / then : 0; });
}
series rocr(const series& source, int period) {
    return against_past("rocr", source, period, [](double now, double then) { return then != 0 ? now / then : 0; });
}

series rsi(const series& source, int period) {
    return gains_and_losses("rsi", source, period,
                            [](double gain, double loss) { return 100 * (gain / (gain + loss)); });
}
series cmo(const series& source, int period) {
    return gains_and_losses("cmo", source, period,
                            [](double gain, double loss) { return 100 * ((gain - loss) / (gain + loss)); });
}

series trix(const series& source, int period) {
    period_of("trix", period, 1);
    return roc(ema(ema(ema(source, period), period), period), 1);
}

series apo(const series& source, int fast, int slow, average type) {
    period_of("apo", fast, 2);
    period_of("apo", slow, 2);
    const auto lines = averages(source, fast, slow, type);
    return lines.fast - lines.slow;
}

series ppo(const series& source, int fast, int slow, average type) {
    period_of("ppo", fast, 2);
    period_of("ppo", slow, 2);
    const auto lines = averages(source, fast, slow, type);
    std::vector<double> out(source.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double base = lines.slow[i];
        out[i] = is_zero(base) ? 0 : (lines.fast[i] - base) / base * 100;
    }
    return series{std::move(out)};
}

macd_lines macd(const series& source, int fast, int slow, int signal) {
    period_of("macd", fast, 2);
    period_of("macd", slow, 2);
    period_of("macd", signal, 1);
    const auto lines = aligned_averages(source, fast, slow);
    const auto difference = lines.fast - lines.slow;
    const auto smoothed = signal == 1 ? difference : ema(difference, signal);
    return {difference.where(smoothed.notna()), smoothed, difference - smoothed};
}

} // namespace tremolo::market::ta
