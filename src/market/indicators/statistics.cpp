// Sums, extremes, deviations and a regression over the last rows.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"
#include <deque>

namespace tremolo::market {
namespace detail {
namespace {

// A missing value neither goes nor lets others go until its time has come.
template <class Worse>
output extremes_with_gaps(input v, std::size_t period, Worse worse) {
    auto out = blank(v.size());
    std::deque<std::size_t> best;
    for (std::size_t i = 0; i < v.size(); ++i) {
        while (!best.empty() && worse(v[best.back()], v[i])) best.pop_back();
        best.push_back(i);
        if (best.front() + period <= i) best.pop_front();
        if (i + 1 >= period) out[i] = v[best.front()];
    }
    return out;
}

// Van Herk, Gil and Werman: the best since the beginning of a block of `period` rows, and the best until its end; a
// window is the end of one block and the beginning of the next. No step depends on which is better.
template <class Worse>
output extremes(input v, std::size_t period, Worse worse) {
    if (std::ranges::any_of(v, [](double x) { return std::isnan(x); })) return extremes_with_gaps(v, period, worse);
    const auto better = [worse](double before, double now) { return worse(before, now) ? now : before; };
    auto out = blank(v.size());
    output until_end(period);
    for (std::size_t block = 0; block + period <= v.size(); block += period) {
        double best = until_end[period - 1] = v[block + period - 1];
        for (std::size_t k = period - 1; k-- > 0;) until_end[k] = best = better(v[block + k], best);
        out[block + period - 1] = best;
        const auto windows = std::min(period - 1, v.size() - block - period); // that end in the next block
        double since_begin = windows > 0 ? v[block + period] : 0;
        for (std::size_t k = 0; k < windows; ++k) {
            since_begin = better(since_begin, v[block + period + k]);
            out[block + period + k] = better(until_end[k + 1], since_begin);
        }
    }
    return out;
}

} // namespace

output highest(input v, std::size_t period) { return extremes(v, period, std::less_equal<>{}); }
output lowest(input v, std::size_t period) { return extremes(v, period, std::greater_equal<>{}); }

} // namespace detail

namespace ta {
namespace {

using namespace detail;

// Sums of distances from an anchor near the values, so that their squares do not cancel. The anchor moves to the mean
// of the window when the values have wandered away from it, and from time to time to be rid of rounding.
class anchored_sums {
  public:
    explicit anchored_sums(std::size_t period) : period_{period} {}
    [[nodiscard]] double variance(input v, std::size_t last) {
        const auto window = v.subspan(last + 1 - period_, period_);
        if (last + 1 == period_)
            anchor(window, window.front());
        else
            add(v[last], 1);
        const double found = here();
        const bool stale = found < 1e-6 * (squares_ / count()) || ++rows_ > 32 * period_;
        if (stale) anchor(window, mean_of(window));
        const double result = stale ? here() : found;
        add(window.front(), -1);
        return std::max(result, 0.0);
    }

  private:
    [[nodiscard]] double count() const { return static_cast<double>(period_); }
    [[nodiscard]] double here() const {
        const double mean = sum_ / count();
        return squares_ / count() - mean * mean;
    }
    [[nodiscard]] double mean_of(input window) const {
        double total = 0;
        for (const double x : window) total += x;
        return total / count();
    }
    void anchor(input window, double at) {
        at_ = at;
        sum_ = squares_ = 0;
        rows_ = 0;
        for (const double x : window) add(x, 1);
    }
    void add(double x, double sign) {
        const double distance = x - at_;
        sum_ += sign * distance;
        squares_ += sign * distance * distance;
    }
    std::size_t period_, rows_ = 0;
    double at_ = 0, sum_ = 0, squares_ = 0;
};

output variance(input v, std::size_t period) {
    auto out = blank(v.size());
    anchored_sums sums{period};
    for (std::size_t i = period - 1; i < v.size(); ++i) out[i] = sums.variance(v, i);
    return out;
}

} // namespace

series max(const series& source, int period) {
    return over(source, [n = period_of("max", period, 2)](input v) { return highest(v, n); });
}
series min(const series& source, int period) {
    return over(source, [n = period_of("min", period, 2)](input v) { return lowest(v, n); });
}

series sum(const series& source, int period) {
    return over(source, [n = period_of("sum", period, 2)](input v) {
        auto out = blank(v.size());
        double total = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            total += v[i];
            if (i + 1 < n) continue;
            out[i] = total;
            total -= v[i + 1 - n];
        }
        return out;
    });
}

series var(const series& source, int period) {
    return over(source, [n = period_of("var", period, 1)](input v) { return variance(v, n); });
}

series stddev(const series& source, int period, double deviations) {
    return over(source, [n = period_of("stddev", period, 2), deviations](input v) {
        auto out = variance(v, n);
        for (double& x : out) x = std::sqrt(x) * deviations;
        return out;
    });
}

series linearreg(const series& source, int period) {
    return over(source, [n = period_of("linearreg", period, 2)](input v) {
        auto out = blank(v.size());
        const auto p = static_cast<double>(n);
        const double sum_x = p * (p - 1) / 2;
        const double sum_xx = p * (p - 1) * (2 * p - 1) / 6;
        const double divisor = sum_x * sum_x - p * sum_xx;
        for (std::size_t i = n - 1; i < v.size(); ++i) {
            double sum_y = 0, sum_xy = 0;
            for (std::size_t back = n; back-- > 0;) {
                sum_y += v[i - back];
                sum_xy += static_cast<double>(back) * v[i - back];
            }
            const double slope = (p * sum_xy - sum_x * sum_y) / divisor;
            const double intercept = (sum_y - slope * sum_x) / p;
            out[i] = intercept + slope * (p - 1);
        }
        return out;
    });
}

} // namespace ta
} // namespace tremolo::market
