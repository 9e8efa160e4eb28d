#include "market/mask.hpp"
#include "base/error.hpp"
#include "market/computed.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

template <class Op>
mask combine(const mask& a, const mask& b, Op op) {
    if (a.size() != b.size())
        throw error{fmt::format("masks of {} and {} rows cannot be combined", a.size(), b.size())};
    const std::uint8_t* x = a.view().data();
    const std::uint8_t* y = b.view().data();
    return mask{computed<std::uint8_t>(a.size(), [x, y, op](std::size_t i) { return op(x[i] != 0, y[i] != 0); })};
}

} // namespace

bool mask::any() const {
    return std::ranges::any_of(view(), [](auto v) { return v != 0; });
}
bool mask::all() const {
    return std::ranges::all_of(view(), [](auto v) { return v != 0; });
}
std::size_t mask::count() const {
    return static_cast<std::size_t>(std::ranges::count_if(view(), [](auto v) { return v != 0; }));
}

mask mask::shift(std::ptrdiff_t rows, bool fill) const {
    std::vector<std::uint8_t> out(size(), fill ? 1 : 0);
    const auto n = static_cast<std::ptrdiff_t>(size());
    const std::uint8_t* from = values_.data();
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, rows); i < n && i - rows < n; ++i) out[i] = from[i - rows];
    return mask{std::move(out)};
}

mask mask::slice(std::size_t first, std::size_t rows) const {
    mask part = *this;
    part.values_ = values_.slice(first, rows);
    return part;
}

mask operator&(const mask& a, const mask& b) {
    return combine(a, b, [](bool x, bool y) { return x & y; });
}
mask operator|(const mask& a, const mask& b) {
    return combine(a, b, [](bool x, bool y) { return x | y; });
}
mask operator^(const mask& a, const mask& b) {
    return combine(a, b, [](bool x, bool y) { return x != y; });
}
mask operator!(const mask& a) {
    const std::uint8_t* x = a.view().data();
    return mask{computed<std::uint8_t>(a.size(), [x](std::size_t i) { return x[i] == 0; })};
}

} // namespace tremolo::market
