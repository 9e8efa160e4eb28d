#include "market/trade_candles.hpp"
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

// One candle on its way. Volumes are added up with what rounding lost, as pandas does.
struct growing {
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    double volume = 0;
    double lost = 0;
    bool priced = false;

    void add(double price, double amount) {
        if (!std::isnan(price)) {
            if (!priced) open = high = low = price;
            priced = true;
            high = std::max(high, price);
            low = std::min(low, price);
            close = price;
        }
        if (std::isnan(amount)) return;
        const double more = amount - lost;
        const double sum = volume + more;
        lost = sum - volume - more;
        if (std::isnan(lost)) lost = 0; // of infinities
        volume = sum;
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
    growing candle;
    std::int64_t date = 0;
    const auto finish = [&] {
        if (!candle.priced) return;
        dates.push_back(date);
        open.push_back(candle.open);
        high.push_back(candle.high);
        low.push_back(candle.low);
        close.push_back(candle.close);
        volume.push_back(candle.volume);
    };
    if (!rows.empty()) {
        const periods counted{length, trades.times_ms[rows.front()]};
        for (const auto row : rows) {
            const auto its_date = counted.date_of(trades.times_ms[row]);
            if (its_date != date) {
                finish();
                candle = {};
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
