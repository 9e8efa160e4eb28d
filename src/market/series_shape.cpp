// Parts of series, their types, moving, filling and running results.
#include "base/error.hpp"
#include "market/computed.hpp"
#include "market/series.hpp"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

void check_length(const series& s, std::size_t rows) {
    if (s.size() != rows) throw error{fmt::format("a series of {} rows meets {} rows", s.size(), rows)};
}

std::vector<double> copy(const series& s) { return {s.view().begin(), s.view().end()}; }

std::vector<double> shifted(std::span<const double> v, std::ptrdiff_t rows, double fill) {
    std::vector<double> out;
    out.reserve(v.size());
    const auto gap = std::min<std::size_t>(v.size(), static_cast<std::size_t>(std::abs(rows)));
    if (rows > 0) out.assign(gap, fill);
    const auto kept = rows > 0 ? v.first(v.size() - gap) : v.subspan(gap);
    out.insert(out.end(), kept.begin(), kept.end());
    out.resize(v.size(), fill);
    return out;
}

// Integers that may now be missing become floats; other types carry missing values.
dtype with_missing(dtype type) { return type == dtype::int64 ? dtype::float64 : type; }

template <class Op>
series running(const series& s, Op op) {
    auto out = copy(s);
    double so_far = missing;
    for (double& v : out) {
        if (std::isnan(v)) continue;
        so_far = std::isnan(so_far) ? v : op(so_far, v);
        v = so_far;
    }
    return series{std::move(out), s.type() == dtype::boolean ? dtype::int64 : s.type()};
}

} // namespace

series series::of_mask(const mask& m) {
    const std::uint8_t* from = m.view().data();
    return series{computed<double>(m.size(), [from](std::size_t i) { return from[i] != 0 ? 1.0 : 0.0; }),
                  dtype::boolean};
}

double series::last(std::size_t back) const { return back < size() ? values_[size() - 1 - back] : missing; }

series series::slice(std::size_t first, std::size_t rows) const {
    series part = *this;
    part.values_ = values_.slice(first, rows);
    return part;
}
series series::tail(std::size_t rows) const { return slice(size() > rows ? size() - rows : 0, rows); }

series series::as(dtype type) const {
    series same = *this;
    same.type_ = type;
    return same;
}
series series::as_float() const { return as(dtype::float64); }
series series::as_int() const {
    auto out = copy(*this);
    for (double& v : out) {
        if (!std::isfinite(v))
            throw error{"a series with missing or infinite values cannot become integers: fill them first"};
        v = std::trunc(v);
    }
    return series{std::move(out), dtype::int64};
}
mask series::as_mask() const { return (*this != 0) & notna(); }

series series::shift(std::ptrdiff_t rows) const {
    return series{shifted(view(), rows, missing), rows == 0 ? type_ : with_missing(type_)};
}
series series::shift(std::ptrdiff_t rows, double fill) const {
    const bool stays = type_ != dtype::int64 || std::trunc(fill) == fill;
    return series{shifted(view(), rows, fill), stays ? type_ : dtype::float64};
}
series series::diff(std::ptrdiff_t rows) const { return (*this - shift(rows)).as_float(); }
series series::pct_change(std::ptrdiff_t rows) const { return *this / shift(rows) - 1; }

series series::fillna(double value) const {
    if (!isna().any()) return *this;
    series out = *this;
    for (double& v : out.own())
        if (std::isnan(v)) v = value;
    return out;
}
series series::fillna(const series& values) const {
    check_length(values, size());
    series out = *this;
    const auto to = out.own();
    for (std::size_t i = 0; i < to.size(); ++i)
        if (std::isnan(to[i])) to[i] = values[i];
    return out;
}
series series::ffill() const {
    series out = *this;
    double before = missing;
    for (double& v : out.own()) before = v = std::isnan(v) ? before : v;
    return out;
}
series series::bfill() const {
    series out = *this;
    const auto to = out.own();
    double after = missing;
    for (std::size_t i = to.size(); i-- > 0;) after = to[i] = std::isnan(to[i]) ? after : to[i];
    return out;
}
mask series::isna() const {
    std::vector<std::uint8_t> out(size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isnan(values_[i]);
    return mask{std::move(out)};
}

series series::where(const mask& condition, double other) const {
    const bool stays = type_ != dtype::int64 || std::trunc(other) == other || condition.all();
    return where(condition, series{size(), other, stays ? type_ : dtype::float64});
}
series series::where(const mask& condition, const series& other) const {
    check_length(other, size());
    check_length(*this, condition.size());
    std::vector<double> out(size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = condition[i] ? values_[i] : other[i];
    const auto type = type_ == other.type() ? type_ : (*this + other).type();
    return series{std::move(out), type};
}

series series::cumsum() const {
    return running(*this, [](double a, double b) { return a + b; });
}
series series::cummax() const {
    return running(*this, [](double a, double b) { return std::max(a, b); });
}
series series::cummin() const {
    return running(*this, [](double a, double b) { return std::min(a, b); });
}

} // namespace tremolo::market
