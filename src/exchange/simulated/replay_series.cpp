#include "exchange/simulated/replay_series.hpp"
#include "base/decimal.hpp"
#include "exchange/simulated/noise.hpp"
#include "exchange/simulated/tape.hpp"
#include <algorithm>
#include <array>

namespace tremolo::exchange {
namespace {

constexpr std::size_t part_count = 60;
constexpr int most_digits = 10;

int digits_after_point(double value) { return std::clamp(shortest(value).scale, 0, most_digits); }

// As many digits after the point as the prices show. The step of amounts is not this series' to say.
grid grid_of(const std::vector<market::raw_candle>& rows) {
    int price_digits = 0;
    for (const auto& row : rows)
        for (const double price : {row.open, row.high, row.low, row.close})
            price_digits = std::max(price_digits, digits_after_point(price));
    return {std::pow(10.0, price_digits), 1};
}

// Parts of a coin that volumes are divided in: as fine as their size allows.
double volume_parts(const market::raw_candle& row) { return row.volume < 9e9 ? 1e8 : row.volume < 9e17 ? 1 : 1e-9; }

void add(std::optional<market::raw_candle>& whole, const market::raw_candle& part) {
    if (!whole) {
        whole = part;
        return;
    }
    whole->high = std::max(whole->high, part.high);
    whole->low = std::min(whole->low, part.low);
    whole->close = part.close;
    whole->volume += part.volume;
}

} // namespace

replay_series::replay_series(const market::frame& candles, market::timeframe length, std::uint64_t key)
    : length_{std::move(length)}, key_{key} {
    const auto open = candles["open"];
    const auto high = candles["high"];
    const auto low = candles["low"];
    const auto close = candles["close"];
    const auto volume = candles["volume"];
    rows_.reserve(candles.size());
    for (std::size_t i = 0; i < candles.size(); ++i) {
        // A file may hold anything; what cannot have been traded is left out.
        const bool sound = open[i] > 0 && low[i] > 0 && high[i] >= low[i] && close[i] > 0 && high[i] < 1e8;
        if (sound)
            rows_.push_back({candles.dates()[i], open[i], high[i], low[i], close[i], std::clamp(volume[i], 0.0, 1e25)});
    }
    if (rows_.empty()) throw error{"no usable candle"};
    counts_ = grid_of(rows_);
}

std::size_t replay_series::row_at_or_before(std::int64_t ms) const {
    const auto after = std::upper_bound(rows_.begin(), rows_.end(), ms,
                                        [](std::int64_t t, const market::raw_candle& c) { return t < c.open_ms; });
    return after == rows_.begin() ? rows_.size() : static_cast<std::size_t>(after - rows_.begin()) - 1;
}

bar replay_series::parts_of(const market::raw_candle& row, std::span<bar> parts) const {
    const auto ticks = [&](double price) { return std::max<std::int64_t>(std::llround(price * counts_.ticks), 1); };
    bar whole{ticks(row.open), ticks(row.high), ticks(row.low), ticks(row.close),
              std::llround(row.volume * volume_parts(row))};
    whole.high = std::max({whole.high, whole.open, whole.close});
    whole.low = std::min({whole.low, whole.open, whole.close});
    divide(whole, mixed(key_, static_cast<std::uint64_t>(row.open_ms)), parts);
    return whole;
}

std::size_t replay_series::row_from(std::int64_t ms) const {
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), ms,
                                        [](const market::raw_candle& c, std::int64_t t) { return c.open_ms < t; });
    return static_cast<std::size_t>(found - rows_.begin());
}

void replay_series::add_trades(std::size_t index, const trade_question& question,
                               std::vector<public_trade>& answer) const {
    const auto& row = rows_[index];
    std::array<bar, part_count> parts;
    const auto whole = parts_of(row, parts);
    const auto key = mixed(key_ + 9000, static_cast<std::uint64_t>(row.open_ms));
    const auto trades = prints_of(whole, parts, row.open_ms, length_.milliseconds(), key);
    // The file's own numbers where it has more digits than ticks and steps.
    const auto price_of = [&](const print& trade) {
        if (&trade == &trades.front()) return row.open;
        if (&trade == &trades.back()) return row.close;
        return trade.price == whole.high ? row.high : trade.price == whole.low ? row.low : counts_.price(trade.price);
    };
    double left = row.volume;
    for (const auto& trade : trades) {
        const bool is_last = &trade == &trades.back();
        const double amount = is_last ? left : static_cast<double>(trade.amount) / volume_parts(row);
        left -= amount;
        if (answer.size() < question.limit && is_asked_for(trade, question))
            answer.push_back(told(trade, price_of(trade), amount));
    }
}

std::optional<market::raw_candle> replay_series::span(std::int64_t from_ms, std::int64_t to_ms) const {
    const auto length = length_.milliseconds();
    const auto part_ms = length / static_cast<std::int64_t>(part_count);
    std::optional<market::raw_candle> whole;
    auto i = row_at_or_before(from_ms);
    if (i == rows_.size()) i = 0;
    for (; i < rows_.size() && rows_[i].open_ms < to_ms; ++i) {
        const auto& row = rows_[i];
        if (row.open_ms >= from_ms && row.open_ms + length <= to_ms) {
            add(whole, row);
            continue;
        }
        std::array<bar, part_count> parts;
        parts_of(row, parts);
        for (std::size_t k = 0; k < part_count; ++k) {
            const auto begins = row.open_ms + static_cast<std::int64_t>(k) * part_ms;
            if (begins < from_ms || begins >= to_ms) continue;
            const auto& p = parts[k];
            add(whole, {begins, counts_.price(p.open), counts_.price(p.high), counts_.price(p.low),
                        counts_.price(p.close), static_cast<double>(p.volume) / volume_parts(row)});
        }
    }
    return whole;
}

std::optional<bar> replay_series::at(std::int64_t ms) const {
    const auto i = row_at_or_before(ms);
    if (i == rows_.size()) return {};
    std::array<bar, part_count> parts;
    parts_of(rows_[i], parts);
    const auto part_ms = length_.milliseconds() / static_cast<std::int64_t>(part_count);
    const auto k = static_cast<std::size_t>((ms - rows_[i].open_ms) / part_ms);
    return parts[std::min(k, part_count - 1)];
}

} // namespace tremolo::exchange
