// Protections: rules that lock a pair, or all, after what the closed trades look like (ENGINE.md section 20). One file
// a rule; manager.cpp names them all. Test vectors: tests/data/engine/protections.json.
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include "plugins/once.hpp"
#include "strategy/attributes.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::plugins {

// What protections look at of a closed trade.
struct closed_trade_facts {
    std::string pair;
    timestamp close_date{};
    std::optional<double> close_profit; // ratio
    std::optional<double> close_profit_abs;
    std::optional<std::string> exit_reason;
    bool is_short = false;
};

// Closed trades in the order of their ids.
class trade_history {
  public:
    virtual ~trade_history() = default;
    // close_date > since; of one pair, or of all.
    [[nodiscard]] virtual std::vector<closed_trade_facts> closed_since(timestamp since,
                                                                       const std::optional<std::string>& pair) = 0;
    // Sum of close_profit_abs of trades with close_date <= until, oldest id first.
    [[nodiscard]] virtual double profit_until(timestamp until) = 0;
};

// The lock that a protection asks for.
struct protection_lock {
    timestamp until{};
    std::string reason;
    std::string side = "*";
};

struct protection_call {
    timestamp now{};
    std::string side = "long"; // of the trade that just closed
    double starting_balance = 0;
};

class protection {
  public:
    // `timeframe_minutes`: what candles in the keys mean.
    protection(const strategy::protection& keys, std::int64_t timeframe_minutes, trade_history& history);
    virtual ~protection() = default;
    protection(const protection&) = delete;
    protection& operator=(const protection&) = delete;

    [[nodiscard]] const std::string& name() const { return keys_.method; }
    [[nodiscard]] virtual std::string short_description() const = 0;
    [[nodiscard]] virtual std::optional<protection_lock> lock_of_pair(const std::string& /*pair*/,
                                                                      const protection_call& /*call*/) {
        return {};
    }
    [[nodiscard]] virtual std::optional<protection_lock> lock_of_all(const protection_call& /*call*/) { return {}; }

  protected:
    [[nodiscard]] const strategy::protection& keys() const { return keys_; }
    [[nodiscard]] trade_history& history() const { return history_; }
    [[nodiscard]] timestamp window_start(timestamp now) const { return now - std::chrono::minutes{lookback_minutes_}; }
    [[nodiscard]] std::int64_t lookback_minutes() const { return lookback_minutes_; }
    [[nodiscard]] std::string lookback_text() const; // 60 minutes, 12 candles
    [[nodiscard]] std::string unlock_text() const;   // for 2 candles, until 12:30
    // When a lock made of these trades ends. They are not empty.
    [[nodiscard]] timestamp lock_end(const std::vector<closed_trade_facts>& trades) const;

  private:
    strategy::protection keys_;
    trade_history& history_;
    std::int64_t stop_minutes_ = 0;
    std::int64_t lookback_minutes_ = 0;
};

} // namespace tremolo::plugins
