// Candle files in JSON, plain or zipped: [[date,open,high,low,close,volume],...], dates in milliseconds. Numbers are
// written to the last digit, and read as pandas reads them, whose results differ from the nearest double in the last
// bit at times: freqtrade's backtests stand on those.
#include "market/candle_formats.hpp"
#include "market/row_scanner.hpp"
#include "market/whole_files.hpp"
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace tremolo::market::detail {
namespace {

constexpr std::string_view kind = "candle file";

// The digits before the point, and at most 15 behind it times a power of ten; nothing for whole numbers, and for
// more digits, which pandas would cut off and never writes.
std::optional<double> as_pandas(std::string_view number) {
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

// What pandas reads as the value where there is such a text, of 15 digits at most; else the shortest text that is the
// value.
void write_number(fmt::memory_buffer& out, double value) {
    auto text = fmt::format("{}", value);
    if (!as_pandas(text)) {
        auto short_one = fmt::format("{:.15g}", value);
        if (as_pandas(short_one) == value) text = std::move(short_one);
    }
    out.append(text);
}

// Reads the one shape such files have: a list of lists of numbers and nulls.
class row_reader : row_scanner {
  public:
    row_reader(const std::filesystem::path& path, std::string_view text) : row_scanner{kind, path, text} {}

    raw_columns read() {
        raw_columns out;
        read_rows([&] { read_row(out); });
        out.names.resize(out.values.size());
        return out;
    }

  private:
    void read_row(raw_columns& out) {
        expect('[');
        const double date = number(as_pandas);
        if (!(std::fabs(date) < 9e15)) fail("a date that is no number");
        std::size_t column = 0;
        for (; accept(','); ++column) {
            if (out.dates.empty()) out.values.emplace_back();
            if (column == out.values.size()) fail("rows of different lengths");
            out.values[column].push_back(number(as_pandas));
        }
        expect(']');
        if (column != out.values.size()) fail("rows of different lengths");
        out.dates.push_back(static_cast<std::int64_t>(date));
    }
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
            out.push_back(',');
            if (std::isfinite(column[row]))
                write_number(out, column[row]);
            else
                out.append(std::string_view{"null"});
        }
        out.push_back(']');
    }
    out.push_back(']');
    return fmt::to_string(out);
}

} // namespace

raw_columns read_json_candles(const std::filesystem::path& path, bool zipped) {
    const auto text = read_whole(kind, path, zipped);
    return row_reader{path, text}.read();
}

void write_json_candles(const std::filesystem::path& path, const frame& candles,
                        const std::vector<std::string>& columns, bool zipped) {
    write_whole(kind, path, text_of(candles, columns), zipped);
}

} // namespace tremolo::market::detail
