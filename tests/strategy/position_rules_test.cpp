#include "strategy/position_rules.hpp"
#include "tests/testing.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
using kind = position_decision::kind;

// A trade of 3 coins for 300, with one filled entry; coins count in thousandths.
trading::trade three_coins() {
    trading::trade t;
    t.pair = "ETH/USDT";
    t.amount = 3;
    t.stake_amount = 300;
    t.open_rate = 100;
    t.amount_precision = 0.001;
    t.precision_mode = t.precision_mode_price = 4;
    t.price_precision = 0.01;
    trading::order entry;
    entry.ft_order_side = "buy";
    entry.ft_is_open = false;
    entry.status = "closed";
    entry.filled = entry.amount = 3;
    t.orders = {entry};
    return t;
}

TEST(position_rules, more_stake_is_an_entry_unless_paused_or_often_enough) {
    const auto t = three_coins();
    const auto more = decide_position(t, stake_change{50, "dca"}, {.max_entry_position_adjustment = 1});
    EXPECT_EQ(more.is, kind::enter);
    EXPECT_EQ(more.stake, 50);
    EXPECT_EQ(more.tag, "dca");
    EXPECT_EQ(decide_position(t, stake_change{50}, {.paused = true}).is, kind::nothing);
    EXPECT_EQ(decide_position(t, stake_change{50}, {.max_entry_position_adjustment = 0}).because,
              "Max adjustment entries for ETH/USDT has been reached.");
    EXPECT_EQ(decide_position(t, stake_change{50}, {.max_entry_position_adjustment = -1}).is, kind::enter);
}

TEST(position_rules, less_stake_is_a_part_of_the_coins_cut_to_the_step) {
    const auto t = three_coins();
    const auto less = decide_position(t, stake_change{-100.06, "half"}, {.exit_rate = 110});
    EXPECT_EQ(less.is, kind::reduce);
    EXPECT_EQ(less.amount, 1.0);
    EXPECT_EQ(less.tag, "half");
    EXPECT_EQ(decide_position(t, stake_change{-0.05}, {.exit_rate = 110}).is, kind::nothing);
    // A rest that could not be sold later.
    EXPECT_EQ(decide_position(t, stake_change{-299}, {.exit_rate = 110, .min_exit_stake = 5.0}).is, kind::nothing);
    // All of it is fine, more than all of it is not.
    EXPECT_EQ(decide_position(t, stake_change{-300}, {.exit_rate = 110, .min_exit_stake = 5.0}).amount, 3.0);
    EXPECT_EQ(decide_position(t, stake_change{-301}, {.exit_rate = 110, .min_exit_stake = 5.0}).is, kind::nothing);
}

TEST(position_rules, no_wish_is_nothing) {
    EXPECT_EQ(decide_position(three_coins(), {}, {}).is, kind::nothing);
    EXPECT_EQ(decide_position(three_coins(), stake_change{0}, {}).is, kind::nothing);
}

TEST(position_rules, order_times_out_at_the_limit_of_its_side) {
    const auto t = three_coins();
    trading::order o;
    o.ft_order_side = "buy";
    o.status = "open";
    const timestamp then{};
    o.order_date = then;
    const unfilled_timeout minutes{.entry = 2, .exit = 30};
    EXPECT_FALSE(is_timed_out(t, o, minutes, then + std::chrono::seconds{119}));
    EXPECT_TRUE(is_timed_out(t, o, minutes, then + std::chrono::seconds{120}));
    EXPECT_TRUE(is_timed_out(t, o, unfilled_timeout{.entry = 2, .unit = "seconds"}, then + std::chrono::seconds{2}));
    EXPECT_FALSE(is_timed_out(t, o, unfilled_timeout{.exit = 2}, then + std::chrono::hours{9}));
    EXPECT_FALSE(is_timed_out(t, o, {}, then + std::chrono::hours{9}));
    o.ft_order_side = "sell";
    EXPECT_FALSE(is_timed_out(t, o, minutes, then + std::chrono::minutes{29}));
    EXPECT_TRUE(is_timed_out(t, o, minutes, then + std::chrono::minutes{30}));
    o.status = "closed";
    EXPECT_FALSE(is_timed_out(t, o, minutes, then + std::chrono::hours{9}));
}

TEST(position_rules, changed_stop_of_the_settings_reaches_trades_whose_stop_never_moved) {
    auto t = three_coins();
    trading::adjust_stop_loss(t, t.open_rate, -0.1, true);
    EXPECT_FALSE(reinitialise_stoploss(t, -0.1));
    EXPECT_TRUE(reinitialise_stoploss(t, -0.2));
    EXPECT_EQ(t.stop_loss, 80.0);
    EXPECT_EQ(t.initial_stop_loss, 80.0);
    EXPECT_EQ(t.initial_stop_loss_pct, -0.2);
    t.is_stop_loss_trailing = true;
    EXPECT_FALSE(reinitialise_stoploss(t, -0.1));
    EXPECT_EQ(t.stop_loss, 80.0);
}

} // namespace
