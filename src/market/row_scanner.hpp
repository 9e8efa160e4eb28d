// The text of a JSON file that is a list of rows, taken from its front: what the readers of candle and trade files
// share. Private to src/market.
#pragma once
#include "market/whole_files.hpp"
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <string_view>

namespace tremolo::market::detail {

// What is not as it should be is the error of the file, with the byte at which it stands.
class row_scanner {
  public:
    // `kind` is what the file is called in errors; all three outlive the scanner.
    row_scanner(std::string_view kind, const std::filesystem::path& path, std::string_view text)
        : kind_{kind}, path_{path}, text_{text} {}

  protected:
    // "[", rows with commas between them, "]", and nothing behind.
    template <class ReadRow>
    void read_rows(ReadRow read_row) {
        expect('[');
        if (!accept(']')) {
            do read_row();
            while (accept(','));
            expect(']');
        }
        skip_blanks();
        if (at_ != text_.size()) fail("text after the end of the list");
    }
    // Null is NaN. `as_read` makes of the number's text what somebody else reads there; nothing: the nearest double.
    template <class AsRead>
    double number(AsRead as_read) {
        skip_blanks();
        if (is_null()) return std::numeric_limits<double>::quiet_NaN();
        double value = 0;
        const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (failure != std::errc{}) fail("a number was expected");
        const auto length = static_cast<std::size_t>(end - text_.data()) - at_;
        const auto written = text_.substr(at_, length);
        at_ += length;
        return as_read(written).value_or(value);
    }
    // Takes it where it is there.
    bool is_null() {
        if (text_.substr(at_, 4) != "null") return false;
        at_ += 4;
        return true;
    }
    void skip_blanks() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool accept(char c) {
        skip_blanks();
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) fail(fmt::format("'{}' was expected", c));
    }
    [[noreturn]] void fail(std::string_view what) const {
        if (at_ >= text_.size()) unreadable(kind_, path_, "the file ends in the middle of the list");
        unreadable(kind_, path_, fmt::format("{} at byte {}", what, at_));
    }

    [[nodiscard]] std::size_t at() const { return at_; }
    void move_to(std::size_t at) { at_ = at; }
    void pass(std::size_t characters = 1) { at_ += characters; }
    [[nodiscard]] bool is_at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char front() const { return text_[at_]; } // not at the end
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    [[nodiscard]] std::string_view since(std::size_t start) const { return text_.substr(start, at_ - start); }

  private:
    std::string_view kind_;
    const std::filesystem::path& path_;
    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace tremolo::market::detail
