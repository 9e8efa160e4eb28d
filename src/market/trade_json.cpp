// Trade files in JSON, plain or zipped: [[timestamp,id,type,side,price,amount,cost],...], texts that are missing as
// null. Old files hold what the exchange said, [{"timestamp":...,"id":...,...},...]: they are read, not written.
#include "market/row_scanner.hpp"
#include "market/trade_formats.hpp"
#include "market/whole_files.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>

namespace tremolo::market::detail {
namespace {

// The nearest double, which std::pow does not promise; powers that prices have without reading a text.
double power_of_ten(int power) {
    static constexpr std::array<double, 23> usual{1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (static_cast<std::size_t>(power) < usual.size()) return usual[static_cast<std::size_t>(power)];
    double value = 0;
    const auto text = fmt::format("1e{}", power);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// What freqtrade's reader makes of a number with a point or an exponent: its first digits as a double, times or divided
// by a power of ten. Of more than 15 digits that is not always the nearest double, and freqtrade's candles stand on it.
// Nothing for whole numbers and for those too small or too large for one step.
std::optional<double> as_rapidjson(std::string_view number) {
    constexpr std::uint64_t exact = (std::uint64_t{1} << 53) - 1;
    constexpr int most_digits = 17, most_power = 308;
    const bool negative = number.starts_with('-');
    if (negative) number.remove_prefix(1);
    const auto exponent = std::min(number.find_first_of("eE"), number.size());
    const auto point = std::min(number.find('.'), exponent);
    if (point == number.size() || point > 18) return {};
    std::uint64_t whole = 0;
    int digits = static_cast<int>(point) - 1; // the first one is not counted
    for (const char c : number.substr(0, point)) whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
    int power = 0;
    auto rest = number.substr(std::min(point + 1, exponent), exponent - std::min(point + 1, exponent));
    if (whole == 0) digits = 0;
    for (; !rest.empty() && whole <= exact; rest.remove_prefix(1)) {
        whole = whole * 10 + static_cast<std::uint64_t>(rest.front() - '0');
        --power;
        if (whole != 0) ++digits;
    }
    auto value = static_cast<double>(whole);
    for (; !rest.empty() && digits < most_digits; rest.remove_prefix(1), ++digits, --power)
        value = value * 10 + (rest.front() - '0');
    if (exponent < number.size()) {
        number.remove_prefix(exponent + (number.substr(exponent + 1).starts_with('+') ? 2 : 1));
        int written = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), written);
        if (read.ec != std::errc{} || std::abs(written) > most_power) return {};
        power += written;
    }
    if (power > most_power || power < -most_power) return {};
    const double step = power_of_ten(std::abs(power));
    value = power >= 0 ? value * step : value / step;
    return negative ? -value : value;
}

// Reads the one shape such files have.
class trade_reader : row_scanner {
  public:
    trade_reader(const std::filesystem::path& path, std::string_view text) : row_scanner{trade_file_kind, path, text} {}

    trade_table read() {
        trade_table out;
        read_rows([&] { read_row(out); });
        return out;
    }

  private:
    // What one row tells; a list tells all of it.
    struct told {
        std::optional<double> time;
        std::optional<std::string> id, type, side;
        double price = 0, amount = 0, cost = 0;
    };
    void read_row(trade_table& out) {
        const auto start = at();
        auto row = accept('{') ? read_object() : read_list();
        if (!(std::fabs(*row.time) < 9e15)) {
            move_to(start);
            fail("a timestamp that is no number");
        }
        out.push_back({static_cast<std::int64_t>(*row.time), row.id.value_or(""), row.type, row.side.value_or(""),
                       row.price, row.amount, row.cost});
    }
    told read_list() {
        told row;
        expect('[');
        const auto next = [&] { expect(','); };
        row.time = number();
        next();
        row.id = text();
        next();
        row.type = text();
        next();
        row.side = text();
        next();
        row.price = number();
        next();
        row.amount = number();
        next();
        row.cost = number();
        expect(']');
        return row;
    }
    // Behind its brace; keys in any order, of which those that are not needed are passed over.
    told read_object() {
        static constexpr std::array<std::string_view, 7> needed{"timestamp", "id",     "type", "side",
                                                                "price",     "amount", "cost"};
        told row;
        unsigned found = 0;
        if (!accept('}')) {
            do {
                skip_blanks();
                if (is_at_end() || front() != '"') fail("a name was expected");
                const auto key = text().value_or("");
                expect(':');
                const auto which =
                    static_cast<std::size_t>(std::distance(needed.begin(), std::ranges::find(needed, key)));
                if (which < needed.size()) found |= 1U << which;
                switch (which) {
                case 0: row.time = number(); break;
                case 1: row.id = text(); break;
                case 2: row.type = text(); break;
                case 3: row.side = text(); break;
                case 4: row.price = number(); break;
                case 5: row.amount = number(); break;
                case 6: row.cost = number(); break;
                default: pass_over();
                }
            } while (accept(','));
            expect('}');
        }
        for (std::size_t i = 0; i < needed.size(); ++i)
            if ((found & 1U << i) == 0) fail(fmt::format("a trade without \"{}\" that ends", needed[i]));
        return row;
    }
    // Whatever value comes; lists and objects by their brackets.
    void pass_over() {
        std::size_t depth = 0;
        do {
            skip_blanks();
            if (is_at_end()) fail("a value was expected");
            const char c = front();
            if (c == '"') {
                static_cast<void>(text());
            } else if (c == '[' || c == '{') {
                pass();
                ++depth;
            } else if (depth > 0 && (c == ']' || c == '}')) {
                pass();
                --depth;
            } else if (depth > 0 && (c == ',' || c == ':')) {
                pass();
            } else if (const auto word = word_of_json(); word > 0) {
                pass(word);
            } else {
                static_cast<void>(number());
            }
        } while (depth > 0);
    }
    std::size_t word_of_json() const {
        for (const std::string_view word : {"null", "true", "false"})
            if (rest().starts_with(word)) return word.size();
        return 0;
    }
    double number() { return row_scanner::number(as_rapidjson); }
    // A text, or a number as it is written.
    std::optional<std::string> text() {
        skip_blanks();
        if (is_null()) return {};
        const auto start = at();
        if (!is_at_end() && front() != '"') {
            static_cast<void>(number());
            return std::string{since(start)};
        }
        bool escaped = false;
        for (pass(); !is_at_end() && front() != '"'; pass())
            if (front() == '\\') {
                escaped = true;
                pass();
            }
        if (is_at_end()) fail("a text that does not end");
        pass();
        const auto quoted = since(start);
        if (!escaped) return std::string{quoted.substr(1, quoted.size() - 2)};
        const auto parsed = json::parse(quoted);
        if (!parsed || !parsed.value.is_string()) fail("a text that cannot be read");
        return std::string{parsed.value.get_string()};
    }
};

std::string quoted(std::optional<std::string_view> text) {
    return text ? boost::json::serialize(boost::json::value(*text)) : "null";
}
// A text that is read as the value, if one of few is; else the shortest text that is the value.
std::string written(double value) {
    if (!std::isfinite(value)) return "null";
    auto text = fmt::format("{}", value);
    constexpr std::size_t surely_exact = 15; // digits, without a point or a sign
    if (text.size() <= surely_exact || as_rapidjson(text).value_or(value) == value) return text;
    for (const int digits : {15, 16, 17})
        if (auto other = fmt::format("{:.{}g}", value, digits); as_rapidjson(other) == value) return other;
    return text;
}

} // namespace

trade_table trades_of_json(const std::filesystem::path& path, std::string_view text) {
    return trade_reader{path, text}.read();
}

std::string json_of_trades(const trade_table& trades) {
    fmt::memory_buffer out;
    out.push_back('[');
    for (std::size_t row = 0; row < trades.size(); ++row)
        fmt::format_to(std::back_inserter(out), "{}[{},{},{},{},{},{},{}]", row == 0 ? "" : ",", trades.times_ms[row],
                       quoted(trades.ids[row]), quoted(trades.types[row]), quoted(trades.sides[row]),
                       written(trades.prices[row]), written(trades.amounts[row]), written(trades.costs[row]));
    out.push_back(']');
    return fmt::to_string(out);
}

} // namespace tremolo::market::detail
