// Candles that are a function of pair, timeframe and time, as an exchange tells them: with gaps, late, the newest still
// forming (the ones that freqtrade was driven with: tests/parity/bots/told_candles.py).
#pragma once
#include "exchange/exchange.hpp"
#include "market/timeframe.hpp"
#include "market/types.hpp"
#include <algorithm>
#include <numeric>

namespace scenario {

struct candle_flow {
    static constexpr std::int64_t minute_ms = 60'000;
    std::int64_t first_ms = 0; // of the history
    std::uint64_t gaps = 0;    // every so many-th is missing; 0: none
    std::int64_t late_ms = 0;  // after which they are told, and settled

    static std::uint64_t number(const std::string& pair, std::int64_t length, std::int64_t at) {
        const auto letters = std::accumulate(pair.begin(), pair.end(), std::uint64_t{0}, [](std::uint64_t sum, char c) {
            return sum + static_cast<unsigned char>(c);
        });
        return (static_cast<std::uint64_t>(at / minute_ms) * 2654435761U + letters * 40503U +
                static_cast<std::uint64_t>(length / minute_ms) * 97U) %
               (std::uint64_t{1} << 32);
    }

    // Every hour until now.
    [[nodiscard]] static std::vector<tremolo::exchange::funding_payment> funding(const std::string& pair,
                                                                                 std::int64_t since, std::int64_t now) {
        constexpr std::int64_t hour_ms = 60 * minute_ms;
        std::vector<tremolo::exchange::funding_payment> paid;
        for (std::int64_t at = (since + hour_ms - 1) / hour_ms * hour_ms; at <= now; at += hour_ms)
            paid.push_back({at, (static_cast<double>(number(pair + ":rate", hour_ms, at) % 200) - 100) / 1e6,
                            90 + static_cast<double>(number(pair + ":mark", hour_ms, at) % 2000) / 100});
        return paid;
    }

    [[nodiscard]] std::optional<tremolo::market::raw_candle> candle(const std::string& pair, std::int64_t length,
                                                                    std::int64_t at, std::int64_t now) const {
        const std::uint64_t number = candle_flow::number(pair, length, at);
        if (gaps != 0 && (number >> 16) % gaps == 0) return {};
        const double first = 90 + static_cast<double>(number % 2000) / 100;
        double last = 90 + static_cast<double>((number >> 8) % 2000) / 100;
        double volume = static_cast<double>((number >> 5) % 50);
        if (now < at + length + late_ms) last = first, volume = 1;
        return tremolo::market::raw_candle{at,   first, std::max(first, last) + 1, std::min(first, last) - 1,
                                           last, volume};
    }

    [[nodiscard]] std::vector<tremolo::market::raw_candle> answer(const std::string& pair, std::int64_t length,
                                                                  std::optional<std::int64_t> since, std::size_t limit,
                                                                  std::int64_t now) const {
        std::vector<tremolo::market::raw_candle> rows;
        const std::int64_t from =
            (std::max(since.value_or(now - 4 * static_cast<std::int64_t>(limit) * length), first_ms) + length - 1) /
            length * length;
        for (std::int64_t at = from; at + late_ms <= now; at += length)
            if (const auto row = candle(pair, length, at, now)) rows.push_back(*row);
        if (rows.size() <= limit) return rows;
        if (since) rows.resize(limit);
        return {rows.end() - static_cast<std::ptrdiff_t>(limit), rows.end()};
    }
};

} // namespace scenario
