// Arithmetic and comparison of series, and what one number says of a whole series.
#include "market/series.hpp"
#include "base/error.hpp"
#include "market/computed.hpp"
#include "market/summation.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

void same_length(const series& a, const series& b) {
    if (a.size() != b.size())
        throw error{fmt::format("series of {} and {} rows cannot be combined", a.size(), b.size())};
}

template <class Op>
series combine(const series& a, const series& b, dtype type, Op op) {
    same_length(a, b);
    const double* x = a.view().data();
    const double* y = b.view().data();
    return series{computed<double>(a.size(), [x, y, op](std::size_t i) { return op(x[i], y[i]); }), type};
}

template <class Op>
series each(const series& a, dtype type, Op op) {
    const double* x = a.view().data();
    return series{computed<double>(a.size(), [x, &op](std::size_t i) { return op(x[i]); }), type};
}

template <class Op>
mask compare(const series& a, const series& b, Op op) {
    same_length(a, b);
    const double* x = a.view().data();
    const double* y = b.view().data();
    return mask{computed<std::uint8_t>(a.size(), [x, y, op](std::size_t i) { return op(x[i], y[i]); })};
}

template <class Op>
mask compare(const series& a, double b, Op op) {
    const double* x = a.view().data();
    return mask{computed<std::uint8_t>(a.size(), [x, b, op](std::size_t i) { return op(x[i], b); })};
}

// What adding, subtracting or multiplying two types gives.
dtype joined(dtype a, dtype b) {
    if (a == dtype::datetime || b == dtype::datetime) return dtype::datetime;
    return a == dtype::float64 || b == dtype::float64 ? dtype::float64 : dtype::int64;
}
dtype subtracted(dtype a, dtype b) {
    return a == dtype::datetime && b == dtype::datetime ? dtype::int64 : joined(a, b);
}

// The remainder with the sign of the divisor.
double modulo(double a, double b) {
    const double rest = std::fmod(a, b);
    return rest != 0 && std::signbit(rest) != std::signbit(b) ? rest + b : rest;
}
series as_remainder(const series& s) { return s.type() == dtype::int64 && s.isna().any() ? s.as_float() : s; }

constexpr auto plus = [](double a, double b) { return a + b; };
constexpr auto minus = [](double a, double b) { return a - b; };
constexpr auto times = [](double a, double b) { return a * b; };
constexpr auto over = [](double a, double b) { return a / b; };

} // namespace

series operator+(const series& a, const series& b) { return combine(a, b, joined(a.type(), b.type()), plus); }
series operator-(const series& a, const series& b) { return combine(a, b, subtracted(a.type(), b.type()), minus); }
series operator*(const series& a, const series& b) { return combine(a, b, joined(a.type(), b.type()), times); }
series operator/(const series& a, const series& b) { return combine(a, b, dtype::float64, over); }
series operator%(const series& a, const series& b) {
    return as_remainder(combine(a, b, joined(a.type(), b.type()), modulo));
}
series operator-(const series& a) {
    return each(a, joined(a.type(), dtype::int64), [](double v) { return -v; });
}

series operator+(const series& a, scalar b) {
    return each(a, joined(a.type(), b.type), [b](double v) { return v + b.value; });
}
series operator-(const series& a, scalar b) {
    return each(a, joined(a.type(), b.type), [b](double v) { return v - b.value; });
}
series operator*(const series& a, scalar b) {
    return each(a, joined(a.type(), b.type), [b](double v) { return v * b.value; });
}
series operator/(const series& a, scalar b) {
    return each(a, dtype::float64, [b](double v) { return v / b.value; });
}
series operator%(const series& a, scalar b) {
    return as_remainder(each(a, joined(a.type(), b.type), [b](double v) { return modulo(v, b.value); }));
}
series operator+(scalar a, const series& b) { return b + a; }
series operator-(scalar a, const series& b) {
    return each(b, joined(a.type, b.type()), [a](double v) { return a.value - v; });
}
series operator*(scalar a, const series& b) { return b * a; }
series operator/(scalar a, const series& b) {
    return each(b, dtype::float64, [a](double v) { return a.value / v; });
}

mask operator<(const series& a, const series& b) { return compare(a, b, std::less<>{}); }
mask operator<=(const series& a, const series& b) { return compare(a, b, std::less_equal<>{}); }
mask operator>(const series& a, const series& b) { return compare(a, b, std::greater<>{}); }
mask operator>=(const series& a, const series& b) { return compare(a, b, std::greater_equal<>{}); }
mask operator==(const series& a, const series& b) { return compare(a, b, std::equal_to<>{}); }
mask operator!=(const series& a, const series& b) { return compare(a, b, std::not_equal_to<>{}); }
mask operator<(const series& a, scalar b) { return compare(a, b.value, std::less<>{}); }
mask operator<=(const series& a, scalar b) { return compare(a, b.value, std::less_equal<>{}); }
mask operator>(const series& a, scalar b) { return compare(a, b.value, std::greater<>{}); }
mask operator>=(const series& a, scalar b) { return compare(a, b.value, std::greater_equal<>{}); }
mask operator==(const series& a, scalar b) { return compare(a, b.value, std::equal_to<>{}); }
mask operator!=(const series& a, scalar b) { return compare(a, b.value, std::not_equal_to<>{}); }

series max(const series& a, const series& b) {
    return combine(a, b, joined(a.type(), b.type()), [](double x, double y) { return x > y || std::isnan(x) ? x : y; });
}
series min(const series& a, const series& b) {
    return combine(a, b, joined(a.type(), b.type()), [](double x, double y) { return x < y || std::isnan(x) ? x : y; });
}

series as_int(const mask& condition) { return series{condition}.as(dtype::int64); }
series choose(const mask& condition, scalar yes, scalar no) {
    const auto type = yes.type == no.type ? yes.type : joined(yes.type, no.type);
    std::vector<double> out(condition.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = condition[i] ? yes.value : no.value;
    return series{std::move(out), type};
}
series choose(const mask& condition, const series& yes, const series& no) { return yes.where(condition, no); }

mask crossed_above(const series& a, const series& b) { return (a > b) & (a.shift(1) <= b.shift(1)); }
mask crossed_below(const series& a, const series& b) { return (a < b) & (a.shift(1) >= b.shift(1)); }
mask crossed_above(const series& a, double b) { return (a > b) & (a.shift(1) <= b); }
mask crossed_below(const series& a, double b) { return (a < b) & (a.shift(1) >= b); }
mask crossed(const series& a, const series& b) { return crossed_above(a, b) | crossed_below(a, b); }
mask crossed(const series& a, double b) { return crossed_above(a, b) | crossed_below(a, b); }

// -- element by element

series series::abs() const {
    return each(*this, joined(type_, dtype::int64), [](double v) { return std::fabs(v); });
}
series series::log() const {
    return each(*this, dtype::float64, [](double v) { return std::log(v); });
}
series series::exp() const {
    return each(*this, dtype::float64, [](double v) { return std::exp(v); });
}
series series::sqrt() const {
    return each(*this, dtype::float64, [](double v) { return std::sqrt(v); });
}
series series::pow(double exponent) const {
    return each(*this, dtype::float64, [exponent](double v) { return std::pow(v, exponent); });
}
series series::round(int digits) const {
    const double power = std::pow(10.0, std::abs(digits));
    return each(*this, type_, [digits, power](double v) {
        if (digits == 0) return std::nearbyint(v);
        return digits > 0 ? std::nearbyint(v * power) / power : std::nearbyint(v / power) * power;
    });
}
series series::floor() const {
    return each(*this, type_, [](double v) { return std::floor(v); });
}
series series::ceil() const {
    return each(*this, type_, [](double v) { return std::ceil(v); });
}
series series::clip(double least, double most) const {
    return each(*this, type_, [least, most](double v) { return v < least ? least : v > most ? most : v; });
}
series series::map(const std::function<double(double)>& f) const { return each(*this, dtype::float64, f); }
mask series::between(double least, double most) const { return (*this >= least) & (*this <= most); }

// -- of the whole series

namespace {

std::vector<double> present(const series& s) {
    std::vector<double> out;
    out.reserve(s.size());
    for (const double v : s.view())
        if (!std::isnan(v)) out.push_back(v);
    return out;
}

} // namespace

double series::sum() const { return pairwise_sum(fillna(0).view()); }

double series::mean() const {
    const auto count = notna().count();
    return count == 0 ? missing : sum() / static_cast<double>(count);
}

double series::min() const {
    const auto values = present(*this);
    return values.empty() ? missing : *std::ranges::min_element(values);
}

double series::max() const {
    const auto values = present(*this);
    return values.empty() ? missing : *std::ranges::max_element(values);
}

double series::std(int ddof) const {
    const auto count = static_cast<double>(notna().count());
    if (count - ddof <= 0) return missing;
    const double middle = mean();
    const auto squares =
        each(*this, dtype::float64, [middle](double v) { return std::isnan(v) ? 0 : (middle - v) * (middle - v); });
    return std::sqrt(pairwise_sum(squares.view()) / (count - ddof));
}

double series::median() const {
    auto values = present(*this);
    if (values.empty()) return missing;
    std::ranges::sort(values);
    const auto half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace tremolo::market
