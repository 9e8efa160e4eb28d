#include "backtest/results/pickle.hpp"
#include <bit>
#include <cmath>
#include <cstdint>

namespace tremolo::backtest {
namespace {

// The instructions of pickle's stack machine that are needed here.
class pickler {
  public:
    pickler() : out_{"\x80\x03"} {}
    [[nodiscard]] std::string finished() && { return std::move(out_) + '.'; }

    void dictionary() { out_ += "}("; }
    void end_dictionary() { out_ += 'u'; }
    void list() { out_ += "]("; }
    void end_list() { out_ += 'e'; }
    // A function, whose arguments follow.
    void call(const char* module, const char* name) { out_ += std::string{"c"} + module + "\n" + name + "\n("; }
    void end_call() { out_ += "tR"; }

    void none() { out_ += 'N'; }
    void boolean(bool value) { out_ += value ? '\x88' : '\x89'; }
    void text(std::string_view value) {
        out_ += 'X';
        little(value.size(), 4);
        out_ += value;
    }
    void number(double value) {
        out_ += 'G';
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 56; shift >= 0; shift -= 8) out_ += static_cast<char>(bits >> shift);
    }
    void integer(std::int64_t value) {
        out_ += "\x8a\x08";
        little(static_cast<std::uint64_t>(value), 8);
    }

  private:
    void little(std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out_ += static_cast<char>(value >> (8 * i));
    }
    std::string out_;
};

// pandas.to_datetime(dates, "raise", False, False, True, None, True, "ms")
void put_dates(pickler& to, std::span<const std::int64_t> dates) {
    to.call("pandas", "to_datetime");
    to.list();
    for (const auto date : dates) to.integer(date);
    to.end_list();
    to.text("raise");
    to.boolean(false);
    to.boolean(false);
    to.boolean(true); // in UTC
    to.none();
    to.boolean(true);
    to.text("ms");
    to.end_call();
}

void put_column(pickler& to, const market::frame::column& column) {
    to.list();
    if (const auto* texts = column.texts()) {
        for (std::size_t i = 0; i < texts->size(); ++i)
            if (const auto text = (*texts)[i])
                to.text(*text);
            else
                to.none();
    } else {
        const auto& numbers = *column.numbers();
        for (const double value : numbers.view())
            if (numbers.type() == market::dtype::int64 && !std::isnan(value))
                to.integer(static_cast<std::int64_t>(value));
            else
                to.number(value);
    }
    to.end_list();
}

void put_frame(pickler& to, const market::frame& frame) {
    to.call("pandas", "DataFrame");
    to.dictionary();
    if (!frame.empty()) {
        to.text("date");
        put_dates(to, frame.dates());
        for (const auto& column : frame.columns()) {
            to.text(column.name);
            put_column(to, column);
        }
    }
    to.end_dictionary();
    to.end_call();
}

} // namespace

std::string pickled(const std::vector<pickled_strategy>& strategies) {
    pickler to;
    to.dictionary();
    for (const auto& [name, pairs] : strategies) {
        to.text(name);
        to.dictionary();
        for (const auto& [pair, frame] : pairs) {
            to.text(pair);
            put_frame(to, frame);
        }
        to.end_dictionary();
    }
    to.end_dictionary();
    return std::move(to).finished();
}

} // namespace tremolo::backtest
