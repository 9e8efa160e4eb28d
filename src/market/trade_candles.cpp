#include "market/trade_candles.hpp"
#include "market/summation.hpp"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace tremolo::market {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
    const auto rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

// Where the period begins that holds a moment; of weeks the Monday that ends them.
class periods {
  public:
    periods(const timeframe& length, std::int64_t first_ms)
        : rule_{length.resample_rule()}, length_ms_{length.milliseconds()}, origin_ms_{floor_to(first_ms, day_ms)} {}

    [[nodiscard]] std::int64_t date_of(std::int64_t ms) const {
        using namespace std::chrono;
        const sys_days day{days{floor_to(ms, day_ms) / day_ms}};
        if (rule_ == "1W-MON") {
            const auto to_monday = (Monday - weekday{day}).count();
            return duration_cast<milliseconds>((day + days{to_monday}).time_since_epoch()).count();
        }
        if (rule_.ends_with("MS")) {
            const year_month_day date{day};
            return duration_cast<milliseconds>(sys_days{date.year() / date.month() / 1}.time_since_epoch()).count();
        }
        return origin_ms_ + floor_to(ms - origin_ms_, length_ms_);
    }

  private:
    std::string rule_;
    std::int64_t length_ms_;
    std::int64_t origin_ms_;
};

// As pandas adds up the rows of a group: the first, and the sum of the others as numpy adds them up.
double grouped_sum(std::span<const double> values) {
    if (values.empty()) return 0;
    return values.size() == 1 ? values.front() : values.front() + pairwise_sum(values.subspan(1));
}

// As it adds them up where some are missing: with what rounding lost.
double sum_of_known(std::span<const double> values) {
    double sum = 0, lost = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        const double more = value - lost;
        const double next = sum + more;
        lost = next - sum - more;
        if (std::isnan(lost)) lost = 0; // of infinities
        sum = next;
    }
    return sum;
}

// One candle on its way.
struct growing {
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    bool priced = false;
    std::vector<double> amounts{};

    void add(double price, double amount) {
        amounts.push_back(amount);
        if (std::isnan(price)) return;
        if (!priced) open = high = low = price;
        priced = true;
        high = std::max(high, price);
        low = std::min(low, price);
        close = price;
    }
    void clear() {
        priced = false;
        amounts.clear();
    }
};

std::vector<std::size_t> rows_by_time(const trade_table& trades) {
    std::vector<std::size_t> rows(trades.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const auto time = [&](std::size_t row) { return trades.times_ms[row]; };
    if (!std::ranges::is_sorted(trades.times_ms)) std::ranges::stable_sort(rows, {}, time);
    return rows;
}

} // namespace

frame candles_of_trades(const trade_table& trades, const timeframe& length) {
    std::vector<std::int64_t> dates;
    std::vector<double> open, high, low, close, volume;
    const auto rows = rows_by_time(trades);
    const bool some_missing = std::ranges::any_of(trades.amounts, [](double amount) { return std::isnan(amount); });
    growing candle;
    std::int64_t date = 0;
    const auto finish = [&] {
        if (!candle.priced) return;
        dates.push_back(date);
        open.push_back(candle.open);
        high.push_back(candle.high);
        low.push_back(candle.low);
        close.push_back(candle.close);
        volume.push_back(some_missing ? sum_of_known(candle.amounts) : grouped_sum(candle.amounts));
    };
    if (!rows.empty()) {
        const periods counted{length, trades.times_ms[rows.front()]};
        for (const auto row : rows) {
            const auto its_date = counted.date_of(trades.times_ms[row]);
            if (its_date != date) {
                finish();
                candle.clear();
                date = its_date;
            }
            candle.add(trades.prices[row], trades.amounts[row]);
        }
        finish();
    }
    frame candles{std::move(dates)};
    candles.set("open", series{std::move(open)});
    candles.set("high", series{std::move(high)});
    candles.set("low", series{std::move(low)});
    candles.set("close", series{std::move(close)});
    candles.set("volume", series{std::move(volume)});
    return candles;
}

} // namespace tremolo::market
