// Candle patterns, judged by TA-Lib's default measures: what is long, short or near is relative to the candles just
// before.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"

namespace tremolo::market::ta {
namespace {

using namespace detail;

enum class part { body, whole };
// A candle's measure against `factor` times the mean of that part in the `rows` candles before it; of itself for no
// rows.
struct measure {
    part of;
    std::size_t rows;
    double factor;
};
constexpr measure long_body{part::body, 10, 1.0};
constexpr measure short_body{part::body, 10, 1.0};
constexpr measure doji_body{part::whole, 10, 0.1};
constexpr measure long_shadow{part::body, 0, 1.0};
constexpr measure very_short_shadow{part::whole, 10, 0.1};
constexpr measure near{part::whole, 5, 0.2};

class candle_shapes {
  public:
    explicit candle_shapes(const frame& candles) : c_{candles, {"open", "high", "low", "close"}} {}
    [[nodiscard]] std::size_t size() const { return c_.size(); }
    [[nodiscard]] double open(std::size_t i) const { return c_[0][i]; }
    [[nodiscard]] double high(std::size_t i) const { return c_[1][i]; }
    [[nodiscard]] double low(std::size_t i) const { return c_[2][i]; }
    [[nodiscard]] double close(std::size_t i) const { return c_[3][i]; }
    [[nodiscard]] double top(std::size_t i) const { return std::max(open(i), close(i)); }
    [[nodiscard]] double bottom(std::size_t i) const { return std::min(open(i), close(i)); }
    [[nodiscard]] double body(std::size_t i) const { return top(i) - bottom(i); }
    [[nodiscard]] double upper_shadow(std::size_t i) const { return high(i) - top(i); }
    [[nodiscard]] double lower_shadow(std::size_t i) const { return bottom(i) - low(i); }
    [[nodiscard]] bool white(std::size_t i) const { return close(i) >= open(i); }
    [[nodiscard]] double limit(const measure& m, std::size_t i) const {
        const auto part_of = [&](std::size_t k) { return m.of == part::body ? body(k) : high(k) - low(k); };
        if (m.rows == 0) return m.factor * part_of(i);
        double sum = 0;
        for (std::size_t k = i - m.rows; k < i; ++k) sum += part_of(k);
        return m.factor * (sum / static_cast<double>(m.rows));
    }
    // f(row) from row `warm_up` on, 0 before; as a column of integers.
    template <class F>
    [[nodiscard]] series judge(std::size_t warm_up, F f) const {
        output out(c_.lead() + size(), 0);
        for (std::size_t i = warm_up; i < size(); ++i) out[c_.lead() + i] = f(i);
        return series{std::move(out), dtype::int64};
    }

  private:
    candle_view c_;
};

} // namespace

series cdl_doji(const frame& candles) {
    const candle_shapes c{candles};
    return c.judge(10, [&](std::size_t i) { return c.body(i) <= c.limit(doji_body, i) ? 100 : 0; });
}

series cdl_engulfing(const frame& candles) {
    const candle_shapes c{candles};
    return c.judge(2, [&](std::size_t i) {
        if (c.white(i) == c.white(i - 1)) return 0;
        // Beyond the body before at both ends, or level with it at one.
        const bool engulfs = c.top(i) >= c.top(i - 1) && c.bottom(i) <= c.bottom(i - 1) &&
                             (c.top(i) > c.top(i - 1) || c.bottom(i) < c.bottom(i - 1));
        if (!engulfs) return 0;
        const bool level = c.top(i) == c.top(i - 1) || c.bottom(i) == c.bottom(i - 1);
        return (c.white(i) ? 1 : -1) * (level ? 80 : 100);
    });
}

series cdl_hammer(const frame& candles) {
    const candle_shapes c{candles};
    return c.judge(11, [&](std::size_t i) {
        const bool found = c.body(i) < c.limit(short_body, i) && c.lower_shadow(i) > c.limit(long_shadow, i) &&
                           c.upper_shadow(i) < c.limit(very_short_shadow, i) &&
                           c.bottom(i) <= c.low(i - 1) + c.limit(near, i - 1);
        return found ? 100 : 0;
    });
}

series cdl_shooting_star(const frame& candles) {
    const candle_shapes c{candles};
    return c.judge(11, [&](std::size_t i) {
        const bool found = c.body(i) < c.limit(short_body, i) && c.upper_shadow(i) > c.limit(long_shadow, i) &&
                           c.lower_shadow(i) < c.limit(very_short_shadow, i) && c.bottom(i) > c.top(i - 1);
        return found ? -100 : 0;
    });
}

series cdl_harami(const frame& candles) {
    const candle_shapes c{candles};
    return c.judge(11, [&](std::size_t i) {
        if (c.body(i - 1) <= c.limit(long_body, i - 1) || c.body(i) > c.limit(short_body, i)) return 0;
        if (c.top(i) > c.top(i - 1) || c.bottom(i) < c.bottom(i - 1)) return 0;
        const bool level = c.top(i) == c.top(i - 1) || c.bottom(i) == c.bottom(i - 1);
        return (c.white(i - 1) ? -1 : 1) * (level ? 80 : 100);
    });
}

series cdl_morning_star(const frame& candles, double penetration) {
    const candle_shapes c{candles};
    return c.judge(12, [&](std::size_t i) {
        const bool found = c.body(i - 2) > c.limit(long_body, i - 2) && !c.white(i - 2) &&
                           c.body(i - 1) <= c.limit(short_body, i - 1) && c.top(i - 1) < c.bottom(i - 2) &&
                           c.body(i) > c.limit(short_body, i) && c.white(i) &&
                           c.close(i) > c.close(i - 2) + c.body(i - 2) * penetration;
        return found ? 100 : 0;
    });
}

series cdl_three_line_strike(const frame& candles) {
    const candle_shapes c{candles};
    const auto opens_near = [&](std::size_t i) {
        const double slack = c.limit(near, i - 1);
        return c.open(i) >= c.bottom(i - 1) - slack && c.open(i) <= c.top(i - 1) + slack;
    };
    return c.judge(8, [&](std::size_t i) {
        const bool white = c.white(i - 1);
        if (c.white(i - 3) != white || c.white(i - 2) != white || c.white(i) == white) return 0;
        if (!opens_near(i - 2) || !opens_near(i - 1)) return 0;
        const double sign = white ? 1 : -1;
        const auto beyond = [sign](double a, double b) { return sign * a > sign * b; };
        const bool struck = beyond(c.close(i - 1), c.close(i - 2)) && beyond(c.close(i - 2), c.close(i - 3)) &&
                            beyond(c.open(i), c.close(i - 1)) && beyond(c.open(i - 3), c.close(i));
        return struck ? static_cast<int>(sign) * 100 : 0;
    });
}

} // namespace tremolo::market::ta
