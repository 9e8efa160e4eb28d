#include "strategy/settings.hpp"
#include <limits>

namespace tremolo::strategy {

namespace {

template <class T>
T first_of(const std::optional<T>& configured, const T& declared) {
    return configured ? *configured : declared;
}
template <class T>
std::optional<T> first_of(const std::optional<T>& configured, const std::optional<T>& declared) {
    return configured ? configured : declared;
}

} // namespace

settings merge(const attributes& d, const overrides& c) {
    settings s;
    s.can_short = d.can_short;
    s.use_custom_roi = d.use_custom_roi;
    s.custom_stoploss_after_fill = d.custom_stoploss_after_fill;
    s.minimal_roi = first_of(c.minimal_roi, d.minimal_roi);
    s.timeframe = first_of(c.timeframe, d.timeframe);
    s.stoploss = first_of(c.stoploss, d.stoploss);
    s.trailing_stop = first_of(c.trailing_stop, d.trailing_stop);
    s.trailing_stop_positive = first_of(c.trailing_stop_positive, d.trailing_stop_positive);
    s.trailing_stop_positive_offset = first_of(c.trailing_stop_positive_offset, d.trailing_stop_positive_offset);
    s.trailing_only_offset_is_reached = first_of(c.trailing_only_offset_is_reached, d.trailing_only_offset_is_reached);
    s.use_custom_stoploss = first_of(c.use_custom_stoploss, d.use_custom_stoploss);
    s.process_only_new_candles = first_of(c.process_only_new_candles, d.process_only_new_candles);
    s.order_types = first_of(c.order_types, d.order_types);
    s.order_time_in_force = first_of(c.order_time_in_force, d.order_time_in_force);
    s.stake_currency = first_of(c.stake_currency, d.stake_currency);
    s.stake_amount = first_of(c.stake_amount, d.stake_amount);
    s.startup_candle_count = first_of(c.startup_candle_count, d.startup_candle_count);
    s.unfilledtimeout = first_of(c.unfilledtimeout, d.unfilledtimeout);
    s.use_exit_signal = first_of(c.use_exit_signal, d.use_exit_signal).value_or(true);
    s.exit_profit_only = first_of(c.exit_profit_only, d.exit_profit_only).value_or(false);
    s.ignore_roi_if_entry_signal = first_of(c.ignore_roi_if_entry_signal, d.ignore_roi_if_entry_signal).value_or(false);
    s.exit_profit_offset = first_of(c.exit_profit_offset, d.exit_profit_offset).value_or(0);
    s.disable_dataframe_checks = first_of(c.disable_dataframe_checks, d.disable_dataframe_checks);
    s.ignore_buying_expired_candle_after =
        first_of(c.ignore_buying_expired_candle_after, d.ignore_buying_expired_candle_after);
    s.position_adjustment_enable = first_of(c.position_adjustment_enable, d.position_adjustment_enable);
    s.max_entry_position_adjustment = first_of(c.max_entry_position_adjustment, d.max_entry_position_adjustment);
    const double unlimited = std::numeric_limits<double>::infinity();
    s.max_open_trades = first_of(c.max_open_trades, d.max_open_trades).value_or(unlimited);
    if (s.max_open_trades < 0) s.max_open_trades = unlimited;
    return s;
}

} // namespace tremolo::strategy
