// A column of numbers, used as pandas users know it: arithmetic and comparison with series and numbers, shift, rolling
// windows, exponential means. Missing values are NaN. A value: copying shares the numbers, writing copies them first.
//
//     auto sma = df["close"].rolling(20).mean();
//     mask dip = (df["close"] < sma * 0.98) & (df["volume"] > 0);
//
// Series combined must have the same length, else an `error`. Results equal those of pandas 3, warm-up included.
#pragma once
#include "market/mask.hpp"
#include "market/shared_column.hpp"
#include <concepts>
#include <functional>
#include <limits>
#include <optional>

namespace tremolo::market {

// What a column holds, as far as it can be seen in the API: integers print without a point, booleans as true and false,
// dates are milliseconds since 1970. All are stored as doubles, exact up to 2^53; NaN is missing in each.
enum class dtype { float64, int64, boolean, datetime };

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

class rolling_window;
class exponential_window;

class series {
  public:
    series() = default;
    explicit series(std::vector<double> values, dtype type = dtype::float64)
        : values_{std::move(values)}, type_{type} {}
    series(std::size_t rows, double value, dtype type = dtype::float64)
        : values_{std::vector<double>(rows, value)}, type_{type} {}
    // Booleans. A template, so that a list in braces always means numbers.
    template <std::same_as<mask> Mask>
    explicit series(const Mask& m) : series{of_mask(m)} {}

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] dtype type() const { return type_; }
    [[nodiscard]] double operator[](std::size_t row) const { return values_[row]; }
    [[nodiscard]] std::span<const double> view() const { return values_.view(); }
    // The value `back` rows before the last one; missing when there is none.
    [[nodiscard]] double last(std::size_t back = 0) const;
    // The values, to be changed in place; copied first when shared.
    [[nodiscard]] std::span<double> own() { return values_.own(); }

    [[nodiscard]] series slice(std::size_t first, std::size_t rows) const;
    [[nodiscard]] series head(std::size_t rows) const { return slice(0, rows); }
    [[nodiscard]] series tail(std::size_t rows) const;
    void compact() { values_.compact(); }
    [[nodiscard]] std::size_t bytes() const { return values_.bytes(); }

    [[nodiscard]] series as_int() const; // cut towards zero; an `error` where a value is missing
    [[nodiscard]] series as_float() const;
    [[nodiscard]] series as(dtype type) const; // the same numbers under another name
    [[nodiscard]] mask as_mask() const;        // what is neither 0 nor missing

    // -- moving and filling
    [[nodiscard]] series shift(std::ptrdiff_t rows = 1) const; // later; earlier when negative
    [[nodiscard]] series shift(std::ptrdiff_t rows, double fill) const;
    [[nodiscard]] series diff(std::ptrdiff_t rows = 1) const;
    [[nodiscard]] series pct_change(std::ptrdiff_t rows = 1) const;
    [[nodiscard]] series fillna(double value) const;
    [[nodiscard]] series fillna(const series& values) const;
    [[nodiscard]] series ffill() const; // the last value before
    [[nodiscard]] series bfill() const;
    [[nodiscard]] mask isna() const;
    [[nodiscard]] mask notna() const { return !isna(); }
    // The values where `condition` holds, `other` elsewhere.
    [[nodiscard]] series where(const mask& condition, double other = missing) const;
    [[nodiscard]] series where(const mask& condition, const series& other) const;

    // -- windows. min_periods: values that a window needs; 0 means the whole window.
    [[nodiscard]] rolling_window rolling(std::size_t window, std::size_t min_periods = 0) const;
    [[nodiscard]] exponential_window ewm(double span, bool adjust = true) const; // alpha = 2 / (span + 1)
    [[nodiscard]] exponential_window ewm_alpha(double alpha, bool adjust = true) const;

    // -- element by element
    [[nodiscard]] series abs() const;
    [[nodiscard]] series log() const;
    [[nodiscard]] series exp() const;
    [[nodiscard]] series sqrt() const;
    [[nodiscard]] series pow(double exponent) const;
    [[nodiscard]] series round(int digits = 0) const;
    [[nodiscard]] series floor() const;
    [[nodiscard]] series ceil() const;
    [[nodiscard]] series clip(double least, double most) const;
    [[nodiscard]] series map(const std::function<double(double)>& f) const;
    [[nodiscard]] mask between(double least, double most) const; // both included

    // -- running results; missing values are skipped
    [[nodiscard]] series cumsum() const;
    [[nodiscard]] series cummax() const;
    [[nodiscard]] series cummin() const;

    // -- of the whole series, missing values left out; missing when there is none
    [[nodiscard]] double sum() const; // 0 when there is none
    [[nodiscard]] double mean() const;
    [[nodiscard]] double min() const;
    [[nodiscard]] double max() const;
    [[nodiscard]] double std(int ddof = 1) const;
    [[nodiscard]] double median() const;

    friend series operator+(const series& a, const series& b);
    friend series operator-(const series& a, const series& b);
    friend series operator*(const series& a, const series& b);
    friend series operator/(const series& a, const series& b);
    friend series operator%(const series& a, const series& b); // sign of the divisor, as in Python
    friend series operator-(const series& a);

    friend mask operator<(const series& a, const series& b);
    friend mask operator<=(const series& a, const series& b);
    friend mask operator>(const series& a, const series& b);
    friend mask operator>=(const series& a, const series& b);
    friend mask operator==(const series& a, const series& b);
    friend mask operator!=(const series& a, const series& b);

  private:
    [[nodiscard]] static series of_mask(const mask& m);
    shared_column<double> values_;
    dtype type_ = dtype::float64;
};

// A number beside a series. An integer keeps a series of integers one, as in pandas.
struct scalar {
    template <std::floating_point T>
    scalar(T v) : value{static_cast<double>(v)}, type{dtype::float64} {}
    template <std::integral T>
    scalar(T v) : value{static_cast<double>(v)}, type{std::same_as<T, bool> ? dtype::boolean : dtype::int64} {}
    double value;
    dtype type;
};

series operator+(const series& a, scalar b);
series operator-(const series& a, scalar b);
series operator*(const series& a, scalar b);
series operator/(const series& a, scalar b);
series operator%(const series& a, scalar b);
series operator+(scalar a, const series& b);
series operator-(scalar a, const series& b);
series operator*(scalar a, const series& b);
series operator/(scalar a, const series& b);
mask operator<(const series& a, scalar b);
mask operator<=(const series& a, scalar b);
mask operator>(const series& a, scalar b);
mask operator>=(const series& a, scalar b);
mask operator==(const series& a, scalar b);
mask operator!=(const series& a, scalar b);

// Element by element; missing where either is (unlike std::max).
[[nodiscard]] series max(const series& a, const series& b);
[[nodiscard]] series min(const series& a, const series& b);
// 1 where the condition holds, 0 elsewhere; integers.
[[nodiscard]] series as_int(const mask& condition);
// `yes` where the condition holds, `no` elsewhere: numpy's where.
[[nodiscard]] series choose(const mask& condition, scalar yes, scalar no);
[[nodiscard]] series choose(const mask& condition, const series& yes, const series& no);

// Rows in which `a` goes above (below) `b`: beyond it now, not beyond it in the row before. The first row never.
[[nodiscard]] mask crossed_above(const series& a, const series& b);
[[nodiscard]] mask crossed_above(const series& a, double b);
[[nodiscard]] mask crossed_below(const series& a, const series& b);
[[nodiscard]] mask crossed_below(const series& a, double b);
[[nodiscard]] mask crossed(const series& a, const series& b); // either way
[[nodiscard]] mask crossed(const series& a, double b);

// `s.rolling(n)`: results over the last n rows, missing until there are enough values.
class rolling_window {
  public:
    rolling_window(series source, std::size_t window, std::size_t min_periods);
    [[nodiscard]] series mean() const;
    [[nodiscard]] series sum() const;
    [[nodiscard]] series min() const;
    [[nodiscard]] series max() const;
    [[nodiscard]] series var(int ddof = 1) const;
    [[nodiscard]] series std(int ddof = 1) const;
    [[nodiscard]] series median() const;
    [[nodiscard]] series quantile(double q) const; // linear between neighbours
    [[nodiscard]] series count() const;
    // Any function of a window's values (oldest first); called only for windows with enough of them.
    [[nodiscard]] series apply(const std::function<double(std::span<const double>)>& f) const;

  private:
    series source_;
    std::size_t window_;
    std::size_t min_periods_;
};

// `s.ewm(span)`: exponentially weighted mean; weights of missing rows decay as in pandas.
class exponential_window {
  public:
    exponential_window(series source, double alpha, bool adjust, std::size_t min_periods);
    [[nodiscard]] exponential_window min_periods(std::size_t rows) const;
    [[nodiscard]] series mean() const;

  private:
    series source_;
    double alpha_;
    bool adjust_;
    std::size_t min_periods_;
};

} // namespace tremolo::market
