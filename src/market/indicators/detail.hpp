// What the families of indicators share: leading missing values are set aside, the rest is computed as plain vectors of
// the same length, and warm-up rows stay missing. Private to src/market/indicators.
#pragma once
#include "base/error.hpp"
#include "market/frame.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <vector>

namespace tremolo::market::detail {

using input = std::span<const double>;
using output = std::vector<double>;

// The period as a count of rows; an `error` outside what TA-Lib takes.
inline std::size_t period_of(const char* indicator, int period, int least) {
    constexpr int most = 100'000;
    if (period < least || period > most)
        throw error{fmt::format("{}: period {} is not between {} and {}", indicator, period, least, most)};
    return static_cast<std::size_t>(period);
}

[[nodiscard]] inline output blank(std::size_t rows) { return output(rows, missing); }

// What TA-Lib counts as zero.
[[nodiscard]] inline bool is_zero(double v) { return std::fabs(v) < 1e-14; }

// Whether two values of like size differ by rounding only.
[[nodiscard]] inline bool are_level(double a, double b) {
    return std::fabs(a - b) <= 1e-14 * (std::fabs(a) + std::fabs(b));
}

[[nodiscard]] inline std::size_t leading_missing(input v) {
    return static_cast<std::size_t>(std::ranges::find_if_not(v, [](double x) { return std::isnan(x); }) - v.begin());
}

// `values` moved back behind `lead` missing rows.
[[nodiscard]] inline series restored(output values, std::size_t lead) {
    if (lead > 0) values.insert(values.begin(), lead, missing);
    return series{std::move(values)};
}

// Computes over a source without its leading missing values.
template <class F>
[[nodiscard]] series over(const series& source, F f) {
    const auto lead = leading_missing(source.view());
    return restored(f(source.view().subspan(lead)), lead);
}

// Columns of candles from the first row on in which none of them is missing. Holds the columns while views are used.
class candle_view {
  public:
    candle_view(const frame& candles, std::initializer_list<std::string_view> names) {
        for (const auto name : names) columns_.push_back(candles[name]);
        for (const auto& c : columns_) lead_ = std::max(lead_, leading_missing(c.view()));
        for (const auto& c : columns_)
            for (std::size_t i = lead_; i < c.size() && std::isnan(c[i]); ++i) lead_ = i + 1;
    }
    [[nodiscard]] input operator[](std::size_t column) const { return columns_[column].view().subspan(lead_); }
    [[nodiscard]] std::size_t size() const { return columns_.front().size() - lead_; }
    [[nodiscard]] series restore(output values) const { return restored(std::move(values), lead_); }
    [[nodiscard]] std::size_t lead() const { return lead_; }

  private:
    std::vector<series> columns_;
    std::size_t lead_ = 0;
};

// Simple, exponential ... averages of a source without leading missing values (averages.cpp).
[[nodiscard]] output simple(input v, std::size_t period);
[[nodiscard]] output exponential(input v, std::size_t period);
// Sums and extremes of the last `period` values (statistics.cpp).
[[nodiscard]] output highest(input v, std::size_t period);
[[nodiscard]] output lowest(input v, std::size_t period);
// True range; the first row is missing (volatility.cpp).
[[nodiscard]] output true_range(input high, input low, input close);

} // namespace tremolo::market::detail
