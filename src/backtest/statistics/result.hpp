// The result of a backtest of one strategy, as it stands in result files, on the wire and in tables: one struct, its
// keys and their order freqtrade's (BACKTEST.md section 15). Amounts are stake currency, ratios are shares (0.01 is
// 1 %), times with `_ts` are milliseconds since 1970. Made by statistics.hpp, or read from a file that holds one.
#pragma once
#include "backtest/statistics/number.hpp"
#include "backtest/text_parts.hpp"
#include "json/write.hpp"
#include <boost/json/value.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tremolo::json {
class reader;
}

namespace tremolo::backtest {

// -- trades
struct order_row {
    double amount = 0;
    double safe_price = 0;
    std::string ft_order_side;
    std::optional<std::int64_t> order_filled_timestamp;
    bool ft_is_entry = false;
    std::optional<std::string> ft_order_tag;
    double cost = 0; // fees included, entries and exits alike
};
BOOST_DESCRIBE_STRUCT(order_row, (),
                      (amount, safe_price, ft_order_side, order_filled_timestamp, ft_is_entry, ft_order_tag, cost))

struct trade_row {
    std::string pair;
    double stake_amount = 0;
    std::optional<double> max_stake_amount;
    double amount = 0;
    std::string open_date; // 2018-01-11 02:25:00+00:00
    std::string close_date;
    double open_rate = 0;
    double close_rate = 0;
    double fee_open = 0; // ratios
    double fee_close = 0;
    std::int64_t trade_duration = 0; // whole minutes
    double profit_ratio = 0;
    double profit_abs = 0;
    std::string exit_reason;
    std::optional<double> initial_stop_loss_abs;
    std::optional<double> initial_stop_loss_ratio;
    std::optional<double> stop_loss_abs;
    std::optional<double> stop_loss_ratio;
    std::optional<double> min_rate;
    std::optional<double> max_rate;
    bool is_open = false;
    std::optional<std::string> enter_tag;
    double leverage = 1;
    bool is_short = false;
    std::int64_t open_timestamp = 0;
    std::int64_t close_timestamp = 0;
    std::vector<order_row> orders;
    double funding_fees = 0;
    json::omittable<std::int64_t> weekday; // of the closing, 0 is Monday
};
BOOST_DESCRIBE_STRUCT(trade_row, (),
                      (pair, stake_amount, max_stake_amount, amount, open_date, close_date, open_rate, close_rate,
                       fee_open, fee_close, trade_duration, profit_ratio, profit_abs, exit_reason,
                       initial_stop_loss_abs, initial_stop_loss_ratio, stop_loss_abs, stop_loss_ratio, min_rate,
                       max_rate, is_open, enter_tag, leverage, is_short, open_timestamp, close_timestamp, orders,
                       funding_fees, weekday))

struct lock_row {
    std::optional<std::int64_t> id; // a backtest gives locks none
    std::string pair;
    std::string lock_time;
    std::int64_t lock_timestamp = 0;
    std::string lock_end_time;
    std::int64_t lock_end_timestamp = 0;
    std::optional<std::string> reason;
    std::string side;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(lock_row, (),
                      (id, pair, lock_time, lock_timestamp, lock_end_time, lock_end_timestamp, reason, side, active))

// -- tables: one row for each pair, tag, reason or pair of both, then one for all together
using row_key = std::variant<std::string, std::vector<std::string>>;
struct table_row {
    row_key key;
    std::int64_t trades = 0;
    double profit_mean = 0;
    double profit_mean_pct = 0;
    number profit_total_abs = 0;
    double profit_total = 0; // of the starting balance
    double profit_total_pct = 0;
    std::string duration_avg; // 0:46:00
    std::int64_t wins = 0;
    std::int64_t draws = 0;
    std::int64_t losses = 0;
    double winrate = 0;
    number cagr = 0;
    double expectancy = 0;
    double expectancy_ratio = 0;
    number sortino = 0;
    number sharpe = 0;
    double calmar = 0;
    double sqn = 0;
    std::optional<double> p_value = 1; // nothing where it is no number
    double profit_factor = 0;
    double max_drawdown_account = 0;
    double max_drawdown_abs = 0;
};
BOOST_DESCRIBE_STRUCT(table_row, (),
                      (key, trades, profit_mean, profit_mean_pct, profit_total_abs, profit_total, profit_total_pct,
                       duration_avg, wins, draws, losses, winrate, cagr, expectancy, expectancy_ratio, sortino, sharpe,
                       calmar, sqn, p_value, profit_factor, max_drawdown_account, max_drawdown_abs))

// A row of the comparison of strategies: the amount of the drawdown is a text there.
struct comparison_row : table_row {
    std::string drawdown_text;
};
// Written as a table_row whose `max_drawdown_abs` is the text.
void json_write(std::string& out, const comparison_row& row);
[[nodiscard]] bool json_read(const boost::json::value& in, comparison_row& row, json::reader& r);

struct period_row {
    std::string date; // 31/01/2018, or Monday
    std::int64_t date_ts = 0;
    double profit_abs = 0;
    std::int64_t wins = 0;
    std::int64_t draws = 0;
    std::int64_t losses = 0;
    std::int64_t trades = 0;
    double profit_factor = 0;
};
BOOST_DESCRIBE_STRUCT(period_row, (), (date, date_ts, profit_abs, wins, draws, losses, trades, profit_factor))

struct breakdown {
    std::vector<period_row> day;
    std::vector<period_row> week; // Tuesday to Monday, named by that Monday
    std::vector<period_row> month;
    std::vector<period_row> year;
    std::vector<period_row> weekday;
};
BOOST_DESCRIBE_STRUCT(breakdown, (), (day, week, month, year, weekday))

// -- from the balance at every candle
struct wallet_figures {
    number start_balance = 0;
    number end_balance = 0;
    number high_balance = 0;
    number low_balance = 0;
    double sharpe = 0;
    double sortino = 0;
    double calmar = 0;
    std::string low_date;
    std::int64_t low_ts = 0;
    std::string high_date;
    std::int64_t high_ts = 0;
    double max_drawdown_account = 0;
    double max_relative_drawdown = 0;
    double max_drawdown_abs = 0;
    std::optional<std::string> drawdown_start;
    std::optional<std::int64_t> drawdown_start_ts;
    std::optional<std::string> drawdown_end;
    std::optional<std::int64_t> drawdown_end_ts;
    std::string drawdown_duration;
    double drawdown_duration_s = 0;
    double max_drawdown_low = 0;
    double max_drawdown_high = 0;
};
BOOST_DESCRIBE_STRUCT(wallet_figures, (),
                      (start_balance, end_balance, high_balance, low_balance, sharpe, sortino, calmar, low_date, low_ts,
                       high_date, high_ts, max_drawdown_account, max_relative_drawdown, max_drawdown_abs,
                       drawdown_start, drawdown_start_ts, drawdown_end, drawdown_end_ts, drawdown_duration,
                       drawdown_duration_s, max_drawdown_low, max_drawdown_high))
// {} when the balance was not recorded.
struct wallet_stats {
    std::optional<wallet_figures> figures;
};
void json_write(std::string& out, const wallet_stats& stats);
[[nodiscard]] bool json_read(const boost::json::value& in, wallet_stats& stats, json::reader& r);

// -- the parts of a result, in the order of its keys
struct tables_part {
    std::vector<trade_row> trades; // in order of closing
    std::vector<lock_row> locks;
    std::optional<table_row> best_pair;
    std::optional<table_row> worst_pair;
    std::vector<table_row> results_per_pair;
    std::vector<table_row> results_per_enter_tag;
    std::vector<table_row> exit_reason_summary;
    std::vector<table_row> mix_tag_stats;
    std::vector<table_row> left_open_trades;
};
BOOST_DESCRIBE_STRUCT(tables_part, (),
                      (trades, locks, best_pair, worst_pair, results_per_pair, results_per_enter_tag,
                       exit_reason_summary, mix_tag_stats, left_open_trades))

struct figures_part {
    std::int64_t total_trades = 0;
    std::int64_t trade_count_long = 0;
    std::int64_t trade_count_short = 0;
    number total_volume = 0;
    number avg_stake_amount = 0;
    number profit_mean = 0;
    number profit_median = 0;
    double profit_total = 0;
    double profit_total_long = 0;
    double profit_total_short = 0;
    number profit_total_abs = 0;
    number profit_total_long_abs = 0;
    number profit_total_short_abs = 0;
    number cagr = 0; // of the final balance, what is lost with orders that never filled included
    double expectancy = 0;
    double expectancy_ratio = 0;
    number sortino = 0;
    number sharpe = 0;
    double calmar = 0;
    double sqn = 0;
    std::optional<double> p_value = 1;
    backtest::wallet_stats wallet_stats;
    double profit_factor = 0;
};
BOOST_DESCRIBE_STRUCT(figures_part, (),
                      (total_trades, trade_count_long, trade_count_short, total_volume, avg_stake_amount, profit_mean,
                       profit_median, profit_total, profit_total_long, profit_total_short, profit_total_abs,
                       profit_total_long_abs, profit_total_short_abs, cagr, expectancy, expectancy_ratio, sortino,
                       sharpe, calmar, sqn, p_value, wallet_stats, profit_factor))

// What the run was, and what it was run with.
struct run_part {
    std::string backtest_start; // 2018-01-11 00:00:00
    std::int64_t backtest_start_ts = 0;
    std::string backtest_end;
    std::int64_t backtest_end_ts = 0;
    std::int64_t backtest_days = 1;         // whole ones, at least one
    std::int64_t backtest_run_start_ts = 0; // seconds
    std::int64_t backtest_run_end_ts = 0;
    double trades_per_day = 0;
    double market_change = 0;
    std::vector<std::string> pairlist;
    std::variant<number, std::string> stake_amount = 0; // or "unlimited"
    std::string stake_currency;
    std::int64_t stake_currency_decimals = 3;
    number starting_balance = 0;
    number dry_run_wallet = 0;
    number final_balance = 0;
    std::int64_t rejected_signals = 0;
    std::int64_t timedout_entry_orders = 0;
    std::int64_t timedout_exit_orders = 0;
    std::int64_t canceled_trade_entries = 0;
    std::int64_t canceled_entry_orders = 0;
    std::int64_t replaced_entry_orders = 0;
    number max_open_trades = 0;         // as configured: 2, or 2.0 and 1.5 of a request
    number max_open_trades_setting = 0; // -1: no limit
    std::string timeframe;
    std::string timeframe_detail;
    std::string timerange;
    bool enable_protections = false;
    std::string strategy_name;
    std::optional<std::string> freqaimodel;
    std::optional<std::string> freqai_identifier;
};
BOOST_DESCRIBE_STRUCT(run_part, (),
                      (backtest_start, backtest_start_ts, backtest_end, backtest_end_ts, backtest_days,
                       backtest_run_start_ts, backtest_run_end_ts, trades_per_day, market_change, pairlist,
                       stake_amount, stake_currency, stake_currency_decimals, starting_balance, dry_run_wallet,
                       final_balance, rejected_signals, timedout_entry_orders, timedout_exit_orders,
                       canceled_trade_entries, canceled_entry_orders, replaced_entry_orders, max_open_trades,
                       max_open_trades_setting, timeframe, timeframe_detail, timerange, enable_protections,
                       strategy_name, freqaimodel, freqai_identifier))

struct strategy_part {
    double stoploss = 0;
    bool trailing_stop = false;
    std::optional<double> trailing_stop_positive;
    double trailing_stop_positive_offset = 0;
    bool trailing_only_offset_is_reached = false;
    bool use_custom_stoploss = false;
    json::ordered_map<double> minimal_roi; // minutes as text
    bool use_exit_signal = true;
    bool exit_profit_only = false;
    double exit_profit_offset = 0;
    bool ignore_roi_if_entry_signal = false;
    std::string trading_mode;
    std::string margin_mode; // "" on spot
};
BOOST_DESCRIBE_STRUCT(strategy_part, (),
                      (stoploss, trailing_stop, trailing_stop_positive, trailing_stop_positive_offset,
                       trailing_only_offset_is_reached, use_custom_stoploss, minimal_roi, use_exit_signal,
                       exit_profit_only, exit_profit_offset, ignore_roi_if_entry_signal, trading_mode, margin_mode))

// Written as ["2018-01-11", -0.5].
struct day_profit {
    std::string day;
    double profit = 0;
};
void json_write(std::string& out, const day_profit& day);
[[nodiscard]] bool json_read(const boost::json::value& in, day_profit& day, json::reader& r);

struct days_part {
    json::omittable<breakdown> periodic_breakdown;
    number backtest_best_day = 0; // sums of ratios
    number backtest_worst_day = 0;
    number backtest_best_day_abs = 0;
    number backtest_worst_day_abs = 0;
    std::int64_t winning_days = 0;
    std::int64_t draw_days = 0;
    std::int64_t losing_days = 0;
    json::omittable<std::vector<day_profit>> daily_profit;
    json::omittable<std::vector<day_profit>> daily_profit_list; // without trades: empty
};
BOOST_DESCRIBE_STRUCT(days_part, (),
                      (periodic_breakdown, backtest_best_day, backtest_worst_day, backtest_best_day_abs,
                       backtest_worst_day_abs, winning_days, draw_days, losing_days, daily_profit, daily_profit_list))

// Trades counted by their ratio; what is omitted is so without trades.
struct holding_part {
    std::int64_t wins = 0;
    std::int64_t losses = 0;
    std::int64_t draws = 0;
    number winrate = 0;
    std::string holding_avg; // 0:46:00
    json::omittable<double> holding_avg_s;
    json::omittable<std::string> winner_holding_min; // 0d 04:00
    json::omittable<double> winner_holding_min_s;
    json::omittable<std::string> winner_holding_max;
    json::omittable<double> winner_holding_max_s;
    std::string winner_holding_avg;
    json::omittable<double> winner_holding_avg_s;
    json::omittable<std::string> loser_holding_min;
    json::omittable<double> loser_holding_min_s;
    json::omittable<std::string> loser_holding_max;
    json::omittable<double> loser_holding_max_s;
    std::string loser_holding_avg;
    json::omittable<double> loser_holding_avg_s;
    std::int64_t max_consecutive_wins = 0;
    std::int64_t max_consecutive_losses = 0;
};
BOOST_DESCRIBE_STRUCT(holding_part, (),
                      (wins, losses, draws, winrate, holding_avg, holding_avg_s, winner_holding_min,
                       winner_holding_min_s, winner_holding_max, winner_holding_max_s, winner_holding_avg,
                       winner_holding_avg_s, loser_holding_min, loser_holding_min_s, loser_holding_max,
                       loser_holding_max_s, loser_holding_avg, loser_holding_avg_s, max_consecutive_wins,
                       max_consecutive_losses))

struct drawdown_depths {
    double max_drawdown_account = 0;
    double max_relative_drawdown = 0;
    double max_drawdown_abs = 0;
};
BOOST_DESCRIBE_STRUCT(drawdown_depths, (), (max_drawdown_account, max_relative_drawdown, max_drawdown_abs))
struct drawdown_dates {
    std::string drawdown_start;
    number drawdown_start_ts = 0;
    std::string drawdown_end;
    number drawdown_end_ts = 0;
    json::omittable<std::string> drawdown_duration; // 13 days 12:40:00
    json::omittable<double> drawdown_duration_s;
};
BOOST_DESCRIBE_STRUCT(drawdown_dates, (),
                      (drawdown_start, drawdown_start_ts, drawdown_end, drawdown_end_ts, drawdown_duration,
                       drawdown_duration_s))
struct drawdown_ends {
    double max_drawdown_low = 0;
    double max_drawdown_high = 0;
};
BOOST_DESCRIBE_STRUCT(drawdown_ends, (), (max_drawdown_low, max_drawdown_high))
struct balance_range {
    number csum_min = 0;
    number csum_max = 0;
};
BOOST_DESCRIBE_STRUCT(balance_range, (), (csum_min, csum_max))
struct drawdown_part : drawdown_depths, drawdown_dates, drawdown_ends, balance_range {};
BOOST_DESCRIBE_STRUCT(drawdown_part, (drawdown_depths, drawdown_dates, drawdown_ends, balance_range), ())

struct strategy_result : tables_part, figures_part, run_part, strategy_part, days_part, holding_part, drawdown_part {};
BOOST_DESCRIBE_STRUCT(strategy_result,
                      (tables_part, figures_part, run_part, strategy_part, days_part, holding_part, drawdown_part), ())
// Compiled once, in result.cpp. Without trades the dates of the drawdown stand behind its ends, as in freqtrade's.
void json_write(std::string& out, const strategy_result& result);
// The same in parts, for several threads, that of the trades first: `trades_a_part` of them each, which may have been
// packed before. The parts look at both arguments.
void add_parts(text_parts& parts, const strategy_result& result, std::span<const packed_text> trades = {});
inline constexpr std::size_t trades_a_part = 1000; // a megabyte
// One part: `first` begins the text of a result.
void write_trades(std::string& out, std::span<const trade_row> part, bool first);
[[nodiscard]] bool json_read(const boost::json::value& in, strategy_result& result, json::reader& r);

// What the list of results tells of one.
struct result_metadata {
    std::string run_id;
    std::int64_t backtest_start_time = 0; // seconds, when it was run
    std::optional<std::string> timeframe;
    std::optional<std::string> timeframe_detail;
    std::optional<std::int64_t> backtest_start_ts; // seconds, of the candles
    std::optional<std::int64_t> backtest_end_ts;
    json::omittable<std::string> notes;
    json::omittable<std::string> filename; // of a result taken from the cache
};
BOOST_DESCRIBE_STRUCT(result_metadata, (),
                      (run_id, backtest_start_time, timeframe, timeframe_detail, backtest_start_ts, backtest_end_ts,
                       notes, filename))

// The results of all strategies of one call: what a result file holds, with what stands beside it.
struct backtest_result {
    json::ordered_map<result_metadata> metadata;
    json::ordered_map<strategy_result> strategy;
    std::vector<comparison_row> strategy_comparison;
};
BOOST_DESCRIBE_STRUCT(backtest_result, (), (metadata, strategy, strategy_comparison))
constexpr auto json_rules(const backtest_result*) {
    return std::array{json::rule{.member = "metadata", .optional = true}};
}

} // namespace tremolo::backtest
