#include "backtest/tick_sizes.hpp"
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace tremolo::backtest {
namespace {

constexpr int digits = 14;
constexpr std::array<const char*, 4> price_columns{"open", "high", "low", "close"};
constexpr std::array<double, 16> powers{1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// Whether the price surely has no more than so many decimals: then `scaled` is it without the point.
bool has_at_most(double price, int decimals, std::int64_t& scaled) {
    const double moved = std::abs(price) * powers[static_cast<std::size_t>(decimals)];
    if (!(moved < 1e14)) return false;
    // A price halfway between two is refused below, whichever way it was rounded.
    scaled = static_cast<std::int64_t>(moved + 0.5);
    // Nearer than half of the 14th digit, and than what the multiplication may have lost.
    return std::abs(moved - static_cast<double>(scaled)) <= moved * 0.3e-14;
}

using two = double __attribute__((vector_size(16)));

double magnitude(double value) { return std::abs(value); }
two magnitude(two values) {
    using bits = std::int64_t __attribute__((vector_size(16)));
    constexpr std::int64_t all_but_sign = std::numeric_limits<std::int64_t>::max();
    return reinterpret_cast<two>(reinterpret_cast<bits>(values) & all_but_sign);
}

// The same of all of them, two at a time: nearly all prices have no more decimals than those before.
bool have_at_most(std::span<const double> prices, int decimals) {
    if (decimals >= static_cast<int>(powers.size())) return false;
    constexpr double to_whole = 4503599627370496.0; // 2^52: what is added to it loses what is behind the point
    const double power = powers[static_cast<std::size_t>(decimals)];
    const auto surely = [power](auto price) {
        const auto moved = magnitude(price) * power;
        const auto off = moved - ((moved + to_whole) - to_whole);
        return (moved < 1e14) & (magnitude(off) <= moved * 0.3e-14);
    };
    auto all = surely(two{});
    for (; prices.size() >= 2; prices = prices.subspan(2)) {
        two some;
        std::memcpy(&some, prices.data(), sizeof some);
        all &= surely(some);
    }
    return (all[0] & all[1]) != 0 && std::ranges::all_of(prices, surely);
}

int printed_decimals(double price) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*e", digits - 1, price);
    const std::string_view all{text.data()};
    const auto e = all.find('e');
    const int exponent = std::atoi(all.data() + e + 1);
    auto last = e;
    while (last > 0 && all[last - 1] == '0') --last;
    const auto point = all.find('.');
    const int after = last > point ? static_cast<int>(last - point) - 1 : 0;
    return std::max(0, after - exponent);
}

// Decimals of prices that mostly have as many as those before.
class decimal_counter {
  public:
    int operator()(double price) {
        std::int64_t scaled = 0;
        if (!has_at_most(price, guess_, scaled)) {
            const int counted = printed_decimals(price);
            if (counted < static_cast<int>(powers.size())) guess_ = std::max(guess_, counted);
            return counted;
        }
        int decimals = guess_;
        while (decimals > 0 && scaled % 10 == 0) {
            scaled /= 10;
            --decimals;
        }
        return decimals;
    }

  private:
    int guess_ = 0;
};

// Missing where there are none.
market::series decimal_counts(const market::series& prices) {
    decimal_counter count;
    std::vector<double> counts(prices.size(), market::missing);
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (const int decimals = std::isfinite(prices[i]) ? count(prices[i]) : 0; decimals > 0) counts[i] = decimals;
    return market::series{std::move(counts)};
}

market::series most_of(const std::vector<market::deferred_series>& all) {
    std::vector<double> most(all.front().size(), market::missing);
    for (const auto& counts : all)
        for (std::size_t i = 0; i < most.size(); ++i)
            if (const double decimals = counts.get()[i]; decimals > 0 && !(most[i] >= decimals)) most[i] = decimals;
    return market::series{std::move(most)};
}

std::int64_t month_start(std::int64_t ms, std::int64_t& next) {
    using namespace std::chrono;
    const auto day = floor<days>(sys_time<milliseconds>{milliseconds{ms}});
    const year_month_day date{day};
    const auto in_ms = [](year_month month) {
        return sys_time<milliseconds>{sys_days{month / 1}}.time_since_epoch().count();
    };
    const year_month month = date.year() / date.month();
    next = in_ms(month + months{1});
    return in_ms(month);
}

} // namespace

int decimals_of(double price) { return std::isfinite(price) ? printed_decimals(price) : 0; }

tick_sizes::tick_sizes(const market::frame& candles) {
    std::array<market::series, price_columns.size()> held;
    for (std::size_t c = 0; c < held.size(); ++c) held[c] = candles[price_columns[c]];
    const auto dates = candles.dates();
    decimal_counter count;
    for (std::size_t i = 0; i < dates.size();) {
        std::int64_t end = 0;
        const auto start = month_start(dates[i], end);
        const auto first = i;
        while (i < dates.size() && dates[i] < end) ++i;
        int most = 0;
        constexpr std::size_t at_a_time = 256;
        for (const auto& column : held)
            for (auto left = column.view().subspan(first, i - first); !left.empty();) {
                const auto some = left.first(std::min(at_a_time, left.size()));
                left = left.subspan(some.size());
                if (have_at_most(some, most)) continue;
                for (const double price : some)
                    if (std::isfinite(price)) most = std::max(most, count(price));
            }
        if (most > 0) months_.push_back({start, 1 / std::pow(10.0, most)});
    }
}

std::optional<double> tick_sizes::at(std::int64_t time_ms) const {
    const auto after = std::ranges::upper_bound(months_, time_ms, {}, &month::start_ms);
    if (after == months_.begin()) return {};
    return std::prev(after)->tick;
}

void add_decimal_counts(market::frame& candles) {
    const auto rows = candles.size();
    std::vector<market::deferred_series> all;
    for (const auto* name : price_columns) {
        const auto counted = [prices = candles[name]] { return decimal_counts(prices); };
        all.push_back(market::deferred_series{rows, counted});
        candles.set(std::string{name} + "_count", all.back());
    }
    candles.set("max_count", market::deferred_series{rows, [all] { return most_of(all); }});
}

} // namespace tremolo::backtest
