// Rolling and exponential windows, computed in the order in which pandas does, so that results agree to the last
// digits: compensated running sums, Welford's running variance, a monotonic queue for extremes.
#include "base/error.hpp"
#include "market/series.hpp"
#include <algorithm>
#include <cmath>
#include <deque>
#include <fmt/format.h>
#include <limits>

namespace tremolo::market {
namespace {

// A sum that values enter and leave; entering and leaving each carry an error term of their own (Kahan).
class running_sum {
  public:
    void add(double v) {
        if (std::isnan(v)) return;
        ++count_;
        negatives_ += std::signbit(v);
        same_ = v == previous_ ? same_ + 1 : 1;
        previous_ = v;
        step(v, added_);
    }
    void remove(double v) {
        if (std::isnan(v)) return;
        --count_;
        negatives_ -= std::signbit(v);
        step(-v, removed_);
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double sum() const { return same_ >= count_ ? previous_ * static_cast<double>(count_) : sum_; }
    [[nodiscard]] double mean() const {
        if (same_ >= count_) return previous_;
        const double mean = sum_ / static_cast<double>(count_);
        // What is left of cancelled sums must not change the sign.
        if ((negatives_ == 0 && mean < 0) || (negatives_ == count_ && mean > 0)) return 0;
        return mean;
    }

  private:
    void step(double v, double& error_term) {
        const double y = v - error_term;
        const double t = sum_ + y;
        error_term = t - sum_ - y;
        sum_ = t;
    }
    double sum_ = 0, added_ = 0, removed_ = 0, previous_ = missing;
    std::size_t count_ = 0, negatives_ = 0, same_ = 0;
};

// Welford's variance. Where a step cancels nearly all digits it says so, and the window is computed anew.
class running_variance {
  public:
    void add(double v) {
        if (std::isnan(v)) return;
        ++count_;
        step(v, added_, 1);
    }
    void remove(double v) {
        if (std::isnan(v)) return;
        if (--count_ == 0) {
            mean_ = squares_ = 0;
            unstable_ = false;
            return;
        }
        step(v, removed_, -1);
    }
    [[nodiscard]] bool unstable() const { return unstable_; }
    [[nodiscard]] double variance(std::size_t least, int ddof) const {
        const auto divisor = static_cast<double>(count_) - ddof;
        return count_ < std::max<std::size_t>(least, 1) || divisor <= 0 ? missing : squares_ / divisor;
    }

  private:
    void step(double v, double& error_term, double sign) {
        constexpr double least_left = std::numeric_limits<double>::epsilon() * 1e3;
        const double squares_before = squares_;
        const double mean_before = mean_ - error_term;
        const double y = v - error_term;
        const double delta = y - mean_;
        error_term = delta + mean_ - y;
        mean_ += sign * (delta / static_cast<double>(count_));
        squares_ += sign * ((v - mean_before) * (v - mean_));
        if (squares_before * least_left > squares_) unstable_ = true;
    }
    double mean_ = 0, squares_ = 0, added_ = 0, removed_ = 0;
    std::size_t count_ = 0;
    bool unstable_ = false;
};

series variance(const series& source, std::size_t window, std::size_t least, int ddof) {
    std::vector<double> out(source.size());
    running_variance state;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i >= window) state.remove(source[i - window]);
        state.add(source[i]);
        if (state.unstable() || window == 1) {
            state = {};
            for (std::size_t k = i + 1 - std::min(window, i + 1); k <= i; ++k) state.add(source[k]);
        }
        out[i] = state.variance(least, ddof);
    }
    return series{std::move(out)};
}

// Calls result() for every row after the values that leave and enter its window went through `state`.
template <class State, class Result>
series slide(const series& source, std::size_t window, State state, Result result) {
    std::vector<double> out(source.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i >= window) state.remove(source[i - window]);
        state.add(source[i]);
        out[i] = result(state);
    }
    return series{std::move(out)};
}

// The largest by `before` of each window: candidates in a queue, best first.
template <class Before>
series extreme(const series& source, std::size_t window, std::size_t least, Before before) {
    std::vector<double> out(source.size(), missing);
    std::deque<std::size_t> best;
    std::size_t count = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i >= window && !std::isnan(source[i - window])) --count;
        if (!best.empty() && best.front() + window <= i) best.pop_front();
        if (!std::isnan(source[i])) {
            ++count;
            while (!best.empty() && !before(source[best.back()], source[i])) best.pop_back();
            best.push_back(i);
        }
        if (count >= std::max<std::size_t>(least, 1)) out[i] = source[best.front()];
    }
    return series{std::move(out)};
}

// The values of the window in order of size.
class sorted_window {
  public:
    void add(double v) {
        if (!std::isnan(v)) values_.insert(std::ranges::upper_bound(values_, v), v);
    }
    void remove(double v) {
        if (!std::isnan(v)) values_.erase(std::ranges::lower_bound(values_, v));
    }
    [[nodiscard]] double quantile(double q, std::size_t least) const {
        if (values_.size() < std::max<std::size_t>(least, 1)) return missing;
        const double place = q * static_cast<double>(values_.size() - 1);
        const auto low = static_cast<std::size_t>(place);
        if (low + 1 >= values_.size()) return values_.back();
        return values_[low] + (values_[low + 1] - values_[low]) * (place - static_cast<double>(low));
    }
    [[nodiscard]] double median(std::size_t least) const {
        if (values_.size() < std::max<std::size_t>(least, 1)) return missing;
        const auto half = values_.size() / 2;
        return values_.size() % 2 == 1 ? values_[half] : (values_[half - 1] + values_[half]) / 2;
    }

  private:
    std::vector<double> values_;
};

} // namespace

rolling_window series::rolling(std::size_t window, std::size_t min_periods) const {
    return {*this, window, min_periods};
}

rolling_window::rolling_window(series source, std::size_t window, std::size_t min_periods)
    : source_{std::move(source)}, window_{window}, min_periods_{min_periods == 0 ? window : min_periods} {
    if (window == 0) throw error{"a rolling window needs at least one row"};
    if (min_periods_ > window_)
        throw error{fmt::format("min_periods {} must be at most the window, {}", min_periods_, window_)};
}

series rolling_window::mean() const {
    return slide(source_, window_, running_sum{},
                 [least = min_periods_](const running_sum& s) { return s.count() >= least ? s.mean() : missing; });
}
series rolling_window::sum() const {
    return slide(source_, window_, running_sum{},
                 [least = min_periods_](const running_sum& s) { return s.count() >= least ? s.sum() : missing; });
}
series rolling_window::var(int ddof) const { return variance(source_, window_, min_periods_, ddof); }
series rolling_window::std(int ddof) const {
    // Rounding may leave a variance just below zero.
    return var(ddof).map([](double v) { return v < 0 ? 0 : std::sqrt(v); });
}
series rolling_window::min() const { return extreme(source_, window_, min_periods_, std::less<>{}); }
series rolling_window::max() const { return extreme(source_, window_, min_periods_, std::greater<>{}); }
series rolling_window::median() const {
    return slide(source_, window_, sorted_window{},
                 [least = min_periods_](const sorted_window& w) { return w.median(least); });
}
series rolling_window::quantile(double q) const {
    if (!(q >= 0 && q <= 1)) throw error{fmt::format("quantile {} is not between 0 and 1", q)};
    return slide(source_, window_, sorted_window{},
                 [least = min_periods_, q](const sorted_window& w) { return w.quantile(q, least); });
}
series rolling_window::count() const {
    return slide(source_, window_, running_sum{}, [](const running_sum& s) { return static_cast<double>(s.count()); });
}
series rolling_window::apply(const std::function<double(std::span<const double>)>& f) const {
    std::vector<double> out(source_.size(), missing);
    running_sum seen;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i >= window_) seen.remove(source_[i - window_]);
        seen.add(source_[i]);
        const auto rows = std::min(i + 1, window_);
        if (seen.count() >= min_periods_) out[i] = f(source_.view().subspan(i + 1 - rows, rows));
    }
    return series{std::move(out)};
}

exponential_window series::ewm(double span, bool adjust) const {
    if (!(span >= 1)) throw error{fmt::format("the span {} of an exponential window must be at least 1", span)};
    return {*this, 1 / (1 + (span - 1) / 2), adjust, 1};
}
exponential_window series::ewm_alpha(double alpha, bool adjust) const {
    if (!(alpha > 0 && alpha <= 1)) throw error{fmt::format("alpha {} must be above 0 and at most 1", alpha)};
    return {*this, alpha, adjust, 1};
}

exponential_window::exponential_window(series source, double alpha, bool adjust, std::size_t min_periods)
    : source_{std::move(source)}, alpha_{alpha}, adjust_{adjust}, min_periods_{min_periods} {}

exponential_window exponential_window::min_periods(std::size_t rows) const {
    return {source_, alpha_, adjust_, std::max<std::size_t>(rows, 1)};
}

series exponential_window::mean() const {
    std::vector<double> out(source_.size(), missing);
    const double fresh = adjust_ ? 1 : alpha_;
    double mean = missing, weight = 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double v = source_[i];
        const bool here = !std::isnan(v);
        count += here;
        if (std::isnan(mean)) {
            mean = v;
        } else {
            weight *= 1 - alpha_;
            if (here) {
                if (mean != v) mean = (weight * mean + fresh * v) / (weight + fresh);
                weight = adjust_ ? weight + fresh : 1;
            }
        }
        if (count >= min_periods_) out[i] = mean;
    }
    return series{std::move(out)};
}

} // namespace tremolo::market
