#include "strategy/signals.hpp"
#include <algorithm>
#include <chrono>

namespace tremolo::strategy {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

bool is_one(const market::frame& dataframe, std::size_t row, std::string_view name) {
    const auto* column = dataframe.find(name);
    const auto* numbers = column != nullptr ? column->numbers() : nullptr;
    return numbers != nullptr && (*numbers)[row] == 1;
}

std::optional<std::string> tag_at(const market::frame& dataframe, std::size_t row, std::string_view name) {
    const auto* column = dataframe.find(name);
    const auto* texts = column != nullptr ? column->texts() : nullptr;
    if (texts == nullptr) return {};
    const auto text = (*texts)[row];
    if (!text || *text == "nan") return {};
    return std::string{*text};
}

std::size_t last_row(const market::frame& dataframe, bool in_any_order) {
    if (!in_any_order) return dataframe.size() - 1;
    const auto dates = dataframe.dates();
    const auto newest = std::max_element(dates.rbegin(), dates.rend()); // of equal dates the last row
    return static_cast<std::size_t>(std::distance(newest, dates.rend())) - 1;
}

bool is_expired(const signal_rules& rules, timestamp candle, timestamp now) {
    if (rules.ignore_buying_expired_candle_after == 0) return false;
    return now - (candle + std::chrono::seconds{rules.timeframe.seconds()}) >
           std::chrono::seconds{rules.ignore_buying_expired_candle_after};
}

} // namespace

latest_candle find_latest(const market::frame& dataframe, const signal_rules& rules, timestamp now) {
    if (dataframe.empty()) return {};
    const std::size_t row = last_row(dataframe, rules.disable_dataframe_checks);
    const timestamp date = from_epoch_ms(dataframe.dates()[row]);
    using minutes = std::chrono::duration<double, std::ratio<60>>;
    const minutes allowed{static_cast<double>(rules.timeframe.minutes()) * 2 + rules.outdated_offset};
    if (now - date > duration_cast<microseconds>(allowed))
        return {.row = {}, .minutes_old = std::chrono::floor<std::chrono::minutes>(now - date).count()};
    return {.row = row, .minutes_old = {}};
}

entry_signal get_entry_signal(const market::frame& dataframe, const signal_rules& rules, timestamp now) {
    const latest_candle latest = find_latest(dataframe, rules, now);
    if (!latest.row) return {.side = {}, .tag = {}, .minutes_old = latest.minutes_old};
    const std::size_t row = *latest.row;
    const bool enter_long = is_one(dataframe, row, "enter_long");
    const bool exit_long = is_one(dataframe, row, "exit_long");
    const bool enter_short = is_one(dataframe, row, "enter_short");
    const bool exit_short = is_one(dataframe, row, "exit_short");

    entry_signal signal{.side = {}, .tag = {}, .candle_date = from_epoch_ms(dataframe.dates()[row]), .minutes_old = {}};
    if (enter_long && !exit_long && !enter_short) signal.side = direction::long_;
    if (rules.can_short && enter_short && !exit_short && !enter_long) signal.side = direction::short_;
    if (!signal.side) return signal;
    signal.tag = tag_at(dataframe, row, "enter_tag");
    if (is_expired(rules, signal.candle_date, now)) signal.side.reset();
    return signal;
}

exit_signal get_exit_signal(const market::frame& dataframe, const signal_rules& rules, timestamp now, bool is_short) {
    const latest_candle latest = find_latest(dataframe, rules, now);
    if (!latest.row) return {.tag = {}, .minutes_old = latest.minutes_old};
    return {.enter = is_one(dataframe, *latest.row, is_short ? "enter_short" : "enter_long"),
            .exit = is_one(dataframe, *latest.row, is_short ? "exit_short" : "exit_long"),
            .tag = tag_at(dataframe, *latest.row, "exit_tag"),
            .minutes_old = {}};
}

} // namespace tremolo::strategy
