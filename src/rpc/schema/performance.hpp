// What closed trades add up to: profit, performance by pair and tag, days, statistics, balance history. `*_ratio` are
// fractions, `*_pct` and `*_percent` percent, plain amounts stake currency.
#pragma once
#include "json/write.hpp"

namespace tremolo::rpc::schema {

struct entry {
    double profit_ratio = 0;
    double profit_pct = 0;
    double profit_abs = 0;
    std::int64_t count = 0;
    std::string enter_tag;
};
BOOST_DESCRIBE_STRUCT(entry, (), (profit_ratio, profit_pct, profit_abs, count, enter_tag))

struct exit {
    double profit_ratio = 0;
    double profit_pct = 0;
    double profit_abs = 0;
    std::int64_t count = 0;
    std::string exit_reason;
};
BOOST_DESCRIBE_STRUCT(exit, (), (profit_ratio, profit_pct, profit_abs, count, exit_reason))

struct mix_tag {
    double profit_ratio = 0;
    double profit_pct = 0;
    double profit_abs = 0;
    std::int64_t count = 0;
    std::string mix_tag;
};
BOOST_DESCRIBE_STRUCT(mix_tag, (), (profit_ratio, profit_pct, profit_abs, count, mix_tag))

struct performance_entry {
    double profit_ratio = 0;
    double profit_pct = 0;
    double profit_abs = 0;
    std::int64_t count = 0;
    std::string pair;
    double profit = 0;
};
BOOST_DESCRIBE_STRUCT(performance_entry, (), (profit_ratio, profit_pct, profit_abs, count, pair, profit))

// Profit of the closed trades, and of all with the open ones at their present rates.
struct profit_sums {
    double profit_closed_coin = 0;
    double profit_closed_percent_mean = 0;
    double profit_closed_ratio_mean = 0;
    double profit_closed_percent_sum = 0;
    double profit_closed_ratio_sum = 0;
    double profit_closed_percent = 0;
    double profit_closed_ratio = 0;
    double profit_closed_fiat = 0;
    double profit_all_coin = 0;
    double profit_all_percent_mean = 0;
    double profit_all_ratio_mean = 0;
    double profit_all_percent_sum = 0;
    double profit_all_ratio_sum = 0;
    double profit_all_percent = 0;
    double profit_all_ratio = 0;
    double profit_all_fiat = 0;
};
BOOST_DESCRIBE_STRUCT(profit_sums, (),
                      (profit_closed_coin, profit_closed_percent_mean, profit_closed_ratio_mean,
                       profit_closed_percent_sum, profit_closed_ratio_sum, profit_closed_percent, profit_closed_ratio,
                       profit_closed_fiat, profit_all_coin, profit_all_percent_mean, profit_all_ratio_mean,
                       profit_all_percent_sum, profit_all_ratio_sum, profit_all_percent, profit_all_ratio,
                       profit_all_fiat))

struct profit : profit_sums {
    std::int64_t trade_count = 0;
    std::int64_t closed_trade_count = 0;
    std::string first_trade_date;
    std::string first_trade_humanized;
    std::int64_t first_trade_timestamp = 0;
    std::string latest_trade_date;
    std::string latest_trade_humanized;
    std::int64_t latest_trade_timestamp = 0;
    std::string avg_duration;
    std::string best_pair;
    double best_rate = 0;
    double best_pair_profit_ratio = 0;
    double best_pair_profit_abs = 0;
    std::int64_t winning_trades = 0;
    std::int64_t losing_trades = 0;
    double profit_factor = 0;
    double winrate = 0;
    double expectancy = 0;
    double expectancy_ratio = 0;
    double sharpe = 0;
    double sortino = 0;
    double sqn = 0;
    double calmar = 0;
    double cagr = 0;
    double max_drawdown = 0;
    double max_drawdown_abs = 0;
    std::string max_drawdown_start;
    std::int64_t max_drawdown_start_timestamp = 0;
    std::string max_drawdown_end;
    std::int64_t max_drawdown_end_timestamp = 0;
    double current_drawdown = 0;
    double current_drawdown_abs = 0;
    double current_drawdown_high = 0;
    std::string current_drawdown_start;
    std::int64_t current_drawdown_start_timestamp = 0;
    std::optional<double> trading_volume;
    std::int64_t bot_start_timestamp = 0;
    std::string bot_start_date;
};
BOOST_DESCRIBE_STRUCT(profit, (profit_sums),
                      (trade_count, closed_trade_count, first_trade_date, first_trade_humanized, first_trade_timestamp,
                       latest_trade_date, latest_trade_humanized, latest_trade_timestamp, avg_duration, best_pair,
                       best_rate, best_pair_profit_ratio, best_pair_profit_abs, winning_trades, losing_trades,
                       profit_factor, winrate, expectancy, expectancy_ratio, sharpe, sortino, sqn, calmar, cagr,
                       max_drawdown, max_drawdown_abs, max_drawdown_start, max_drawdown_start_timestamp,
                       max_drawdown_end, max_drawdown_end_timestamp, current_drawdown, current_drawdown_abs,
                       current_drawdown_high, current_drawdown_start, current_drawdown_start_timestamp, trading_volume,
                       bot_start_timestamp, bot_start_date))

struct profit_all {
    profit all;
    std::optional<profit> long_;
    std::optional<profit> short_;
};
BOOST_DESCRIBE_STRUCT(profit_all, (), (all, long_, short_))

struct sell_reason {
    std::int64_t wins = 0;
    std::int64_t losses = 0;
    std::int64_t draws = 0;
};
BOOST_DESCRIBE_STRUCT(sell_reason, (), (wins, losses, draws))

struct stats {
    json::ordered_map<sell_reason> exit_reasons;
    json::ordered_map<std::optional<double>> durations;
};
BOOST_DESCRIBE_STRUCT(stats, (), (exit_reasons, durations))

struct daily_weekly_monthly_record {
    std::string date;
    double abs_profit = 0;
    double rel_profit = 0;
    double starting_balance = 0;
    double fiat_value = 0;
    std::int64_t trade_count = 0;
};
BOOST_DESCRIBE_STRUCT(daily_weekly_monthly_record, (),
                      (date, abs_profit, rel_profit, starting_balance, fiat_value, trade_count))
constexpr auto json_rules(const daily_weekly_monthly_record*) {
    return std::array{json::rule{.member = "date", .format = "date"}};
}

struct daily_weekly_monthly {
    std::vector<daily_weekly_monthly_record> data;
    std::string fiat_display_currency;
    std::string stake_currency;
};
BOOST_DESCRIBE_STRUCT(daily_weekly_monthly, (), (data, fiat_display_currency, stake_currency))

struct wallet_history_response {
    std::vector<std::string> columns;
    std::int64_t length = 0;
    std::vector<boost::json::array> data;
    std::optional<std::int64_t> capture_start_ts;
};
BOOST_DESCRIBE_STRUCT(wallet_history_response, (), (columns, length, data, capture_start_ts))

} // namespace tremolo::rpc::schema
