#include "backtest/rows.hpp"
#include <algorithm>
#include <cmath>
#include <utility>

namespace tremolo::backtest {
namespace {

struct signal_column {
    const char* name;
    std::uint8_t exact;
    std::uint8_t some;
};
constexpr signal_column columns[] = {{"enter_long", enter_long, some_enter_long},
                                     {"exit_long", exit_long, some_exit_long},
                                     {"enter_short", enter_short, some_enter_short},
                                     {"exit_short", exit_short, some_exit_short}};

market::text_series tags(const market::frame& df, const char* name) {
    const auto* column = df.find(name);
    const auto* texts = column == nullptr ? nullptr : column->texts();
    return texts == nullptr ? market::text_series{df.size()} : *texts;
}

std::optional<std::string> text_at(const market::text_series& texts, std::size_t row) {
    const auto found = texts[row];
    return found ? std::optional<std::string>{*found} : std::nullopt;
}

} // namespace

std::optional<strategy::direction> entry_direction(std::uint8_t signals, bool can_short) {
    const bool longs = (signals & enter_long) != 0;
    const bool shorts = can_short && (signals & enter_short) != 0;
    if (longs && (signals & exit_long) == 0 && !shorts) return strategy::direction::long_;
    if (shorts && (signals & exit_short) == 0 && !longs) return strategy::direction::short_;
    return {};
}

pair_rows::pair_rows(market::frame analysed, const timerange& range, std::int64_t startup)
    : analysed_{std::move(analysed)} {
    const auto dates = analysed_.dates();
    if (startup > 0)
        first_ = std::min(dates.size(), static_cast<std::size_t>(startup));
    else if (range.start_ms())
        first_ = analysed_.lower_bound(*range.start_ms());
    const auto end = range.stop_ms() ? analysed_.lower_bound(*range.stop_ms() + 1) : dates.size();
    candles_ = end > first_ ? end - first_ : 0;
    if (candles_ < 2) return;

    const auto rows = candles_ - 1;
    const auto part = [&](const char* name) { return analysed_[name].view().subspan(first_ + 1, rows); };
    dates_ = dates.subspan(first_ + 1, rows);
    open_ = part("open");
    high_ = part("high");
    low_ = part("low");
    close_ = part("close");
    signals_.assign(rows, 0);
    for (const auto& column : columns) {
        const auto* found = analysed_.find(column.name);
        const auto* numbers = found == nullptr ? nullptr : found->numbers();
        if (numbers == nullptr) continue;
        const auto values = numbers->view().subspan(first_, rows); // of the candle before
        for (std::size_t i = 0; i < rows; ++i) {
            if (values[i] == 0 || std::isnan(values[i])) continue;
            signals_[i] = static_cast<std::uint8_t>(signals_[i] | column.some | (values[i] == 1 ? column.exact : 0));
        }
    }
    enter_texts_ = tags(analysed_, "enter_tag");
    exit_texts_ = tags(analysed_, "exit_tag");
}

void pair_rows::keep_prices_only() {
    for (const auto& name : analysed_.names())
        if (name != "date" && name != "open" && name != "high" && name != "low" && name != "close")
            analysed_.drop(name);
}

candle_row pair_rows::at(std::size_t row) const {
    return {dates_[row],
            open_[row],
            high_[row],
            low_[row],
            close_[row],
            signals_[row],
            text_at(enter_texts_, first_ + row),
            text_at(exit_texts_, first_ + row)};
}

} // namespace tremolo::backtest
