#include "exchange/simulated/tape.hpp"
#include "exchange/simulated/noise.hpp"
#include <algorithm>

namespace tremolo::exchange {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t numbers_a_minute = 16; // more than a candle has trades

// A price that is traded at in a part of the candle. Those with a lower rank come first within it.
struct event {
    std::size_t part = 0;
    int rank = 0;
    std::int64_t price = 0;
};

std::vector<event> needed(const bar& whole, std::span<const bar> parts) {
    const auto part_with = [&](auto touches) {
        return static_cast<std::size_t>(std::find_if(parts.begin(), parts.end(), touches) - parts.begin());
    };
    std::vector<event> all{{0, 0, whole.open}};
    const auto is_end = [&](std::int64_t price) { return price == whole.open || price == whole.close; };
    const int high_first = whole.close >= whole.open ? 2 : 1;
    if (!is_end(whole.high))
        all.push_back({part_with([&](const bar& b) { return b.high == whole.high; }), high_first, whole.high});
    if (!is_end(whole.low) && whole.low != whole.high)
        all.push_back({part_with([&](const bar& b) { return b.low == whole.low; }), 3 - high_first, whole.low});
    if (whole.close != whole.open || all.size() > 1) all.push_back({parts.size() - 1, 4, whole.close});
    return all;
}

// Some prices on the way.
void add_others(std::vector<event>& all, std::span<const bar> parts, std::uint64_t key) {
    constexpr double most = 8;
    const double drawn = uniform(key);
    const auto count = static_cast<std::uint64_t>(most * drawn * drawn);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto part = static_cast<std::size_t>(uniform(mixed(key, i + 1)) * static_cast<double>(parts.size() - 1));
        all.push_back({part, 3, parts[part].close});
    }
}

// Whole steps that add up to the volume, as even as the key wants it, each one at least while there are enough.
void set_amounts(std::vector<print>& all, std::int64_t volume, std::uint64_t key) {
    const auto count = static_cast<std::int64_t>(all.size());
    const auto rest = std::max<std::int64_t>(volume - count, 0);
    double sum = 0;
    std::vector<double> up_to;
    for (std::uint64_t i = 0; i < all.size(); ++i) {
        const double u = uniform(mixed(key, 200 + i));
        up_to.push_back(sum += 0.05 + u * u * u);
    }
    std::int64_t before = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool is_last = i + 1 == all.size();
        const auto until = is_last ? rest : static_cast<std::int64_t>(static_cast<double>(rest) * (up_to[i] / sum));
        all[i].amount = until - before + (static_cast<std::int64_t>(i) < volume ? 1 : 0);
        before = until;
    }
}

} // namespace

std::vector<print> prints_of(const bar& whole, std::span<const bar> parts, std::int64_t open_ms, std::int64_t length_ms,
                             std::uint64_t key) {
    std::vector<print> all;
    if (whole.volume <= 0) return all;
    auto events = needed(whole, parts);
    if (whole.volume > 2 * numbers_a_minute) add_others(events, parts, mixed(key, 100));
    std::stable_sort(events.begin(), events.end(), [](const event& a, const event& b) {
        return std::pair{a.part, a.rank} < std::pair{b.part, b.rank};
    });
    const auto part_ms = length_ms / static_cast<std::int64_t>(parts.size());
    std::int64_t last = whole.open;
    for (std::size_t i = 0; i < events.size();) {
        std::size_t end = i;
        while (end < events.size() && events[end].part == events[i].part) ++end;
        const auto share = part_ms / static_cast<std::int64_t>(end - i);
        auto at = open_ms + static_cast<std::int64_t>(events[i].part) * part_ms;
        for (; i < end; ++i, at += share) {
            const auto drawn = mixed(key, 300 + i);
            const auto price = events[i].price;
            const auto number = open_ms / minute_ms * numbers_a_minute + static_cast<std::int64_t>(i);
            const auto within = static_cast<std::int64_t>(uniform(drawn) * static_cast<double>(share));
            all.push_back({number, at + within, price, 0, price == last ? (drawn & 1) != 0 : price > last});
            last = price;
        }
    }
    set_amounts(all, whole.volume, key);
    return all;
}

std::int64_t candle_of_print(std::int64_t number) { return number / numbers_a_minute * minute_ms; }

bool is_asked_for(const print& trade, const trade_question& question) {
    if (trade.time_ms > question.now_ms) return false;
    return question.after ? trade.number > *question.after : trade.time_ms >= question.since_ms;
}

public_trade told(const print& trade, double price, double amount) {
    return {trade.time_ms, std::to_string(trade.number), {}, trade.bought ? "buy" : "sell", price, amount,
            price * amount};
}

} // namespace tremolo::exchange
