#include "market/text_series.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace tremolo::market {

text_series::text_series(std::size_t rows) : codes_{std::vector<std::int32_t>(rows, -1)} {}

text_series::text_series(std::size_t rows, std::string_view text)
    : words_{std::vector<std::string>{std::string{text}}}, codes_{std::vector<std::int32_t>(rows, 0)} {}

text_series::text_series(const std::vector<std::optional<std::string>>& values) {
    std::unordered_map<std::string_view, std::int32_t> known;
    std::vector<std::string> words;
    std::vector<std::int32_t> codes;
    codes.reserve(values.size());
    for (const auto& text : values) {
        const auto next = static_cast<std::int32_t>(words.size());
        const auto code = text ? known.try_emplace(*text, next).first->second : -1;
        if (code == next) words.push_back(*text);
        codes.push_back(code);
    }
    words_ = shared_column<std::string>{std::move(words)};
    codes_ = shared_column<std::int32_t>{std::move(codes)};
}

std::optional<std::string_view> text_series::operator[](std::size_t row) const {
    const auto code = codes_[row];
    if (code < 0) return std::nullopt;
    return words_[static_cast<std::size_t>(code)];
}

std::optional<std::string_view> text_series::last() const { return empty() ? std::nullopt : (*this)[size() - 1]; }

text_series text_series::slice(std::size_t first, std::size_t rows) const {
    text_series part = *this;
    part.codes_ = codes_.slice(first, rows);
    return part;
}

text_series text_series::shift(std::ptrdiff_t rows) const {
    std::vector<std::int32_t> out(size(), -1);
    const auto n = static_cast<std::ptrdiff_t>(size());
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, rows); i < n && i - rows < n; ++i) out[i] = codes_[i - rows];
    text_series moved = *this;
    moved.codes_ = shared_column<std::int32_t>{std::move(out)};
    return moved;
}

std::int32_t text_series::code_of(std::optional<std::string_view> text) {
    if (!text) return -1;
    const auto known = words_.view();
    const auto found = std::ranges::find(known, *text);
    if (found == known.end()) {
        std::vector<std::string> more{known.begin(), known.end()};
        more.emplace_back(*text);
        words_ = shared_column<std::string>{std::move(more)};
        return static_cast<std::int32_t>(words_.size() - 1);
    }
    return static_cast<std::int32_t>(found - known.begin());
}

void text_series::set_where(const mask& rows, std::optional<std::string_view> text) {
    if (rows.size() != size()) throw error{fmt::format("a mask of {} rows meets {} texts", rows.size(), size())};
    if (!rows.any()) return;
    const auto code = code_of(text);
    const auto to = codes_.own();
    const auto chosen = rows.view();
    for (std::size_t i = 0; i < to.size(); ++i)
        if (chosen[i] != 0) to[i] = code;
}

void text_series::set(std::size_t row, std::optional<std::string_view> text) {
    const auto code = code_of(text);
    codes_.own()[row] = code;
}

std::size_t text_series::bytes() const {
    std::size_t total = codes_.bytes() + words_.bytes();
    for (const auto& word : words_.view()) total += word.capacity() > 15 ? word.capacity() : 0;
    return total;
}

mask operator==(const text_series& a, std::string_view text) {
    const auto words = a.words_.view();
    const auto found = std::ranges::find(words, text);
    const auto code = found == words.end() ? -2 : static_cast<std::int32_t>(found - words.begin());
    std::vector<std::uint8_t> out(a.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a.codes_[i] == code;
    return mask{std::move(out)};
}

} // namespace tremolo::market
