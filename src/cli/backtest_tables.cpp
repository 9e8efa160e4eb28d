#include "cli/backtest_tables.hpp"
#include "backtest/statistics/texts.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tremolo::cli {
namespace {

using backtest::coins_text;
using backtest::strategy_result;
using backtest::table_row;
using cells = std::vector<table_cell>;

// As Python prints a float: 3.0, -0.17.
std::string plain(double value) {
    std::string text;
    json::write_double(text, value);
    return text;
}
std::string percent(double ratio) { return fmt::format("{:.2f}%", ratio * 100); }
std::string two_digits(double value) { return fmt::format("{:.2f}", value); }
std::string money(double value, const std::string& currency) {
    return fmt::format("{:.{}f}", value, backtest::decimals_of(currency));
}

std::string outcomes(std::int64_t wins, std::int64_t draws, std::int64_t losses) {
    std::string share = "0";
    if (wins > 0)
        share =
            losses == 0
                ? "100"
                : fmt::format("{:.1f}", 100.0 / static_cast<double>(wins + draws + losses) * static_cast<double>(wins));
    return fmt::format("{:>4}  {:>4}  {:>4}  {:>4}", wins, draws, losses, share);
}

std::vector<std::string> headers(std::vector<std::string> first, const std::string& currency,
                                 const char* count = "Trades") {
    first.insert(first.end(), {count, "Avg Profit %", "Tot Profit " + currency, "Tot Profit %", "Avg Duration",
                               "Win  Draw  Loss  Win%"});
    return first;
}

// Name and figures; `columns` of the name, those that a row does not have are empty.
cells row_cells(const table_row& row, const std::string& currency, std::size_t columns) {
    cells out;
    if (const auto* one = std::get_if<std::string>(&row.key))
        out.push_back({one->empty() ? "OTHER" : *one});
    else
        for (const auto& part : std::get<std::vector<std::string>>(row.key)) out.push_back({part});
    out.resize(columns);
    out.push_back({std::to_string(row.trades)});
    out.push_back({plain(row.profit_mean_pct)});
    out.push_back({money(row.profit_total_abs, currency)});
    out.push_back({plain(row.profit_total_pct)});
    out.push_back({row.duration_avg});
    out.push_back({outcomes(row.wins, row.draws, row.losses)});
    return out;
}

struct report {
    std::string text{};
    table_look look{};

    void table(const std::vector<std::string>& head, const std::vector<cells>& rows, std::string_view title,
               bool aligned_left = false) {
        look.title = title;
        look.left_columns = aligned_left ? table_look::all : 0;
        text += draw_table(head, rows, look);
    }
    void groups(const std::vector<table_row>& from, std::vector<std::string> first, const char* count,
                const std::string& currency, std::string_view title) {
        std::vector<cells> rows;
        const auto columns = first.size();
        for (const auto& row : from) rows.push_back(row_cells(row, currency, columns));
        table(headers(std::move(first), currency, count), rows, title);
    }
};

void add_breakdown(report& to, const strategy_result& r, backtest::breakdown_period period) {
    std::string name{json::enum_text(period)};
    auto title = name + " BREAKDOWN";
    std::ranges::transform(title, title.begin(), [](unsigned char c) { return std::toupper(c); });
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    std::vector<cells> rows;
    for (const auto& row : backtest::breakdown_by(period, r.trades))
        rows.push_back({{row.date},
                        {std::to_string(row.trades)},
                        {backtest::money_text(row.profit_abs, r.stake_currency)},
                        {plain(std::nearbyint(row.profit_factor * 100) / 100)},
                        {outcomes(row.wins, row.draws, row.losses)}});
    to.table({name, "Trades", "Tot Profit " + r.stake_currency, "Profit Factor", "Win  Draw  Loss  Win%"}, rows, title);
}

// -- figures, one line each
class figures {
  public:
    void add(std::string name, std::string value) { rows_.push_back({{std::move(name)}, {std::move(value)}}); }
    void gap() { add("", ""); }
    void heading(std::string text) { rows_.push_back({{std::move(text), "1"}, {}}); }
    [[nodiscard]] const std::vector<cells>& rows() const { return rows_; }

  private:
    std::vector<cells> rows_;
};

std::string capital(std::string word) {
    if (!word.empty()) word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    return word;
}

void add_run(figures& to, const strategy_result& r) {
    to.add("Backtesting from", r.backtest_start);
    to.add("Backtesting to", r.backtest_end);
    if (!r.trading_mode.empty()) {
        const bool plain_mode = r.margin_mode.empty() || r.trading_mode == "spot";
        to.add("Trading Mode", (plain_mode ? "" : capital(r.margin_mode) + " ") + capital(r.trading_mode));
    }
    to.add("Max open trades", json::text(r.max_open_trades));
    to.gap();
}

void add_profits(figures& to, const strategy_result& r) {
    const auto coins = [&](double value) { return coins_text(value, r.stake_currency); };
    to.add("Total/Daily Avg Trades", fmt::format("{} / {}", r.total_trades, plain(r.trades_per_day)));
    to.add("Starting balance", coins(r.starting_balance));
    to.add("Final balance", coins(r.final_balance));
    to.add("Absolute profit ", coins(r.profit_total_abs));
    to.add("Total profit %", percent(r.profit_total));
    to.add("CAGR %", percent(r.cagr));
    to.add("Sharpe (closed trades)", two_digits(r.sharpe));
    to.add("Sortino (closed trades)", two_digits(r.sortino));
    to.add("Calmar (closed trades)", two_digits(r.calmar));
    to.add("SQN", two_digits(r.sqn));
    to.add("Mean profit p-value", r.p_value ? fmt::format("{:.4g}", *r.p_value) : "nan");
    to.add("Profit factor", two_digits(r.profit_factor));
    to.add("Expectancy (Ratio)", fmt::format("{:.2f} ({:.2f})", r.expectancy, r.expectancy_ratio));
    to.add("Avg. daily profit", coins(r.profit_total_abs / static_cast<double>(r.backtest_days)));
    to.add("Avg. stake amount", coins(r.avg_stake_amount));
    to.add("Market change", percent(r.market_change));
    to.add("Total trade volume", coins(r.total_volume));
    if (r.trade_count_short > 0) {
        to.gap();
        to.add("Long / Short trades", fmt::format("{} / {}", r.trade_count_long, r.trade_count_short));
        to.add("Long / Short profit %",
               fmt::format("{} / {}", percent(r.profit_total_long), percent(r.profit_total_short)));
        to.add("Long / Short profit " + r.stake_currency,
               fmt::format("{} / {}", money(r.profit_total_long_abs, r.stake_currency),
                           money(r.profit_total_short_abs, r.stake_currency)));
    }
    to.gap();
}

void add_trades(figures& to, const strategy_result& r) {
    const auto pair = [](const std::optional<table_row>& row) {
        const auto* name = row ? std::get_if<std::string>(&row->key) : nullptr;
        return name ? fmt::format("{} {}", *name, percent(row->profit_total)) : std::string{};
    };
    const auto trade = [](const backtest::trade_row& t) {
        return fmt::format("{} {}", t.pair, percent(t.profit_ratio));
    };
    const auto text = [](const auto& value) { return value.value.value_or("N/A"); };
    to.add("Best Pair", pair(r.best_pair));
    to.add("Worst Pair", pair(r.worst_pair));
    to.add("Best trade", trade(*std::ranges::max_element(r.trades, {}, &backtest::trade_row::profit_ratio)));
    to.add("Worst trade", trade(*std::ranges::min_element(r.trades, {}, &backtest::trade_row::profit_ratio)));
    to.add("Best day", coins_text(r.backtest_best_day_abs, r.stake_currency));
    to.add("Worst day", coins_text(r.backtest_worst_day_abs, r.stake_currency));
    to.add("Days win/draw/lose", fmt::format("{} / {} / {}", r.winning_days, r.draw_days, r.losing_days));
    to.add("Min/Max/Avg. Duration Winners",
           fmt::format("{} / {} / {}", text(r.winner_holding_min), text(r.winner_holding_max), r.winner_holding_avg));
    to.add("Min/Max/Avg. Duration Losers",
           fmt::format("{} / {} / {}", text(r.loser_holding_min), text(r.loser_holding_max), r.loser_holding_avg));
    to.add("Max Consecutive Wins / Loss", fmt::format("{} / {}", r.max_consecutive_wins, r.max_consecutive_losses));
    to.add("Rejected Entry signals", std::to_string(r.rejected_signals));
    to.add("Entry/Exit Timeouts", fmt::format("{} / {}", r.timedout_entry_orders, r.timedout_exit_orders));
    if (r.canceled_entry_orders > 0) {
        to.add("Canceled Trade Entries", std::to_string(r.canceled_trade_entries));
        to.add("Canceled Entry Orders", std::to_string(r.canceled_entry_orders));
        to.add("Replaced Entry Orders", std::to_string(r.replaced_entry_orders));
    }
    to.gap();
}

void add_drawdown(figures& to, const strategy_result& r) {
    const auto coins = [&](double value) { return coins_text(value, r.stake_currency); };
    to.add("Min/Max balance (closed trades)", fmt::format("{} / {}", coins(r.csum_min), coins(r.csum_max)));
    to.add("Max % of account underwater", percent(r.max_relative_drawdown));
    to.add("Absolute drawdown", fmt::format("{} ({})", coins(r.max_drawdown_abs), percent(r.max_drawdown_account)));
    to.add("Drawdown duration", r.drawdown_duration.value.value_or("N/A"));
    to.add("Profit at drawdown start", coins(r.max_drawdown_high));
    to.add("Profit at drawdown end", coins(r.max_drawdown_low));
    to.add("Drawdown start", r.drawdown_start);
    to.add("Drawdown end", r.drawdown_end);
}

void add_wallet(figures& to, const backtest::wallet_figures& w, const std::string& currency) {
    const auto coins = [&](double value) { return coins_text(value, currency); };
    to.gap();
    to.heading("Wallet based Metrics");
    to.add("Min/Max balance (wallet balance)", fmt::format("{} / {}", coins(w.low_balance), coins(w.high_balance)));
    to.add("Min/Max balance dates (wallet balance)", fmt::format("{} / {}", w.low_date, w.high_date));
    to.add("Max % of account underwater (balance)", percent(w.max_relative_drawdown));
    to.add("Absolute drawdown (wallet balance)",
           fmt::format("{} ({})", coins(w.max_drawdown_abs), percent(w.max_drawdown_account)));
    to.add("Drawdown duration", w.drawdown_duration);
    to.add("Profit at drawdown start", coins(w.max_drawdown_high));
    to.add("Profit at drawdown end", coins(w.max_drawdown_low));
    to.add("Drawdown start", w.drawdown_start.value_or("N/A"));
    to.add("Drawdown end", w.drawdown_end.value_or("N/A"));
    to.add("Sharpe (daily wallet balance)", two_digits(w.sharpe));
    to.add("Sortino (daily wallet balance)", two_digits(w.sortino));
    to.add("Calmar (daily wallet balance)", two_digits(w.calmar));
}

void add_figures(report& to, const strategy_result& r) {
    if (r.trades.empty()) {
        const auto* stake = std::get_if<backtest::number>(&r.stake_amount);
        to.text += fmt::format("No trades made. Your starting balance was {}, and your stake was {}.\n",
                               coins_text(r.starting_balance, r.stake_currency),
                               stake ? coins_text(*stake, r.stake_currency) : "unlimited");
        return;
    }
    figures all;
    add_run(all, r);
    add_profits(all, r);
    add_trades(all, r);
    add_drawdown(all, r);
    if (r.wallet_stats.figures) add_wallet(all, *r.wallet_stats.figures, r.stake_currency);
    to.table({"Metric", "Value"}, all.rows(), "SUMMARY METRICS", true);
}

void add_comparison(report& to, const backtest::backtest_result& result, const std::string& currency) {
    std::size_t amount_width = 0;
    std::size_t share_width = 0;
    const auto share = [](const auto& row) { return two_digits(row.max_drawdown_account * 100); };
    for (const auto& row : result.strategy_comparison) {
        amount_width = std::max(amount_width, row.drawdown_text.size());
        share_width = std::max(share_width, share(row).size());
    }
    std::vector<cells> rows;
    for (const auto& row : result.strategy_comparison) {
        rows.push_back(row_cells(row, currency, 1));
        rows.back()[2] = {two_digits(row.profit_mean_pct)};
        rows.back().push_back(
            {fmt::format("{:>{}} {}  {:>{}}%", row.drawdown_text, amount_width, currency, share(row), share_width)});
    }
    auto head = headers({"Strategy"}, currency);
    head.emplace_back("Drawdown");
    to.table(head, rows, "STRATEGY SUMMARY");
}

} // namespace

std::string backtest_tables(const backtest::backtest_result& result,
                            const std::vector<backtest::breakdown_period>& breakdowns, const table_look& look) {
    report out{.look = look};
    for (const auto& [name, r] : result.strategy) {
        const auto& currency = r.stake_currency;
        out.text += fmt::format("Result for strategy {}\n", name);
        out.groups(r.results_per_pair, {"Pair"}, "Trades", currency, "BACKTESTING REPORT");
        out.groups(r.left_open_trades, {"Pair"}, "Trades", currency, "LEFT OPEN TRADES REPORT");
        out.groups(r.results_per_enter_tag, {"Enter Tag"}, "Entries", currency, "ENTER TAG STATS");
        out.groups(r.exit_reason_summary, {"Exit Reason"}, "Exits", currency, "EXIT REASON STATS");
        out.groups(r.mix_tag_stats, {"Enter Tag", "Exit Reason"}, "Trades", currency, "MIXED TAG STATS");
        for (const auto period : breakdowns) add_breakdown(out, r, period);
        add_figures(out, r);
        out.text += "\n";
    }
    if (result.strategy.empty()) return out.text;
    const auto& last = result.strategy.back().second;
    out.text += fmt::format("Backtested {} -> {} | Max open trades : {}\n", last.backtest_start, last.backtest_end,
                            json::text(last.max_open_trades));
    add_comparison(out, result, last.stake_currency);
    return out.text;
}

std::string sorted_pair_lists(const backtest::backtest_result& result) {
    std::string out;
    for (const auto& [name, r] : result.strategy) {
        out += fmt::format("Pairs for Strategy {}: \n[\n", name);
        for (const auto& row : r.results_per_pair)
            if (const auto* pair = std::get_if<std::string>(&row.key); pair != nullptr && *pair != "TOTAL")
                out += fmt::format("\"{}\",  // {}\n", *pair, percent(row.profit_mean));
        out += "]\n";
    }
    return out;
}

std::vector<backtest::breakdown_period> breakdowns_named(const std::vector<std::string>& words) {
    std::vector<backtest::breakdown_period> out;
    for (const auto& word : words) {
        const auto period = json::enum_from<backtest::breakdown_period>(word);
        if (!period)
            throw configuration_error{
                fmt::format("--breakdown: found {}, expected day, week, month, year or weekday.", word)};
        out.push_back(*period);
    }
    return out;
}

} // namespace tremolo::cli
