// Wilder's directional movement: how much of the range goes beyond the range before, and on which side.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"

namespace tremolo::market::ta {
namespace {

using namespace detail;

struct movement {
    double plus = 0;  // beyond the high before
    double minus = 0; // beyond the low before
    double range = 0; // true range
};

movement movement_at(input high, input low, input close, std::size_t i) {
    const double up = high[i] - high[i - 1];
    const double down = low[i - 1] - low[i];
    movement m;
    if (up > 0 && up > down) m.plus = up;
    if (down > 0 && up < down) m.minus = down;
    m.range = std::max({high[i] - low[i], std::fabs(high[i] - close[i - 1]), std::fabs(low[i] - close[i - 1])});
    return m;
}

// Wilder's running sums: each row takes away one part in `period` and adds its own.
class smoothed_movement {
  public:
    explicit smoothed_movement(std::size_t period) : period_{static_cast<double>(period)} {}
    void start(const movement& m) {
        sum_.plus += m.plus;
        sum_.minus += m.minus;
        sum_.range += m.range;
    }
    void go_on(const movement& m) {
        sum_.plus = sum_.plus - sum_.plus / period_ + m.plus;
        sum_.minus = sum_.minus - sum_.minus / period_ + m.minus;
        sum_.range = sum_.range - sum_.range / period_ + m.range;
    }
    [[nodiscard]] const movement& sum() const { return sum_; }
    [[nodiscard]] double plus_di() const { return is_zero(sum_.range) ? 0 : 100 * (sum_.plus / sum_.range); }
    [[nodiscard]] double minus_di() const { return is_zero(sum_.range) ? 0 : 100 * (sum_.minus / sum_.range); }

  private:
    double period_;
    movement sum_;
};

// f(row, sums) from row period - 1 on, where the sums hold period - 1 rows, or the plain movement when the period is 1.
template <class F>
void follow(const candle_view& c, std::size_t period, F f) {
    smoothed_movement sums{period};
    for (std::size_t i = 1; i < c.size(); ++i) {
        const auto m = movement_at(c[0], c[1], c[2], i);
        if (period == 1) sums = smoothed_movement{1};
        period == 1 || i < period ? sums.start(m) : sums.go_on(m);
        if (i + 1 >= period) f(i, sums);
    }
}

template <class F>
series smoothed(const char* name, const frame& candles, int period, std::size_t warm_up, F f) {
    const auto n = period_of(name, period, 1);
    const candle_view c{candles, {"high", "low", "close"}};
    auto out = blank(c.size());
    follow(c, n, [&](std::size_t i, const smoothed_movement& sums) {
        if (i >= n - 1 + warm_up) out[i] = f(sums, n);
    });
    return c.restore(std::move(out));
}

// The directional index of each row from row `period` on; a row without direction keeps the one before.
output directional_index(const candle_view& c, std::size_t period) {
    auto out = blank(c.size());
    double index = 0;
    follow(c, period, [&](std::size_t i, const smoothed_movement& sums) {
        if (i < period) return;
        if (!is_zero(sums.sum().range)) {
            const double plus = sums.plus_di(), minus = sums.minus_di();
            if (!is_zero(plus + minus)) index = 100 * (std::fabs(minus - plus) / (minus + plus));
        }
        out[i] = index;
    });
    return out;
}

} // namespace

series plus_dm(const frame& candles, int period) {
    return smoothed("plus_dm", candles, period, 0, [](const auto& sums, std::size_t) { return sums.sum().plus; });
}
series minus_dm(const frame& candles, int period) {
    return smoothed("minus_dm", candles, period, 0, [](const auto& sums, std::size_t) { return sums.sum().minus; });
}
// With a period of 1 TA-Lib answers a ratio instead of percent.
series plus_di(const frame& candles, int period) {
    return smoothed("plus_di", candles, period, 1,
                    [](const auto& sums, std::size_t n) { return sums.plus_di() / (n == 1 ? 100 : 1); });
}
series minus_di(const frame& candles, int period) {
    return smoothed("minus_di", candles, period, 1,
                    [](const auto& sums, std::size_t n) { return sums.minus_di() / (n == 1 ? 100 : 1); });
}

series dx(const frame& candles, int period) {
    const auto n = period_of("dx", period, 2);
    const candle_view c{candles, {"high", "low", "close"}};
    return c.restore(directional_index(c, n));
}

series adx(const frame& candles, int period) {
    const auto n = period_of("adx", period, 2);
    const candle_view c{candles, {"high", "low", "close"}};
    const auto index = directional_index(c, n);
    auto out = blank(c.size());
    const auto p = static_cast<double>(n);
    double sum = 0;
    for (std::size_t i = n; i < c.size(); ++i) {
        if (i < 2 * n) {
            sum += index[i];
            if (i == 2 * n - 1) out[i] = sum / p;
        } else {
            out[i] = (out[i - 1] * (p - 1) + index[i]) / p;
        }
    }
    return c.restore(std::move(out));
}

series adxr(const frame& candles, int period) {
    const auto strength = adx(candles, period);
    return (strength + strength.shift(period - 1)) / 2.0;
}

} // namespace tremolo::market::ta
