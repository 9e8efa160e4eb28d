#include "cli/table_text.hpp"
#include <algorithm>
#include <array>
#include <cstdint>

namespace tremolo::cli {

namespace {
struct code_range {
    char32_t first, last;
};
constexpr std::array wide_ranges{
    code_range{0x1100, 0x115F},   code_range{0x2E80, 0x303E},   code_range{0x3041, 0x33FF},
    code_range{0x3400, 0x4DBF},   code_range{0x4E00, 0x9FFF},   code_range{0xA000, 0xA4CF},
    code_range{0xAC00, 0xD7A3},   code_range{0xF900, 0xFAFF},   code_range{0xFE30, 0xFE6F},
    code_range{0xFF00, 0xFF60},   code_range{0xFFE0, 0xFFE6},   code_range{0x1F300, 0x1F64F},
    code_range{0x1F680, 0x1F6FF}, code_range{0x1F900, 0x1F9FF}, code_range{0x20000, 0x3FFFD}};
constexpr std::array drawn_over_ranges{code_range{0x300, 0x36F}, code_range{0x200B, 0x200F},
                                       code_range{0xFE00, 0xFE0F}};

struct letter {
    std::string_view bytes;
    std::size_t width;
};

// The character that begins there; bytes that are no UTF-8 count one each.
letter letter_at(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    size = std::min(size, text.size() - at);
    char32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    const auto is_in = [code](const auto& ranges) {
        return std::ranges::any_of(ranges, [code](auto r) { return code >= r.first && code <= r.last; });
    };
    return {text.substr(at, size), is_in(wide_ranges) ? 2U : is_in(drawn_over_ranges) ? 0U : 1U};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view without_blanks_behind(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// As much of it as fits.
std::string_view begin_of(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        const auto next = letter_at(text, at);
        if (used + next.width > width) break;
        used += next.width;
        at += next.bytes.size();
    }
    return text.substr(0, at);
}

// Each word with the blanks around it, as far as no other has them.
std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t begin = 0; begin < line.size();) {
        auto end = begin;
        while (end < line.size() && is_blank(line[end])) ++end;
        if (end == line.size() && !words.empty()) break;
        while (end < line.size() && !is_blank(line[end])) ++end;
        while (end < line.size() && is_blank(line[end])) ++end;
        words.push_back(line.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

class breaker {
  public:
    breaker(std::size_t width, too_long words) : width_{width}, long_words_{words} {}

    void add(std::string_view word) {
        const auto needed = width_of(without_blanks_behind(word));
        if (width_of(line_) + needed <= width_)
            line_ += word;
        else if (needed <= width_) {
            if (!line_.empty()) end_line();
            line_ = word;
        } else if (long_words_ == too_long::cut || width_ == 0) {
            if (!line_.empty() || !is_first_) end_line();
            line_ = word;
        } else
            fold(word);
        is_first_ = false;
    }
    void finish() {
        end_line();
        is_first_ = true;
    }
    std::vector<std::string> lines;

  private:
    void fold(std::string_view word) {
        if (!line_.empty()) end_line();
        while (width_of(word) > width_) {
            auto piece = begin_of(word, width_);
            if (piece.empty()) piece = letter_at(word, 0).bytes;
            line_ = piece;
            word.remove_prefix(piece.size());
            end_line();
        }
        line_ = word;
    }
    void end_line() {
        const auto kept = without_blanks_behind(line_);
        if (width_of(kept) <= width_)
            lines.emplace_back(kept);
        else
            lines.push_back(width_ == 0 ? "" : std::string{begin_of(kept, width_ - 1)} + "…");
        line_.clear();
    }

    std::size_t width_;
    too_long long_words_;
    std::string line_{};
    bool is_first_ = true; // no word of this paragraph is placed yet
};
} // namespace

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = letter_at(text, at);
        width += next.width;
        at += next.bytes.size();
    }
    return width;
}

std::vector<std::string> lines_within(std::string_view text, std::size_t width, too_long words) {
    breaker out{width, words};
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        for (const auto word : words_of(text.substr(begin, end - begin))) out.add(word);
        out.finish();
        begin = end + 1;
    }
    return std::move(out.lines);
}

} // namespace tremolo::cli
