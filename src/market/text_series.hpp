// A column of texts with missing values: enter_tag, exit_tag. Few different texts repeat, so each is kept once and rows
// hold numbers: a thousand rows take 4 kB. A value like `series`.
#pragma once
#include "market/mask.hpp"
#include "market/shared_column.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::market {

class text_series {
  public:
    text_series() = default;
    explicit text_series(std::size_t rows);               // all missing
    text_series(std::size_t rows, std::string_view text); // all the same
    explicit text_series(const std::vector<std::optional<std::string>>& values);
    // Each row's index in the words, which all differ; -1 where it is missing.
    text_series(std::vector<std::string> words, std::vector<std::int32_t> codes)
        : words_{std::move(words)}, codes_{std::move(codes)} {}

    [[nodiscard]] std::size_t size() const { return codes_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    // Nothing where missing. The view lives as long as the series.
    [[nodiscard]] std::optional<std::string_view> operator[](std::size_t row) const;
    [[nodiscard]] std::optional<std::string_view> last() const;
    [[nodiscard]] text_series slice(std::size_t first, std::size_t rows) const;
    [[nodiscard]] text_series shift(std::ptrdiff_t rows) const;
    void set_where(const mask& rows, std::optional<std::string_view> text);
    void set(std::size_t row, std::optional<std::string_view> text);
    void compact() { codes_.compact(); }
    [[nodiscard]] std::size_t bytes() const;

    friend mask operator==(const text_series& a, std::string_view text);
    friend mask operator!=(const text_series& a, std::string_view text) { return !(a == text); }

  private:
    [[nodiscard]] std::int32_t code_of(std::optional<std::string_view> text);
    shared_column<std::string> words_;
    shared_column<std::int32_t> codes_; // -1: missing
};

} // namespace tremolo::market
