// A whole call of `backtesting`: one or several strategies over the same candles. From the configuration come pair
// list, range, fee and all that the flags of the command line set (they are keys of the configuration too).
#pragma once
#include "backtest/engine.hpp"

namespace tremolo::backtest {

struct session_request {
    std::shared_ptr<const config::configuration> configured;
    std::vector<candidate> candidates{}; // in the order in which they are to be run
    std::size_t threads = 1;
};

// A wallet that cannot pay for one trade is a configuration_error: of command lines, freqtrade's jobs begin with less.
void check_starting_balance(const config::configuration& configured);

// Loads the candles, then runs the strategies one after the other.
// Throws configuration_error, operational_error and aborted.
class session {
  public:
    session(session_request request, surroundings around);
    [[nodiscard]] const std::vector<market::pair_name>& pairlist() const { return pairlist_; }
    [[nodiscard]] const loaded_data& data(); // loaded when first asked for
    [[nodiscard]] finished_run run(const candidate& subject);
    [[nodiscard]] const std::vector<candidate>& candidates() const { return request_.candidates; }
    [[nodiscard]] const plugins::settings& settings_of(const candidate& subject) const;
    [[nodiscard]] const timerange& range() const { return range_; } // as asked for

  private:
    [[nodiscard]] std::string text(const char* key) const;
    void check_pairlists() const;
    session_request request_;
    surroundings around_;
    std::map<std::string, std::shared_ptr<const plugins::settings>> settings_;
    std::string timeframe_;
    std::string detail_;
    timerange range_;
    std::int64_t startup_ = 0;
    std::unique_ptr<plugins::pairlist_chain> chain_;
    std::vector<market::pair_name> pairlist_;
    double fee_ = 0;
    std::optional<loaded_data> data_;
    std::unique_ptr<past_candles> candles_;
};

} // namespace tremolo::backtest
