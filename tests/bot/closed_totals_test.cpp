// The running sums must say what a second computation over all trades says.
#include "bot/closed_totals.hpp"
#include "tests/testing.hpp"
#include <numeric>
#include <random>

using namespace tremolo;
using namespace tremolo::bot;

namespace {

std::vector<closed_trade> random_trades(std::size_t count) {
    std::mt19937_64 random{7};
    std::normal_distribution<double> profit{0.1, 5};
    std::vector<closed_trade> trades;
    for (std::size_t i = 0; i < count; ++i) {
        closed_trade t;
        t.id = static_cast<std::int64_t>(i) + 1;
        t.pair = i % 3 ? "ETH/USDT" : "BTC/USDT";
        t.open_date = from_epoch_ms(1'700'000'000'000 + static_cast<std::int64_t>(i) * 600'000);
        t.close_date = t.open_date + std::chrono::seconds{static_cast<long>(random() % 5000)};
        t.close_profit_abs = profit(random);
        t.close_profit = t.close_profit_abs / 100;
        t.enter_tag = i % 2 ? std::optional<std::string>{"dip"} : std::nullopt;
        t.exit_reason = i % 5 ? "roi" : "stop_loss";
        t.entry_cost = 100;
        trades.push_back(t);
    }
    return trades;
}

} // namespace

TEST(closed_totals, deviations_equal_those_over_all_values) {
    const auto trades = random_trades(1000);
    const auto totals = closed_totals::of(trades);
    double sum = 0;
    for (const auto& t : trades) sum += t.close_profit_abs;
    double squares = 0;
    for (const auto& t : trades) squares += std::pow(t.close_profit_abs - sum / 1000, 2);
    EXPECT_NEAR(totals.all.profit_abs, sum, 1e-9);
    EXPECT_NEAR(*totals.all.profits.population_deviation(), std::sqrt(squares / 1000), 1e-9);
    EXPECT_NEAR(*totals.all.profits.sample_deviation(), std::sqrt(squares / 999), 1e-9);
    EXPECT_FALSE(running_moments{}.population_deviation());
}

TEST(closed_totals, the_largest_drawdown_is_the_largest_drop_from_a_peak) {
    running_drawdown d;
    const auto at = [](int n) { return from_epoch_ms(n * 1000); };
    for (int i = 0; const double profit : {5.0, -2.0, 4.0, -6.0, 1.0}) d.add(profit, at(++i));
    EXPECT_DOUBLE_EQ(d.largest.drawdown, -6);
    EXPECT_EQ(d.largest.high_date, at(3));
    EXPECT_EQ(d.largest.low_date, at(4));
    EXPECT_DOUBLE_EQ(d.largest_relative(100), 6.0 / 107);
    EXPECT_DOUBLE_EQ(d.current_relative(100), 5.0 / 107);
}

TEST(closed_totals, only_winners_have_no_drawdown) {
    running_drawdown d;
    d.add(1, from_epoch_ms(1));
    d.add(2, from_epoch_ms(2));
    EXPECT_DOUBLE_EQ(d.largest_relative(100), 0);
    EXPECT_FALSE(d.largest.high_date);
    EXPECT_EQ(d.high_date_before_last, from_epoch_ms(1));
}

TEST(closed_totals, groups_add_up_to_the_whole) {
    const auto totals = closed_totals::of(random_trades(300));
    group_totals sum;
    for (const auto& [pair, of_pair] : totals.pairs)
        for (const auto& [tag, group] : of_pair.by_mix) sum.add(group);
    EXPECT_EQ(sum.count, 300);
    EXPECT_NEAR(sum.profit_abs, totals.all.profit_abs, 1e-9);
    std::int64_t days = 0;
    for (const auto& [day, period] : totals.days) days += period.count;
    EXPECT_EQ(days, 300);
}

TEST(closed_totals, a_trade_that_closed_earlier_asks_for_a_rebuild) {
    auto trades = random_trades(2);
    auto totals = closed_totals::of(trades);
    auto late = trades[0];
    late.close_date -= std::chrono::hours{5};
    EXPECT_FALSE(totals.add(late));
    EXPECT_EQ(totals.all.count, 2);
}

TEST(closed_totals, trades_without_a_date_of_closing_count_where_no_date_is_asked_for) {
    auto trades = random_trades(3);
    trades[1].has_close_date = false;
    trades[1].volume = 5;
    trades[2].close_date = from_epoch_ms(-1000);
    const auto totals = closed_totals::of(trades);
    EXPECT_EQ(totals.all.count, 1);
    EXPECT_EQ(totals.all.volume, 5);
    EXPECT_EQ(totals.all.profit_abs, trades[0].close_profit_abs);
    EXPECT_DOUBLE_EQ(totals.profit_abs,
                     trades[0].close_profit_abs + trades[1].close_profit_abs + trades[2].close_profit_abs);
    EXPECT_EQ(totals.pairs.at("ETH/USDT").all.count + totals.pairs.at("BTC/USDT").all.count, 3);
    EXPECT_EQ(totals.pairs.at("ETH/USDT").dated.count + totals.pairs.at("BTC/USDT").dated.count, 1);
    EXPECT_EQ(totals.days.size(), 2U);
}

TEST(closed_totals, what_trades_without_a_tag_cost_is_apart_from_those_tagged_other) {
    auto trades = random_trades(3);
    for (auto& t : trades) t.pair = "ETH/USDT";
    trades[0].enter_tag = "Other", trades[1].enter_tag = std::nullopt, trades[2].enter_tag = std::nullopt;
    trades[1].entry_cost = 30, trades[2].entry_cost = 12, trades[2].leverage = 2;
    const auto group = closed_totals::of(trades).pairs.at("ETH/USDT").by_enter_tag.at("Other");
    EXPECT_EQ(group.count, 3);
    EXPECT_EQ(group.entry_cost, 100);
    EXPECT_EQ(group.nameless_cost, 36);
}

TEST(closed_totals, one_that_closed_at_the_moment_of_another_asks_for_a_rebuild) {
    const auto trades = random_trades(1);
    auto totals = closed_totals::of(trades);
    auto next = trades[0];
    next.id = 2;
    EXPECT_FALSE(totals.add(next));
    next.close_date += std::chrono::microseconds{1};
    EXPECT_TRUE(totals.add(next));
    EXPECT_EQ(totals.all.count, 2);
}

TEST(closed_totals, within_a_second_the_drawdown_of_calmar_goes_by_ids) {
    auto trades = random_trades(2);
    trades[0].close_date = from_epoch_ms(1'700'009'000'600);
    trades[1].close_date = from_epoch_ms(1'700'009'000'500);
    trades[0].close_profit_abs = -5, trades[1].close_profit_abs = 7;
    const auto totals = closed_totals::of(trades);
    EXPECT_EQ(totals.all.drawdown.largest.high, 7); // the second trade closed first
    EXPECT_EQ(totals.all.drawdown_by_second.largest.high, 0);
    EXPECT_EQ(totals.all.drawdown_by_second.largest.drawdown, -5);
    auto carried_on = closed_totals::of({trades[1]});
    EXPECT_FALSE(carried_on.add(trades[0])); // its id is lower: it belongs before the other
}

TEST(closed_totals, a_fall_is_a_part_of_the_balance_as_it_is_rounded) {
    running_drawdown d;
    d.add(-0.1, from_epoch_ms(1));
    EXPECT_EQ(d.largest_relative(1e9), (1e9 - (1e9 - 0.1)) / 1e9);
    EXPECT_NE(d.largest_relative(1e9), 0.1 / 1e9);
    EXPECT_TRUE(std::isinf(d.current_relative(0))); // of nothing
    d.add(0.1, from_epoch_ms(2));
    EXPECT_TRUE(std::isnan(d.current_relative(0)));
    EXPECT_EQ(d.current_relative(10), 0);
}
