// A column of yes and no: what comparing series gives, and what says in which rows a signal is set.
// Combine with `&`, `|`, `^` and `!` (not `&&`, `||`). Masks combined must have the same length, else an `error`.
#pragma once
#include "market/shared_column.hpp"
#include <cstdint>

namespace tremolo::market {

class mask {
  public:
    mask() = default;
    mask(std::size_t rows, bool value) : values_{std::vector<std::uint8_t>(rows, value ? 1 : 0)} {}
    explicit mask(std::vector<std::uint8_t> values) : values_{std::move(values)} {}

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] bool operator[](std::size_t row) const { return values_[row] != 0; }
    [[nodiscard]] bool last() const { return !empty() && (*this)[size() - 1]; }
    [[nodiscard]] std::span<const std::uint8_t> view() const { return values_.view(); }

    [[nodiscard]] bool any() const;
    [[nodiscard]] bool all() const;
    [[nodiscard]] std::size_t count() const; // rows that are true
    // Moved `rows` later (earlier when negative); rows without a value before them become `fill`.
    [[nodiscard]] mask shift(std::ptrdiff_t rows, bool fill = false) const;
    [[nodiscard]] mask slice(std::size_t first, std::size_t rows) const;

    friend mask operator&(const mask& a, const mask& b);
    friend mask operator|(const mask& a, const mask& b);
    friend mask operator^(const mask& a, const mask& b);
    friend mask operator!(const mask& a);
    friend mask operator~(const mask& a) { return !a; }

  private:
    shared_column<std::uint8_t> values_;
};

} // namespace tremolo::market
