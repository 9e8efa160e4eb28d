// What was in the wallet at each midnight of the past, told from the trades alone.
#pragma once
#include "trading/trade.hpp"
#include <map>

namespace tremolo::bot {

struct day_position {
    double amount = 0;     // coins
    double collateral = 0; // stake currency
    double leverage = 1;
    bool is_short = false;
};

struct day_balance {
    timestamp day{};  // its first moment, UTC
    double stake = 0; // free stake currency
    std::map<market::pair_name, day_position> positions;
};

// A row a day from that of `first` to that of `last`; `start`: stake currency before the first trade.
[[nodiscard]] std::vector<day_balance> balances_by_day(std::vector<trading::trade> trades, timestamp first,
                                                       timestamp last, double start);

} // namespace tremolo::bot
