// The content of a candle file in JSON: what is read has columns of one length and survives being written and read.
#include "base/error.hpp"
#include "market/candle_files.hpp"
#include "market/candles.hpp"
#include "tests/fuzz/fuzz.hpp"
#include <algorithm>

namespace {
using namespace tremolo;

void require_same(const market::frame& a, const market::frame& b) {
    fuzzing::require(a.size() == b.size() && a.names() == b.names(), "a written file has the same rows and columns");
    for (const auto& column : a.columns())
        if (const auto* numbers = column.numbers())
            fuzzing::require(numbers->size() == a.size(), "every column has a value a row");
}

// Gaps are filled: far longer ones than a year are refused, those between cost a fuzzer its time.
constexpr double year_ms = 365 * 86'400'000.0;

double span_ms(const market::frame& candles) {
    if (candles.empty()) return 0;
    const auto [least, most] = std::ranges::minmax_element(candles.dates());
    return static_cast<double>(*most) - static_cast<double>(*least);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzzing::scratch_file given{"BTC_USDT-5m.json"};
    static const fuzzing::scratch_file written{"BTC_USDT-5m.json"};
    given.write(fuzzing::text_of(data, size));
    for (const auto type : {market::candle_type::spot, market::candle_type::funding_rate}) {
        try {
            const auto candles = market::read_candle_file(given.path(), type);
            market::write_candle_file(written.path(), candles, type);
            require_same(candles, market::read_candle_file(written.path(), type));
            if (type == market::candle_type::spot && span_ms(candles) < year_ms)
                static_cast<void>(market::clean_candles(candles, market::timeframe{"5m"}));
        } catch (const operational_error& refused) {
            fuzzing::require(std::string_view{refused.what()}.find("BTC_USDT-5m.json") != std::string_view::npos,
                             "a refusal names the file");
        }
    }
    return 0;
}
