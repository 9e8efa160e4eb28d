// The wallet curve while a backtest records it: finished_run::wallet. In columns, and currencies by number, since it
// grows by a row for each candle and open trade.
#pragma once
#include "base/clock.hpp"
#include "market/frame.hpp"
#include "market/types.hpp"

namespace tremolo::backtest {

class wallet_recorder {
  public:
    // Which rows can be recorded of: the stake currency first, then the coins of the pairs, which may be the same ones.
    wallet_recorder(const std::string& stake_currency, const std::vector<market::pair_name>& pairs);
    // So many rows may come. What is not used of the room is never touched; growing would copy all that is there.
    void make_room(std::size_t rows);
    // What was held of the stake currency when the candle began, and of a pair's coin, at its rate. Nothing is no row.
    void record_stake(timestamp at, double balance) { record(at, 0, 1, balance); }
    void record_coin(timestamp at, std::size_t pair, double rate, double balance) {
        record(at, coins_[pair], rate, balance);
    }
    [[nodiscard]] market::frame take();

  private:
    void record(timestamp at, std::int32_t currency, double rate, double balance);
    std::vector<std::string> currencies_;
    std::vector<std::int32_t> coins_; // their currency, by pair
    std::vector<std::int64_t> dates_;
    std::vector<std::int32_t> held_; // currency of each row
    std::vector<double> rates_;
    std::vector<double> balances_;
};

} // namespace tremolo::backtest
