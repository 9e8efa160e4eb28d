#include "exchange/simulated/synthetic_series.hpp"
#include "exchange/simulated/noise.hpp"
#include <array>

namespace tremolo::exchange {
namespace {

// Keys of the different kinds of randomness of one coin.
enum kind : std::uint64_t { waves = 1000, calm = 2000, jumps = 3000, wicks = 4000, volumes = 5000, inside = 6000 };

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

} // namespace

synthetic_series::synthetic_series(const coin& of, std::uint64_t seed)
    : coin_{of}, key_{mixed(seed, key_of(of.name))}, ticks_per_unit_{std::pow(10.0, of.price_digits)},
      steps_per_unit_{std::pow(10.0, of.amount_digits)} {}

// Waves of every length from an hour to half a year, each taller than the one before by the square root of two, as a
// random walk has them; the long ones are the trends. Short ones come and go with a regime: ranges and wild weeks.
double synthetic_series::log_price(std::int64_t hour) const {
    double sum = 0;
    double height = coin_.hourly_deviation / 1.15;
    const double regime = 1 + 0.6 * smooth(key_ + calm, hour >> 6, static_cast<double>(hour & 63) / 64);
    for (int k = 0; k < octaves; ++k) {
        const auto length = std::int64_t{1} << k;
        const double part = static_cast<double>(hour & (length - 1)) / static_cast<double>(length);
        const double wave = height * smooth(key_ + waves + static_cast<std::uint64_t>(k), hour >> k, part);
        sum += k < 5 ? wave * regime : wave;
        height *= 1.4142135623730951;
    }
    return sum + jump(hour);
}

// Now and then news: a step up or down that fades over a day.
double synthetic_series::jump(std::int64_t hour) const {
    constexpr std::int64_t cell_hours = 72;
    const auto cell = floor_div(hour, cell_hours);
    const auto drawn = mixed(key_ + jumps, static_cast<std::uint64_t>(cell));
    if (uniform(drawn) > 0.3) return 0;
    const auto start = static_cast<std::int64_t>(uniform(mixed(drawn, 1)) * 47);
    const auto since = hour - cell * cell_hours - start;
    if (since < 0 || since >= 24) return 0;
    const double size = coin_.hourly_deviation * (3 + 5 * uniform(mixed(drawn, 2)));
    return (mixed(drawn, 3) & 1 ? size : -size) * (1 - static_cast<double>(since) / 24);
}

std::int64_t synthetic_series::ticks(double log_price) const {
    return std::max<std::int64_t>(std::llround(coin_.price * std::exp(log_price) * ticks_per_unit_), 10);
}

bar synthetic_series::hour(std::int64_t index) const {
    const double from = log_price(index);
    const double to = log_price(index + 1);
    const auto drawn = mixed(key_ + wicks, static_cast<std::uint64_t>(index));
    const double reach = coin_.hourly_deviation * 0.5;
    bar b;
    b.open = ticks(from);
    b.close = ticks(to);
    b.high = std::max(ticks(std::max(from, to) + reach * uniform(drawn)), std::max(b.open, b.close));
    b.low = std::min(ticks(std::min(from, to) - reach * uniform(mixed(drawn))), std::min(b.open, b.close));

    const double moved = std::abs(to - from) / coin_.hourly_deviation;
    const double time_of_day = 1 + 0.35 * std::sin(static_cast<double>((index + 15) % 24) * 0.2617993877991494);
    const double draw = std::exp(0.4 * bell(mixed(key_ + volumes, static_cast<std::uint64_t>(index))));
    const double dollars = coin_.daily_quote_volume / 24 * draw * time_of_day * (0.6 + 0.5 * moved);
    const double price = static_cast<double>(b.open) / ticks_per_unit_;
    b.volume = std::llround(dollars / price * steps_per_unit_);
    return b;
}

std::vector<bar> synthetic_series::minutes(std::int64_t first, std::size_t count) const {
    std::vector<bar> all;
    all.reserve(count);
    std::array<bar, 60> parts;
    for (auto at = first; all.size() < count;) {
        const auto index = floor_div(at, 60);
        divide(hour(index), mixed(key_ + inside, static_cast<std::uint64_t>(index)), parts);
        for (auto i = static_cast<std::size_t>(at - index * 60); i < 60 && all.size() < count; ++i, ++at)
            all.push_back(parts[i]);
    }
    return all;
}

bar synthetic_series::minute(std::int64_t index) const { return minutes(index, 1).front(); }

void synthetic_series::seconds_of(std::int64_t index, const bar& whole, std::span<bar> parts) const {
    divide(whole, mixed(key_ + inside + 1, static_cast<std::uint64_t>(index)), parts);
}

bar synthetic_series::forming_minute(std::int64_t ms) const {
    const auto second = floor_div(ms, 1000);
    const auto start = floor_div(second, 60) * 60;
    return span(start, second + 1);
}

bar synthetic_series::span(std::int64_t from, std::int64_t to) const {
    std::array<bar, 60> parts;
    bar all;
    bool first = true;
    const auto take = [&](const bar& b) {
        if (first)
            all = b;
        else
            all.add(b);
        first = false;
    };
    for (auto at = from; at < to;) {
        const bool whole_hour = at % 3600 == 0 && to - at >= 3600;
        const bool whole_minute = at % 60 == 0 && to - at >= 60;
        if (whole_hour) {
            take(hour(floor_div(at, 3600)));
            at += 3600;
        } else if (whole_minute) {
            const auto end_of_hour = (floor_div(at, 3600) + 1) * 3600;
            const auto count = (std::min(to, end_of_hour) - at) / 60;
            for (const auto& b : minutes(floor_div(at, 60), static_cast<std::size_t>(count))) take(b);
            at += count * 60;
        } else {
            const auto minute = floor_div(at, 60);
            seconds_of(minute, this->minute(minute), parts);
            for (; at < to && at < (minute + 1) * 60; ++at) take(parts[static_cast<std::size_t>(at - minute * 60)]);
        }
    }
    return all;
}

} // namespace tremolo::exchange
