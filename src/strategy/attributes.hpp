// What a strategy declares about itself: the names, meanings and defaults of freqtrade's strategy attributes. Those
// that freqtrade knows as "not set" are optionals, because a default differs from a declared value when they are merged
// with the configuration (settings.hpp). Times are in the unit that the name says, ratios are 0.01 for 1 %.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::strategy {

// Minutes since the trade was opened -> profit ratio at which it is closed.
using roi_table = std::map<std::int64_t, double>;

struct order_types {
    std::string entry = "limit";
    std::string exit = "limit";
    std::optional<std::string> emergency_exit{}; // market when absent
    std::optional<std::string> force_entry{};    // as `entry` when absent
    std::optional<std::string> force_exit{};     // as `exit` when absent
    std::string stoploss = "limit";
    bool stoploss_on_exchange = false;
    std::optional<double> stoploss_on_exchange_interval = 60; // seconds
    std::optional<double> stoploss_on_exchange_limit_ratio{}; // 0.99 when absent
    std::optional<std::string> stoploss_price_type{};         // last, mark, index: futures
    friend bool operator==(const order_types&, const order_types&) = default;
};

struct order_time_in_force {
    std::string entry = "GTC";
    std::string exit = "GTC";
    friend bool operator==(const order_time_in_force&, const order_time_in_force&) = default;
};

struct unfilled_timeout {
    std::optional<double> entry{};
    std::optional<double> exit{};
    std::int64_t exit_timeout_count = 0;
    std::string unit = "minutes"; // or seconds
    friend bool operator==(const unfilled_timeout&, const unfilled_timeout&) = default;
};

// One protection (ENGINE.md section 20). `method` is the name; of the others those that the method knows.
struct protection {
    std::string method;
    std::optional<double> lookback_period{}; // minutes
    std::optional<std::int64_t> lookback_period_candles{};
    std::optional<double> stop_duration{}; // minutes
    std::optional<std::int64_t> stop_duration_candles{};
    std::optional<std::string> unlock_at{}; // "HH:MM"
    std::optional<std::int64_t> trade_limit{};
    std::optional<double> required_profit{};
    std::optional<bool> only_per_pair{};
    std::optional<bool> only_per_side{};
    std::optional<double> max_allowed_drawdown{};
    std::optional<std::string> calculation_mode{}; // ratios, equity
};

struct attributes {
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
    // Whether custom_stoploss is also to be asked right after a fill, when it may move the stop away from the price
    // (freqtrade: the function has an `after_fill` parameter).
    bool custom_stoploss_after_fill = false;

    std::optional<bool> use_exit_signal{};
    std::optional<bool> exit_profit_only{};
    std::optional<double> exit_profit_offset{};
    std::optional<bool> ignore_roi_if_entry_signal{};
    std::int64_t ignore_buying_expired_candle_after = 0; // seconds, 0: never

    std::int64_t startup_candle_count = 0;
    bool process_only_new_candles = true;
    bool disable_dataframe_checks = false;

    strategy::order_types order_types{};
    strategy::order_time_in_force order_time_in_force{};
    std::optional<unfilled_timeout> unfilledtimeout{};

    bool position_adjustment_enable = false;
    std::int64_t max_entry_position_adjustment = -1; // -1: as often as wanted
    std::optional<double> max_open_trades{};         // -1: as many as wanted
    std::optional<std::string> stake_currency{};
    std::optional<std::string> stake_amount{}; // a number, or "unlimited"

    // A backtest analyses pairs on all cores, each by an instance of its own, unless this is set: then one instance
    // analyses them in the order of the pair list and is asked all else too, so that it can keep what it learned.
    bool analyse_in_order = false;

    std::vector<protection> protections{};
    std::string plot_config{}; // JSON text: {"main_plot": {...}, "subplots": {...}}; "" for none
};

} // namespace tremolo::strategy
