// What a strategy runs with: configuration over attributes over defaults, as freqtrade merges them (ENGINE.md section
// 24). The strategy room does not know the configuration: who does fills `overrides` from it.
#pragma once
#include "strategy/attributes.hpp"

namespace tremolo::strategy {

// What the configuration says itself; absent: nothing.
struct overrides {
    std::optional<roi_table> minimal_roi{};
    std::optional<std::string> timeframe{};
    std::optional<double> stoploss{};
    std::optional<bool> trailing_stop{};
    std::optional<double> trailing_stop_positive{};
    std::optional<double> trailing_stop_positive_offset{};
    std::optional<bool> trailing_only_offset_is_reached{};
    std::optional<bool> use_custom_stoploss{};
    std::optional<bool> process_only_new_candles{};
    std::optional<strategy::order_types> order_types{};
    std::optional<strategy::order_time_in_force> order_time_in_force{};
    std::optional<std::string> stake_currency{};
    std::optional<std::string> stake_amount{};
    std::optional<std::int64_t> startup_candle_count{};
    std::optional<unfilled_timeout> unfilledtimeout{};
    std::optional<bool> use_exit_signal{};
    std::optional<bool> exit_profit_only{};
    std::optional<bool> ignore_roi_if_entry_signal{};
    std::optional<double> exit_profit_offset{};
    std::optional<bool> disable_dataframe_checks{};
    std::optional<std::int64_t> ignore_buying_expired_candle_after{};
    std::optional<bool> position_adjustment_enable{};
    std::optional<std::int64_t> max_entry_position_adjustment{};
    std::optional<double> max_open_trades{};
};

// What holds. Absent where neither the configuration nor the strategy says anything and there is no default.
struct settings {
    std::optional<std::string> timeframe{};
    bool can_short = false;
    roi_table minimal_roi{};
    bool use_custom_roi = false;
    std::optional<double> stoploss{};
    bool trailing_stop = false;
    std::optional<double> trailing_stop_positive{};
    double trailing_stop_positive_offset = 0;
    bool trailing_only_offset_is_reached = false;
    bool use_custom_stoploss = false;
    bool custom_stoploss_after_fill = false;
    bool use_exit_signal = true;
    bool exit_profit_only = false;
    double exit_profit_offset = 0;
    bool ignore_roi_if_entry_signal = false;
    std::int64_t ignore_buying_expired_candle_after = 0;
    std::int64_t startup_candle_count = 0;
    bool process_only_new_candles = true;
    bool disable_dataframe_checks = false;
    strategy::order_types order_types{};
    strategy::order_time_in_force order_time_in_force{};
    std::optional<unfilled_timeout> unfilledtimeout{};
    bool position_adjustment_enable = false;
    std::int64_t max_entry_position_adjustment = -1;
    double max_open_trades = 0; // infinity: as many as wanted
    std::optional<std::string> stake_currency{};
    std::optional<std::string> stake_amount{};
};

[[nodiscard]] settings merge(const attributes& declared, const overrides& configured);

} // namespace tremolo::strategy
