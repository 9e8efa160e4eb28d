// The figures of /profit: those of the running sums against the textbook functions over all trades, and small cases by
// hand, long and short, with a partial exit.
#include "bot/closed_totals.hpp"
#include "bot/settings.hpp"
#include "rpc/queries.hpp"
#include "tests/testing.hpp"
#include "trading/statistics.hpp"
#include <random>

namespace {

using namespace tremolo;
using namespace std::chrono_literals;

const timestamp start = from_epoch_ms(1'790'000'000'000);

bot::snapshot picture_of(const std::vector<bot::closed_trade>& closed) {
    auto config = std::make_shared<config::configuration>();
    config->stake_currency = "USDT";
    config->available_capital = 1000;
    auto settings = std::make_shared<plugins::settings>();
    settings->config = config;
    bot::snapshot picture;
    picture.settings = settings;
    picture.closed = std::make_shared<bot::closed_totals>(bot::closed_totals::of(closed));
    for (const auto& t : closed) picture.stakes.closed_profit += t.close_profit_abs;
    return picture;
}

bot::closed_trade closed_trade(std::int64_t id, double profit_abs, bool is_short = false) {
    bot::closed_trade t;
    t.id = id;
    t.pair = id % 2 ? "ETH/USDT" : "SOL/USDT";
    t.is_short = is_short;
    t.open_date = start + 11h * id;
    t.close_date = t.open_date + 3h;
    t.close_profit_abs = profit_abs;
    t.close_profit = profit_abs / 100;
    t.entry_cost = 100;
    t.enter_tag = "dip";
    t.exit_reason = "roi";
    return t;
}

std::vector<bot::closed_trade> random_trades() {
    std::mt19937_64 random{5};
    std::normal_distribution<double> profit{0.2, 3};
    std::vector<bot::closed_trade> all;
    for (std::int64_t id = 1; id <= 300; ++id) all.push_back(closed_trade(id, profit(random), id % 4 == 0));
    return all;
}

void compare_with_textbook(const rpc::schema::profit& shown, const std::vector<bot::closed_trade>& trades) {
    std::vector<trading::result> results;
    for (const auto& t : trades) results.push_back({t.close_profit_abs, t.close_date});
    const trading::period over{trades.front().open_date, trades.back().open_date};
    EXPECT_NEAR(shown.sharpe, trading::sharpe(results, over, 1000), 1e-9);
    EXPECT_NEAR(shown.sortino, trading::sortino(results, over, 1000), 1e-9);
    EXPECT_NEAR(shown.calmar, trading::calmar(results, over, 1000), 1e-9);
    EXPECT_DOUBLE_EQ(shown.sqn, trading::sqn(results, 1000));
    const auto mean = trading::expectancy(results);
    EXPECT_NEAR(shown.expectancy, mean.expectancy, 1e-12);
    EXPECT_NEAR(shown.expectancy_ratio, mean.ratio, 1e-12);
    const auto fall = trading::max_drawdown(results, 1000);
    ASSERT_TRUE(fall);
    EXPECT_NEAR(shown.max_drawdown, fall->relative_account_drawdown, 1e-12);
    EXPECT_NEAR(shown.max_drawdown_abs, fall->drawdown_abs, 1e-9);
    EXPECT_EQ(shown.max_drawdown_start_timestamp, epoch_ms(fall->high_date));
    EXPECT_EQ(shown.max_drawdown_end_timestamp, epoch_ms(fall->low_date));
    EXPECT_NEAR(shown.current_drawdown, fall->current_relative_account_drawdown, 1e-12);
    EXPECT_NEAR(shown.current_drawdown_high, fall->current_high_value, 1e-9);
}

TEST(profit, equals_the_textbook_over_all_trades) {
    const auto trades = random_trades();
    compare_with_textbook(rpc::profit(picture_of(trades), start), trades);
}

TEST(profit, equals_the_textbook_on_each_side) {
    const auto trades = random_trades();
    auto picture = picture_of(trades);
    auto settings = std::make_shared<plugins::settings>(*picture.settings);
    auto config = std::make_shared<config::configuration>(*settings->config);
    config->trading_mode = config::trading_mode::futures;
    settings->config = config;
    picture.settings = settings;
    const auto sides = rpc::profit_all(picture, start);
    std::vector<bot::closed_trade> longs, shorts;
    for (const auto& t : trades) (t.is_short ? shorts : longs).push_back(t);
    ASSERT_TRUE(sides.long_ && sides.short_);
    compare_with_textbook(*sides.long_, longs);
    compare_with_textbook(*sides.short_, shorts);
    EXPECT_EQ(sides.long_->closed_trade_count + sides.short_->closed_trade_count, sides.all.closed_trade_count);
}

TEST(profit, of_three_trades_by_hand) {
    const auto shown =
        rpc::profit(picture_of({closed_trade(1, 10), closed_trade(2, -4), closed_trade(3, 6)}), start + 72h);
    EXPECT_DOUBLE_EQ(shown.profit_closed_coin, 12);
    EXPECT_DOUBLE_EQ(shown.profit_closed_ratio, 0.012);
    EXPECT_DOUBLE_EQ(shown.profit_closed_ratio_mean, 0.04);
    EXPECT_DOUBLE_EQ(shown.profit_factor, 4);
    EXPECT_DOUBLE_EQ(shown.winrate, 2.0 / 3);
    EXPECT_DOUBLE_EQ(shown.expectancy, 4);       // 2/3 * 8 - 1/3 * 4
    EXPECT_DOUBLE_EQ(shown.expectancy_ratio, 1); // (1 + 8/4) * 2/3 - 1
    EXPECT_DOUBLE_EQ(shown.max_drawdown_abs, 4); // 10 -> 6
    EXPECT_DOUBLE_EQ(shown.max_drawdown, 4.0 / 1010);
    EXPECT_DOUBLE_EQ(shown.current_drawdown_abs, 0); // 12 is the highest yet
    EXPECT_EQ(shown.avg_duration, "3:00:00");
    EXPECT_EQ(shown.best_pair, "ETH/USDT");
    EXPECT_EQ(shown.best_pair_profit_abs, 16);
    EXPECT_EQ(shown.sqn, 0.9608);   // sqrt(3) * 4 / 7.2111
    EXPECT_EQ(shown.sortino, -100); // one loss has no deviation
    EXPECT_NEAR(shown.cagr, std::pow(1.012, 365) - 1, 1e-9);
}

TEST(profit, without_trades_is_zero_and_without_losses_unlimited) {
    const auto none = rpc::profit(picture_of({}), start);
    EXPECT_EQ(none.profit_all_coin, 0);
    EXPECT_EQ(none.sharpe, 0);
    EXPECT_EQ(none.best_pair, "");
    const auto won = rpc::profit(picture_of({closed_trade(1, 1), closed_trade(2, 2)}), start);
    EXPECT_TRUE(std::isinf(won.profit_factor)); // null on the wire
    EXPECT_EQ(won.expectancy_ratio, 100);
    EXPECT_EQ(won.max_drawdown, 0);
}

trading::order filled(const std::string& side, double rate, double amount) {
    trading::order o;
    o.ft_order_side = o.side.emplace(side);
    o.ft_is_open = false;
    o.status = "closed";
    o.average = o.price = rate;
    o.amount = o.filled = o.ft_amount = amount;
    o.remaining = 0;
    o.cost = rate * amount;
    o.order_date = o.order_filled_date = start;
    return o;
}

// Two coins bought at 100 (fee 1 %), one of them sold at 110.
trading::trade half_sold(bool is_short) {
    trading::trade t;
    t.id = 1;
    t.pair = "ETH/USDT";
    t.is_short = is_short;
    t.open_rate = 100;
    t.amount = 1;
    t.stake_amount = 100;
    t.max_stake_amount = 200;
    t.fee_open = t.fee_close = 0.01;
    t.open_date = start;
    t.orders = {filled(is_short ? "sell" : "buy", 100, 2), filled(is_short ? "buy" : "sell", 110, 1)};
    t.realized_profit = is_short ? -12.1 : 7.9; // 110 less fee against 100 with fee, or the other way round
    trading::recalculate_open_trade_value(t);
    return t;
}

TEST(profit, of_an_open_trade_adds_what_a_partial_exit_made) {
    for (const bool is_short : {false, true}) {
        auto picture = picture_of({});
        picture.open_trades.push_back({std::make_shared<trading::trade>(half_sold(is_short)), 120.0});
        const auto shown = rpc::profit(picture, start);
        // long: 120 * 0.99 - 100 * 1.01 = 17.8; short: 100 * 0.99 - 120 * 1.01 = -22.2
        EXPECT_NEAR(shown.profit_all_coin, is_short ? -22.2 - 12.1 : 17.8 + 7.9, 1e-9);
        EXPECT_EQ(shown.profit_closed_coin, 0);
        EXPECT_EQ(shown.trade_count, 1);
        const auto listed = rpc::status(picture);
        ASSERT_EQ(listed.size(), 1U);
        EXPECT_NEAR(*listed[0].profit_abs, is_short ? -22.2 : 17.8, 1e-9);
        EXPECT_NEAR(listed[0].total_profit_abs, shown.profit_all_coin, 1e-9);
        EXPECT_EQ(listed[0].nr_of_successful_exits, 1);
        EXPECT_FALSE(listed[0].profit_fiat);
    }
}

TEST(profit, of_a_trade_without_a_price_is_unknown) {
    auto picture = picture_of({closed_trade(1, 5)});
    picture.fiat_rate = 2;
    picture.open_trades.push_back({std::make_shared<trading::trade>(half_sold(false)), std::nullopt});
    const auto shown = rpc::profit(picture, start);
    EXPECT_TRUE(std::isnan(shown.profit_all_coin));
    EXPECT_EQ(shown.profit_closed_coin, 5);
    EXPECT_EQ(shown.profit_closed_fiat, 10);
    EXPECT_FALSE(rpc::status(picture)[0].profit_fiat);
}

TEST(fiat, is_shown_with_every_amount) {
    auto picture = picture_of({closed_trade(1, 5)});
    picture.fiat_rate = 0.5;
    picture.open_trades.push_back({std::make_shared<trading::trade>(half_sold(false)), 120.0});
    picture.wallets.currencies = {{"USDT", 800, 0, 800}};
    const auto shown = rpc::profit(picture, start);
    EXPECT_DOUBLE_EQ(shown.profit_closed_fiat, 2.5);
    EXPECT_DOUBLE_EQ(shown.profit_all_fiat, shown.profit_all_coin / 2);
    const auto open = rpc::status(picture)[0];
    EXPECT_NEAR(*open.profit_fiat, 8.9, 1e-9);
    EXPECT_NEAR(*open.total_profit_fiat, (17.8 + 7.9) / 2, 1e-9);
    const auto held = rpc::balance(picture);
    EXPECT_DOUBLE_EQ(held.value, 400);
    EXPECT_DOUBLE_EQ(held.starting_capital_fiat, 500);
    EXPECT_DOUBLE_EQ(held.starting_capital_fiat_ratio, held.value_bot / 500 - 1);
    const auto days = rpc::periods(picture, rpc::period::day, 3, start + 14h);
    double sum = 0;
    for (const auto& day : days.data) sum += day.fiat_value;
    EXPECT_DOUBLE_EQ(sum, 2.5);
}

TEST(periods, do_not_reach_back_before_the_year_one) {
    const auto picture = picture_of({closed_trade(1, 5)});
    const auto now = from_epoch_ms(1'795'245'900'000); // a Saturday of November 2026
    EXPECT_EQ(rpc::periods(picture, rpc::period::month, 2026 * 12 - 1, now).data.back().date, "0001-01-01");
    EXPECT_THROW((void)rpc::periods(picture, rpc::period::month, 2026 * 12, now), refusal);
    for (const auto unit : {rpc::period::day, rpc::period::week, rpc::period::month})
        EXPECT_THROW((void)rpc::periods(picture, unit, std::numeric_limits<std::int64_t>::max(), now), refusal);
}

TEST(fiat, of_an_unknown_rate_is_zero) {
    auto picture = picture_of({closed_trade(1, 5)});
    picture.fiat_rate = 0;
    picture.open_trades.push_back({std::make_shared<trading::trade>(half_sold(false)), 120.0});
    EXPECT_EQ(rpc::profit(picture, start).profit_closed_fiat, 0);
    EXPECT_EQ(rpc::status(picture)[0].profit_fiat, 0.0);
}

} // namespace
