#include "backtest/results/analysis.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/timeframe.hpp"
#include "json/parse.hpp"
#include "json/python_text.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <map>

namespace tremolo::backtest {
namespace {

using row = std::vector<analysis_cell>;

struct analysed_trade {
    const trade_row* trade;
    std::int64_t signal_ms = 0; // of the candle in which it was decided
};
using group = std::vector<analysed_trade>;

std::vector<double> values_of(const group& trades, double trade_row::*what) {
    std::vector<double> out;
    for (const auto& t : trades) out.push_back(t.trade->*what);
    return out;
}

// As pandas adds up the values of a group: what is lost in one step is made good in the next.
double exact_sum(const std::vector<double>& values) {
    double sum = 0;
    double lost = 0;
    for (const double value : values) {
        const double made_good = value - lost;
        const double next = sum + made_good;
        lost = next - sum - made_good;
        sum = next;
    }
    return sum;
}

double mean(const std::vector<double>& values) {
    return values.empty() ? 0 : exact_sum(values) / static_cast<double>(values.size());
}
double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// -- which trades

bool is_wanted(const std::string& tag, const std::vector<std::string>& wanted) {
    const auto has = [&](const std::string& word) { return std::ranges::find(wanted, word) != wanted.end(); };
    return wanted.empty() || has("all") || has(tag);
}

bool is_within(std::int64_t ms, const timerange& range) {
    return ms >= range.start_ms().value_or(ms) && (!range.stop_ms() || ms < *range.stop_ms());
}

// Pair by pair, as they are read from a result.
group chosen(const strategy_result& result, const analysis_wishes& wishes) {
    const auto candle = market::timeframe{result.timeframe}.milliseconds();
    group out;
    for (const auto& pair : result.pairlist)
        for (const auto& t : result.trades) {
            const auto signal = t.open_timestamp - candle;
            const bool fits = t.pair == pair && is_wanted(t.enter_tag.value_or(""), wishes.enter_reasons) &&
                              is_wanted(t.exit_reason, wishes.exit_reasons) && is_within(signal, wishes.range);
            if (fits) out.push_back({&t, signal});
        }
    return out;
}

// -- groups

std::map<std::vector<std::string>, group> grouped(const group& all, const std::vector<std::string>& keys) {
    std::map<std::vector<std::string>, group> groups;
    for (const auto& t : all) {
        std::vector<std::string> key;
        for (const auto& name : keys)
            key.push_back(name == "pair"           ? t.trade->pair
                          : name == "enter_reason" ? t.trade->enter_tag.value_or("")
                                                   : t.trade->exit_reason);
        groups[key].push_back(t);
    }
    return groups;
}

// Sorted by the columns named, each row with its number from before.
void sort(analysis_table& table, const std::vector<std::string>& by) {
    std::vector<std::size_t> columns;
    for (const auto& name : by)
        if (const auto at = std::ranges::find(table.columns, name); at != table.columns.end())
            columns.push_back(static_cast<std::size_t>(at - table.columns.begin()));
    std::vector<std::size_t> order(table.rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        for (const auto c : columns)
            if (table.rows[a][c] != table.rows[b][c]) return table.rows[a][c] < table.rows[b][c];
        return false;
    });
    std::vector<row> rows;
    for (const auto at : order) rows.push_back(std::move(table.rows[at]));
    table.rows = std::move(rows);
    table.numbers = std::move(order);
}

analysis_table wins_and_losses(const group& all) {
    analysis_table table{.name = "Group 0:",
                         .columns = {"enter_reason", "total_num_buys", "wins", "losses", "profit_abs_wins",
                                     "profit_abs_loss", "profit_tot", "wl_ratio_pct", "avg_win", "avg_loss",
                                     "exp_ratio"},
                         .rows = {},
                         .numbers = {}};
    const auto or_zero = [](double value) { return std::isnan(value) ? 0.0 : value; };
    for (const auto& [key, trades] : grouped(all, {"enter_reason"})) {
        std::vector<double> won;
        std::vector<double> lost;
        for (const double profit : values_of(trades, &trade_row::profit_abs))
            (profit >= 0 ? won : lost).push_back(profit);
        const auto wins = std::ranges::count_if(won, [](double p) { return p > 0; });
        const auto losses = std::ssize(trades) - wins;
        const double sum_won = exact_sum(won);
        const double sum_lost = exact_sum(lost);
        const double share = static_cast<double>(wins) / static_cast<double>(trades.size()) * 100;
        const double mean_won = or_zero(sum_won / static_cast<double>(wins));
        const double mean_lost = or_zero(sum_lost / static_cast<double>(losses));
        const double ratio = or_zero((1 + mean_won / std::abs(mean_lost)) * (share / 100) - 1);
        table.rows.push_back({key[0], std::ssize(trades), static_cast<std::int64_t>(wins),
                              static_cast<std::int64_t>(losses), sum_won, sum_lost, sum_won - std::abs(sum_lost), share,
                              mean_won, mean_lost, ratio});
    }
    sort(table, {"total_num_buys"});
    table.numbers.clear();
    return table;
}

analysis_table profits_by(const group& all, const std::string& name) {
    static const std::map<std::string, std::vector<std::string>> keys{{"1", {"enter_reason"}},
                                                                      {"2", {"enter_reason", "exit_reason"}},
                                                                      {"3", {"pair", "enter_reason"}},
                                                                      {"4", {"pair", "enter_reason", "exit_reason"}},
                                                                      {"5", {"exit_reason"}}};
    const auto found = keys.find(name);
    if (found == keys.end()) throw configuration_error{fmt::format("There is no group {} of trades.", name)};
    analysis_table table{.name = fmt::format("Group {}:", name), .columns = found->second, .rows = {}, .numbers = {}};
    for (const auto* column : {"num_buys", "profit_abs_sum", "profit_abs_median", "profit_abs_mean",
                               "median_profit_pct", "mean_profit_pct", "total_profit_pct"})
        table.columns.emplace_back(column);
    for (const auto& [key, trades] : grouped(all, found->second)) {
        const auto profits = values_of(trades, &trade_row::profit_abs);
        const auto ratios = values_of(trades, &trade_row::profit_ratio);
        row cells{key.begin(), key.end()};
        cells.insert(cells.end(), {std::ssize(trades), exact_sum(profits), median(profits), mean(profits),
                                   median(ratios) * 100, mean(ratios) * 100, exact_sum(ratios) * 100});
        table.rows.push_back(std::move(cells));
    }
    sort(table, name == "5" ? std::vector<std::string>{"exit_reason"}
                            : std::vector<std::string>{"profit_abs_sum", "enter_reason"});
    return table;
}

// -- indicators

// The kept candles of one kind, found by pair and time.
class kept_candles {
  public:
    explicit kept_candles(market::frame rows) : rows_{std::move(rows)} {
        const auto& pairs = rows_.texts("pair");
        for (std::size_t i = 0; i < rows_.size(); ++i) at_[{std::string{pairs[i].value_or("")}, rows_.dates()[i]}] = i;
    }
    [[nodiscard]] const market::frame& rows() const { return rows_; }
    // The last row of the pair before that time.
    [[nodiscard]] std::optional<std::size_t> before(const std::string& pair, std::int64_t ms) const {
        auto next = at_.lower_bound({pair, ms});
        if (next == at_.begin() || (--next)->first.first != pair) return {};
        return next->second;
    }
    [[nodiscard]] bool has(const std::string& column) const {
        return column != "pair" && (column == "date" || rows_.find(column) != nullptr);
    }
    [[nodiscard]] analysis_cell cell(std::optional<std::size_t> row, const std::string& column) const {
        if (!row) return std::nan("");
        if (column == "date") return date_time_text(from_epoch_ms(rows_.dates()[*row])) + "+00:00";
        const auto& found = *rows_.find(column);
        if (const auto* texts = found.texts()) return std::string{(*texts)[*row].value_or("")};
        return (*found.numbers())[*row];
    }

  private:
    market::frame rows_;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> at_;
};

kept_candles candles_of(const archive& file, const std::string& strategy, const char* which) {
    auto rows = file.signals(strategy, which);
    if (rows) return kept_candles{std::move(*rows)};
    const auto* reason =
        file.has_python_signals()
            ? "keeps its signals in a format that only Python reads: groups can be shown, indicators and rejected "
              "signals cannot. Run the backtest again with `tremolo backtesting --export signals`."
            : "holds no signals: run the backtest again with `--export signals`.";
    throw operational_error{fmt::format("{} {}", file.path().string(), reason)};
}

// A key of the trade itself; nothing when it has no such.
std::optional<analysis_cell> cell_of(const boost::json::object& trade, const std::string& key) {
    const auto* value = trade.if_contains(key);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string{value->get_string()};
    if (value->is_int64()) return value->get_int64();
    if (value->is_double()) return value->get_double();
    if (value->is_null()) return std::string{};
    return json::python_value(*value);
}

// All that is known of each trade, and of the candle in which it was decided; names that both have end in _x and _y.
analysis_table everything(group all, const kept_candles& entries) {
    analysis_table table{.name = "Indicators:", .columns = {}, .rows = {}, .numbers = {}};
    std::vector<std::string> columns{"date"};
    for (const auto& column : entries.rows().columns())
        if (column.name != "pair") columns.push_back(column.name);
    const auto first = json::parse(json::text(*all.front().trade)).value.get_object();
    for (const auto& [key, value] : first) table.columns.push_back(std::string{key} + (entries.has(key) ? "_x" : ""));
    table.columns.emplace_back("enter_reason");
    for (const auto& name : columns) table.columns.push_back(name + (first.contains(name) ? "_y" : ""));
    // Pair by pair they come in the order of their candles.
    for (auto begin = all.begin(); begin != all.end();) {
        const auto end =
            std::find_if(begin, all.end(), [&](const auto& t) { return t.trade->pair != begin->trade->pair; });
        std::stable_sort(begin, end, [](const auto& a, const auto& b) { return a.signal_ms < b.signal_ms; });
        begin = end;
    }
    for (const auto& t : all) {
        const auto trade = json::parse(json::text(*t.trade)).value.get_object();
        row cells;
        for (const auto& [key, value] : first)
            cells.push_back(cell_of(trade, std::string{key}).value_or(std::string{}));
        cells.emplace_back(t.trade->enter_tag.value_or(""));
        const auto candle = entries.before(t.trade->pair, t.trade->open_timestamp);
        for (const auto& name : columns) cells.push_back(entries.cell(candle, name));
        table.numbers.push_back(table.rows.size());
        table.rows.push_back(std::move(cells));
    }
    return table;
}

analysis_table indicators(const archive& file, const std::string& strategy, const group& all,
                          const analysis_wishes& wishes) {
    const auto entries = candles_of(file, strategy, "signals");
    const auto exits = candles_of(file, strategy, "exited");
    const auto& names = wishes.indicators;
    if (std::ranges::find(names, "all") != names.end()) return everything(all, entries);
    const bool with_entry = !wishes.exit_only;
    const bool with_exit = !wishes.entry_only;
    const auto of_trades =
        all.empty() ? boost::json::object{} : json::parse(json::text(*all.front().trade)).value.get_object();

    analysis_table table{.name = "Indicators:",
                         .columns = {"pair", "open_date", "enter_reason", "exit_reason"},
                         .rows = {},
                         .numbers = {}};
    std::vector<std::function<analysis_cell(const analysed_trade&, const boost::json::object&)>> makers;
    const auto add = [&](const std::string& column, auto make) {
        table.columns.push_back(column);
        makers.emplace_back(std::move(make));
    };
    if (with_entry)
        for (const auto& name : names) {
            const bool of_candle = entries.has(name);
            if (of_candle)
                add(with_exit ? name + " (entry)" : name, [&, name](const analysed_trade& t, const auto&) {
                    return entries.cell(entries.before(t.trade->pair, t.trade->open_timestamp), name);
                });
            else if (of_trades.contains(name))
                add(name, [name](const analysed_trade&, const boost::json::object& trade) {
                    return cell_of(trade, name).value_or(std::string{});
                });
        }
    if (with_exit)
        for (const auto& name : names)
            if (exits.has(name))
                add(with_entry ? name + " (exit)" : name, [&, name](const analysed_trade& t, const auto&) {
                    return exits.cell(exits.before(t.trade->pair, t.trade->close_timestamp), name);
                });
    for (const auto& t : all) {
        const auto trade = json::parse(json::text(*t.trade)).value.get_object();
        row cells{t.trade->pair, t.trade->open_date, t.trade->enter_tag.value_or(""), t.trade->exit_reason};
        for (const auto& make : makers) cells.push_back(make(t, trade));
        table.rows.push_back(std::move(cells));
    }
    sort(table, {"exit_reason"});
    return table;
}

analysis_table rejected(const archive& file, const std::string& strategy, const analysis_wishes& wishes) {
    const auto kept = candles_of(file, strategy, "rejected").rows();
    analysis_table table{
        .name = "Rejected Signals:", .columns = {"pair", "date", "enter_tag"}, .rows = {}, .numbers = {}};
    const auto& pairs = kept.texts("pair");
    const auto* tags = kept.find("enter_tag") ? kept.find("enter_tag")->texts() : nullptr;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const std::string tag{tags != nullptr ? (*tags)[i].value_or("") : ""};
        const auto date = kept.dates()[i];
        if (is_within(date, wishes.range) && is_wanted(tag, wishes.enter_reasons))
            table.rows.push_back(
                {std::string{pairs[i].value_or("")}, date_time_text(from_epoch_ms(date)) + "+00:00", tag});
    }
    sort(table, {"date", "pair", "enter_tag"});
    return table;
}

} // namespace

std::optional<std::vector<analysis_table>> analyse(const archive& file, const std::string& strategy,
                                                   const strategy_result& result, const analysis_wishes& wishes) {
    if (wishes.entry_only && wishes.exit_only)
        throw configuration_error{"Cannot use --entry-only and --exit-only at the same time. Please choose one."};
    const auto all = chosen(result, wishes);
    std::vector<analysis_table> tables;
    if (result.trades.empty()) return tables;
    if (all.empty()) return {};
    for (const auto& name : wishes.groups) tables.push_back(name == "0" ? wins_and_losses(all) : profits_by(all, name));
    if (wishes.rejected) tables.push_back(rejected(file, strategy, wishes));
    if (!wishes.indicators.empty()) tables.push_back(indicators(file, strategy, all, wishes));
    return tables;
}

} // namespace tremolo::backtest
