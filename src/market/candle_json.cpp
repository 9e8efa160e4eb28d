// Candle files in JSON, plain or zipped: [[date,open,high,low,close,volume],...], dates in milliseconds. Numbers are
// written to the last digit, and read as pandas reads them, whose results differ from the nearest double in the last
// bit at times: freqtrade's backtests stand on those.
#include "base/error.hpp"
#include "market/candle_formats.hpp"
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <optional>
#include <zlib.h>

namespace tremolo::market::detail {
namespace {

using zipped_file = std::unique_ptr<gzFile_s, decltype(&gzclose)>;

[[noreturn]] void unreadable(const std::filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot read candle file {}: {}", path.string(), reason)};
}
[[noreturn]] void unwritable(const std::filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot write candle file {}: {}", path.string(), reason)};
}

std::string unzipped(const std::filesystem::path& path) {
    const zipped_file file{gzopen(path.c_str(), "rb"), &gzclose};
    if (!file) unreadable(path, std::strerror(errno));
    std::string text;
    constexpr unsigned block = 1 << 18;
    for (int got = 1; got > 0;) {
        const auto before = text.size();
        text.resize(before + block);
        got = gzread(file.get(), text.data() + before, block);
        text.resize(before + static_cast<std::size_t>(std::max(got, 0)));
    }
    int failure = Z_OK;
    const char* reason = gzerror(file.get(), &failure);
    // A file that ends early is reported only as such an error.
    if (failure != Z_OK) unreadable(path, fmt::format("the compressed data is damaged or cut off ({})", reason));
    return text;
}

std::string plain(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) unreadable(path, std::strerror(errno));
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad()) unreadable(path, std::strerror(errno));
    return text;
}

// Reads the one shape such files have: a list of lists of numbers and nulls.
class row_reader {
  public:
    row_reader(const std::filesystem::path& path, std::string_view text) : path_{path}, text_{text} {}

    raw_columns read() {
        raw_columns out;
        expect('[');
        if (!accept(']')) {
            do read_row(out);
            while (accept(','));
            expect(']');
        }
        skip_blanks();
        if (at_ != text_.size()) fail("text after the end of the list");
        out.names.resize(out.values.size());
        return out;
    }

  private:
    void read_row(raw_columns& out) {
        expect('[');
        const double date = number();
        if (!(std::fabs(date) < 9e15)) fail("a date that is no number");
        std::size_t column = 0;
        for (; accept(','); ++column) {
            if (out.dates.empty()) out.values.emplace_back();
            if (column == out.values.size()) fail("rows of different lengths");
            out.values[column].push_back(number());
        }
        expect(']');
        if (column != out.values.size()) fail("rows of different lengths");
        out.dates.push_back(static_cast<std::int64_t>(date));
    }
    double number() {
        skip_blanks();
        if (text_.substr(at_, 4) == "null") {
            at_ += 4;
            return missing;
        }
        double value = 0;
        const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (failure != std::errc{}) fail("a number was expected");
        const auto length = static_cast<std::size_t>(end - text_.data()) - at_;
        const auto written = text_.substr(at_, length);
        at_ += length;
        return as_pandas(written).value_or(value);
    }
    // The digits before the point, and at most 15 behind it times a power of ten; nothing for whole numbers, and for
    // more digits, which pandas would cut off and never writes.
    static std::optional<double> as_pandas(std::string_view number) {
        static constexpr std::array<double, 16> tenths{1,    1e-1, 1e-2,  1e-3,  1e-4,  1e-5,  1e-6,  1e-7,
                                                       1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15};
        const bool negative = number.starts_with('-');
        if (negative) number.remove_prefix(1);
        const auto point = number.find('.'), exponent = std::min(number.find_first_of("eE"), number.size());
        if (point == number.npos && exponent == number.size()) return {};
        std::uint64_t whole = 0;
        const auto head = number.substr(0, std::min(point, exponent));
        if (std::from_chars(head.data(), head.data() + head.size(), whole).ec != std::errc{}) return {};
        double fraction = 0;
        std::size_t digits = 0;
        if (point < exponent && exponent - point - 1 >= tenths.size()) return {};
        if (point < exponent)
            for (std::size_t i = point + 1; i < exponent; ++i, ++digits) fraction = fraction * 10 + (number[i] - '0');
        double value = static_cast<double>(whole) + fraction * tenths[digits];
        if (negative) value = -value;
        if (exponent == number.size()) return value;
        number.remove_prefix(exponent + (number.substr(exponent + 1).starts_with('+') ? 2 : 1));
        int power = 0;
        if (std::from_chars(number.data(), number.data() + number.size(), power).ec != std::errc{}) return {};
        return value * std::pow(10.0, power);
    }
    void skip_blanks() {
        while (at_ < text_.size() && std::strchr(" \t\r\n", text_[at_]) != nullptr) ++at_;
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
        if (at_ >= text_.size()) unreadable(path_, "the file ends in the middle of the list");
        unreadable(path_, fmt::format("{} at byte {}", what, at_));
    }
    const std::filesystem::path& path_;
    std::string_view text_;
    std::size_t at_ = 0;
};

std::string text_of(const frame& candles, const std::vector<std::string>& columns) {
    std::vector<series> values;
    values.reserve(columns.size());
    for (const auto& name : columns) values.push_back(candles[name]);
    fmt::memory_buffer out;
    out.push_back('[');
    for (std::size_t row = 0; row < candles.size(); ++row) {
        fmt::format_to(std::back_inserter(out), "{}[{}", row == 0 ? "" : ",", candles.dates()[row]);
        for (const auto& column : values) {
            // Shortest text that reads back equal; whole numbers keep a point, as pandas writes floats.
            if (std::isfinite(column[row]))
                fmt::format_to(std::back_inserter(out), ",{}", column[row]);
            else
                fmt::format_to(std::back_inserter(out), ",null");
        }
        out.push_back(']');
    }
    out.push_back(']');
    return fmt::to_string(out);
}

void write_zipped(const std::filesystem::path& path, const std::string& text) {
    zipped_file file{gzopen(path.c_str(), "wb"), &gzclose};
    if (!file) unwritable(path, std::strerror(errno));
    constexpr std::size_t block = 1 << 20;
    for (std::size_t at = 0; at < text.size(); at += block) {
        const auto length = static_cast<unsigned>(std::min(block, text.size() - at));
        if (gzwrite(file.get(), text.data() + at, length) != static_cast<int>(length))
            unwritable(path, std::strerror(errno));
    }
    if (gzclose(file.release()) != Z_OK) unwritable(path, std::strerror(errno));
}

} // namespace

raw_columns read_json_candles(const std::filesystem::path& path, bool zipped) {
    const auto text = zipped ? unzipped(path) : plain(path);
    return row_reader{path, text}.read();
}

void write_json_candles(const std::filesystem::path& path, const frame& candles,
                        const std::vector<std::string>& columns, bool zipped) {
    const auto text = text_of(candles, columns);
    if (zipped) return write_zipped(path, text);
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << text;
    out.close();
    if (!out) unwritable(path, std::strerror(errno));
}

} // namespace tremolo::market::detail
