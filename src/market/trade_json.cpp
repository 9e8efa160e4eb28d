// Trade files in JSON, plain or zipped: [[timestamp,id,type,side,price,amount,cost],...], texts that are missing as
// null.
#include "market/trade_formats.hpp"
#include "market/whole_files.hpp"
#include "json/parse.hpp"
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace tremolo::market::detail {
namespace {

// Reads the one shape such files have.
class trade_reader {
  public:
    trade_reader(const std::filesystem::path& path, std::string_view text) : path_{path}, text_{text} {}

    trade_table read() {
        trade_table out;
        expect('[');
        if (!accept(']')) {
            do read_row(out);
            while (accept(','));
            expect(']');
        }
        skip_blanks();
        if (at_ != text_.size()) fail("text after the end of the list");
        return out;
    }

  private:
    void read_row(trade_table& out) {
        expect('[');
        const double time = number();
        if (!(std::fabs(time) < 9e15)) fail("a timestamp that is no number");
        const auto next = [&] { expect(','); };
        next();
        const auto id = text();
        next();
        const auto type = text();
        next();
        const auto side = text();
        next();
        const double price = number();
        next();
        const double amount = number();
        next();
        const double cost = number();
        expect(']');
        out.push_back({static_cast<std::int64_t>(time), id.value_or(""), type, side.value_or(""), price, amount, cost});
    }
    double number() {
        skip_blanks();
        if (is_null()) return std::numeric_limits<double>::quiet_NaN();
        double value = 0;
        const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (failure != std::errc{}) fail("a number was expected");
        at_ = static_cast<std::size_t>(end - text_.data());
        return value;
    }
    // A text, or a number as it is written.
    std::optional<std::string> text() {
        skip_blanks();
        if (is_null()) return {};
        const auto start = at_;
        if (at_ < text_.size() && text_[at_] != '"') {
            static_cast<void>(number());
            return std::string{text_.substr(start, at_ - start)};
        }
        bool escaped = false;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') {
                escaped = true;
                ++at_;
            }
        if (at_ >= text_.size()) fail("a text that does not end");
        ++at_;
        if (!escaped) return std::string{text_.substr(start + 1, at_ - start - 2)};
        const auto parsed = json::parse(text_.substr(start, at_ - start));
        if (!parsed || !parsed.value.is_string()) fail("a text that cannot be read");
        return std::string{parsed.value.get_string()};
    }
    bool is_null() {
        if (text_.substr(at_, 4) != "null") return false;
        at_ += 4;
        return true;
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
        if (at_ >= text_.size()) unreadable(trade_file_kind, path_, "the file ends in the middle of the list");
        unreadable(trade_file_kind, path_, fmt::format("{} at byte {}", what, at_));
    }
    const std::filesystem::path& path_;
    std::string_view text_;
    std::size_t at_ = 0;
};

std::string quoted(std::optional<std::string_view> text) {
    return text ? boost::json::serialize(boost::json::value(*text)) : "null";
}
std::string written(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "null"; }

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
