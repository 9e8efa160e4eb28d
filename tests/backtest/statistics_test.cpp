// Statistics against those that freqtrade made of the same trades.
#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/texts.hpp"
#include "tests/backtest/recorded.hpp"
#include "json/read.hpp"
#include <gmock/gmock.h>

namespace tremolo::backtest {
namespace {

using namespace testing_support;

template <class T>
T read_whole(const boost::json::value& from) {
    json::reader r;
    T out;
    EXPECT_TRUE(json::read(from, out, r));
    for (const auto& v : r.take()) ADD_FAILURE() << json::text(v.loc) << ": " << v.msg;
    return out;
}

boost::json::value as_json(const auto& value) {
    auto parsed = json::parse(json::text(value));
    EXPECT_TRUE(parsed);
    return std::move(parsed.value);
}

std::string lines(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& line : std::span{all}.first(std::min<std::size_t>(all.size(), 20))) out += line + "\n";
    return out;
}

class recorded : public testing::TestWithParam<const char*> {};

TEST_P(recorded, results_are_read_and_written_without_loss) {
    NEEDS_SHARED(recorded_backtests());
    const auto file = recorded_result(GetParam());
    std::vector<std::string> found;
    differences(file, as_json(read_whole<backtest_result>(file)), 0, "", found);
    std::erase(found, ".metadata should not be there");
    EXPECT_TRUE(found.empty()) << lines(found);
}

TEST_P(recorded, statistics_come_out_of_the_trades_as_recorded) {
    NEEDS_SHARED(recorded_backtests());
    const auto file = recorded_result(GetParam());
    backtest_result again;
    for (const auto& [name, recorded] : file.at("strategy").as_object()) {
        const auto told = read_whole<strategy_result>(recorded);
        run_part run = told;
        run.trades_per_day = -1;
        const strategy_part settings = told;
        auto made = make_result(told.trades, told.locks, run, settings, {});
        EXPECT_FALSE(made.wallet_stats.figures);
        made.wallet_stats = told.wallet_stats; // these are not of the trades: see the test of the wallet curve
        std::vector<std::string> found;
        differences(recorded, as_json(made), 1e-8, std::string{name}, found);
        EXPECT_TRUE(found.empty()) << lines(found);
        again.strategy_comparison.push_back(comparison_of(std::string{name}, made));
    }
    std::vector<std::string> found;
    differences(file.at("strategy_comparison"), as_json(again.strategy_comparison), 1e-8, "comparison", found);
    EXPECT_TRUE(found.empty()) << lines(found);
}

INSTANTIATE_TEST_SUITE_P(all, recorded, testing::ValuesIn(recorded_runs),
                         [](const auto& i) { return std::string{i.param}; });

TEST(statistics, the_wallet_curve_gives_the_recorded_figures) {
    const auto path = recorded_backtests() / "BtShort" / "BtShort_wallet.csv.gz";
    NEEDS_SHARED(path);
    std::vector<std::int64_t> dates;
    std::vector<double> totals;
    std::istringstream rows{read_gz(path)};
    std::string line;
    std::getline(rows, line);
    while (std::getline(rows, line)) {
        std::vector<std::string> cells;
        std::istringstream columns{line};
        for (std::string cell; std::getline(columns, cell, ',');) cells.push_back(cell);
        std::chrono::sys_seconds date;
        int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
        ASSERT_EQ(std::sscanf(cells[1].c_str(), "%d-%d-%d %d:%d:%d", &y, &mo, &d, &h, &mi, &s), 6);
        date = std::chrono::sys_days{std::chrono::year{y} / mo / d} + std::chrono::hours{h} + std::chrono::minutes{mi} +
               std::chrono::seconds{s};
        dates.push_back(epoch_ms(date));
        totals.push_back(std::stod(cells[5]));
    }
    ASSERT_GT(dates.size(), 1000U);
    market::frame wallet{dates};
    wallet.set("total_quote", market::series{totals});
    const auto file = recorded_result("BtShort");
    std::vector<std::string> found;
    differences(file.at("strategy").at("BtShort").at("wallet_stats"), as_json(wallet_figures_of(wallet)), 1e-8,
                "wallet_stats", found);
    EXPECT_TRUE(found.empty()) << lines(found);
}

pair_candles candles_of(const char* pair, std::vector<std::int64_t> dates, std::vector<double> closes) {
    market::frame f{std::move(dates)};
    f.set("close", market::series{std::move(closes)});
    return {pair, f};
}

TEST(statistics, the_market_changes_as_its_pairs_do_on_average) {
    const std::vector pairs{candles_of("A/B", {0, 1000, 2000, 3000}, {1, 2, 3, 4}),
                            candles_of("C/B", {2000, 3000}, {10, 5}), candles_of("D/B", {0}, {7})};
    // From the second on: A doubles, C halves, D has nothing.
    EXPECT_DOUBLE_EQ(market_change(pairs, from_epoch_ms(1000)), (1.0 - 0.5) / 2);
    EXPECT_EQ(market_change({}, from_epoch_ms(1000)), 0);

    const auto curve = market_change_frame(pairs, from_epoch_ms(1000), from_epoch_ms(3001));
    EXPECT_THAT(std::vector(curve.dates().begin(), curve.dates().end()), testing::ElementsAre(1000, 2000, 3000));
    const auto values = [&](const char* name) {
        const auto column = curve[name];
        return std::vector(column.view().begin(), column.view().end());
    };
    EXPECT_THAT(values("mean"), testing::ElementsAre(2, 6.5, 4.5));
    EXPECT_THAT(values("count"), testing::ElementsAre(1, 2, 2));
    EXPECT_THAT(values("rel_mean"), testing::ElementsAre(0, 0.5, testing::DoubleEq(0.5 + (1.0 / 3 - 0.5) / 2)));
}

TEST(statistics, a_result_without_trades_has_noughts_without_a_point_where_freqtrade_has_them) {
    run_part run;
    run.pairlist = {"A/B"};
    run.starting_balance = run.dry_run_wallet = 1000;
    run.final_balance = 1000.0;
    run.max_open_trades = 1.0;
    run.max_open_trades_setting = 1.5;
    run.backtest_end_ts = 86400000;
    const auto text = json::text(make_result({}, {}, run, {}, {}));
    for (const auto* part :
         {R"("profit_total_abs":0,"profit_total":0.0,"profit_total_pct":0.0,"duration_avg":"0:00")",
          R"("sortino":0,"sharpe":0,"calmar":0.0,"sqn":0.0)",
          R"("total_volume":0,"avg_stake_amount":0,"profit_mean":0,"profit_median":0,"profit_total":0.0)",
          R"("starting_balance":1000,"dry_run_wallet":1000,"final_balance":1000)",
          R"("max_open_trades":1.0,"max_open_trades_setting":1.5)",
          R"("max_drawdown_low":0.0,"max_drawdown_high":0.0,"drawdown_start":"1970-01-01T00:00:00+00:00")",
          R"("drawdown_end_ts":0,"csum_min":0,"csum_max":0})"})
        EXPECT_THAT(text, testing::HasSubstr(part));
    EXPECT_EQ(json::text(read_whole<strategy_result>(json::parse(text).value)), text);
}

TEST(statistics, debts_have_no_growth) {
    run_part run;
    run.starting_balance = 1000;
    run.final_balance = -1.0;
    EXPECT_THAT(json::text(make_result({}, {}, run, {}, {})), testing::HasSubstr(R"(,"cagr":0,)"));
    run.final_balance = 1000.0;
    EXPECT_THAT(json::text(make_result({}, {}, run, {}, {})), testing::Not(testing::HasSubstr(R"(,"cagr":0,)")));
}

TEST(statistics, a_trade_becomes_its_row) {
    trading::trade t;
    t.pair = "ETH/USDT";
    t.stake_amount = 100.123456789;
    t.max_stake_amount = 100.123456789;
    t.amount = 0.5;
    t.open_date = timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5} + std::chrono::hours{23}};
    t.close_date = t.open_date + std::chrono::minutes{90};
    t.close_rate = 210;
    t.close_profit = 0.05;
    t.close_profit_abs = 5;
    t.exit_reason = "roi";
    t.initial_stop_loss_pct = 0;
    t.stop_loss_pct = -0.1;
    trading::order entry;
    entry.ft_order_side = "buy";
    entry.status = "closed";
    entry.ft_is_open = false;
    entry.ft_amount = entry.amount.emplace(0.5);
    entry.filled = 0.5;
    entry.price = 200;
    entry.cost = 100.1;
    entry.order_filled_date = t.open_date;
    t.orders = {entry};
    const auto row = row_of(t);
    EXPECT_EQ(row.open_date, "2026-01-05 23:00:00+00:00");
    EXPECT_EQ(row.close_date, "2026-01-06 00:30:00+00:00");
    EXPECT_EQ(row.trade_duration, 90);
    EXPECT_EQ(row.stake_amount, 100.12345679);
    EXPECT_EQ(row.enter_tag, "");
    EXPECT_EQ(row.weekday.value, 1); // the closing was on a Tuesday
    EXPECT_FALSE(row.initial_stop_loss_ratio);
    EXPECT_EQ(row.stop_loss_ratio, -0.1);
    ASSERT_EQ(row.orders.size(), 1U);
    EXPECT_TRUE(row.orders[0].ft_is_entry);
    EXPECT_EQ(row.orders[0].cost, 100.1);
    EXPECT_EQ(row.orders[0].order_filled_timestamp, epoch_ms(t.open_date));
}

TEST(statistics, durations_and_money_are_spelled_as_traders_know_them) {
    using namespace std::chrono_literals;
    EXPECT_EQ(clock_text(46min), "0:46:00");
    EXPECT_EQ(clock_text(26h), "1 day, 2:00:00");
    EXPECT_EQ(clock_text(49h), "2 days, 1:00:00");
    EXPECT_EQ(days_text(13 * 24h + 12h + 40min), "13 days 12:40:00");
    EXPECT_EQ(days_text(-1h), "-1 days +23:00:00");
    EXPECT_EQ(short_duration(4h), "0d 04:00");
    EXPECT_EQ(coins_text(222.2, "USDT"), "222.2 USDT");
    EXPECT_EQ(money_text(100, "USDT"), "100");
    EXPECT_EQ(money_text(0.00001234, "BTC"), "0.00001234");
    EXPECT_EQ(money_text(std::nan(""), "BTC"), "N/A");
}

} // namespace
} // namespace tremolo::backtest
