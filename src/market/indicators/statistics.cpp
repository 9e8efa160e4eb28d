// Sums, extremes, deviations and a regression over the last rows.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"
#include <deque>

namespace tremolo::market {
namespace detail {
namespace {

template <class Worse>
output extremes(input v, std::size_t period, Worse worse) {
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

} // namespace

output highest(input v, std::size_t period) { return extremes(v, period, std::less_equal<>{}); }
output lowest(input v, std::size_t period) { return extremes(v, period, std::greater_equal<>{}); }

} // namespace detail

namespace ta {
namespace {

using namespace detail;

output variance(input v, std::size_t period) {
    auto out = blank(v.size());
    const auto n = static_cast<double>(period);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        sum += v[i];
        squares += v[i] * v[i];
        if (i + 1 < period) continue;
        const double mean = sum / n;
        out[i] = squares / n - mean * mean;
        const double leaving = v[i + 1 - period];
        sum -= leaving;
        squares -= leaving * leaving;
    }
    return out;
}

} // namespace

series max(const series& source, int period) {
    return over(source, [n = period_of("max", period, 1)](input v) { return highest(v, n); });
}
series min(const series& source, int period) {
    return over(source, [n = period_of("min", period, 1)](input v) { return lowest(v, n); });
}

series sum(const series& source, int period) {
    return over(source, [n = period_of("sum", period, 1)](input v) {
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
    return over(source, [n = period_of("stddev", period, 1), deviations](input v) {
        auto out = variance(v, n);
        for (double& x : out)
            if (!std::isnan(x)) x = x < 1e-14 ? 0 : std::sqrt(x) * deviations;
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
