// The wallet as GET /balance shows it, and the count of open trades.
#pragma once
#include "json/write.hpp"

namespace tremolo::rpc::schema {

struct balance {
    std::string currency;
    double free = 0;
    double balance = 0;
    double used = 0;
    std::optional<double> bot_owned;
    double est_stake = 0;
    std::optional<double> est_stake_bot;
    std::string stake;
    std::string side;
    bool is_position = false;
    double position = 0;
    bool is_bot_managed = false;
};
BOOST_DESCRIBE_STRUCT(balance, (),
                      (currency, free, balance, used, bot_owned, est_stake, est_stake_bot, stake, side, is_position,
                       position, is_bot_managed))

struct balances {
    std::vector<balance> currencies;
    double total = 0;
    double total_bot = 0;
    std::string symbol;
    double value = 0;
    double value_bot = 0;
    std::string stake;
    std::string note;
    double starting_capital = 0;
    double starting_capital_ratio = 0;
    double starting_capital_pct = 0;
    double starting_capital_fiat = 0;
    double starting_capital_fiat_ratio = 0;
    double starting_capital_fiat_pct = 0;
};
BOOST_DESCRIBE_STRUCT(balances, (),
                      (currencies, total, total_bot, symbol, value, value_bot, stake, note, starting_capital,
                       starting_capital_ratio, starting_capital_pct, starting_capital_fiat, starting_capital_fiat_ratio,
                       starting_capital_fiat_pct))

struct count {
    std::int64_t current = 0;
    std::int64_t max = 0;
    double total_stake = 0;
};
BOOST_DESCRIBE_STRUCT(count, (), (current, max, total_stake))

} // namespace tremolo::rpc::schema
