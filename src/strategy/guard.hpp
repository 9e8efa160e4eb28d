// The bot's way to ask a strategy anything: a strategy that throws never takes the bot with it. Each callback answers
// with the default that freqtrade uses then, and the failure is reported. Nothing else calls a strategy's functions.
#pragma once
#include "strategy/strategy.hpp"
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace tremolo::strategy {

struct strategy_failure {
    std::string callback;
    std::string message;
    // A std::logic_error (a bad value), which freqtrade logs in one line; others are logged as unexpected errors.
    bool bad_value = false;
};

class guard {
  public:
    using reporter = std::function<void(const strategy_failure&)>;
    explicit guard(reporter report = {}) : report_{std::move(report)} {}

    // What `call` returns, or `fallback` when it throws.
    template <class R, class F>
    R ask(const char* callback, R fallback, F&& call) const {
        try {
            return std::forward<F>(call)();
        } catch (...) { report_current(callback); }
        return fallback;
    }
    // False when it threw.
    template <class F>
    bool run(const char* callback, F&& call) const {
        return ask(callback, false, [&] {
            call();
            return true;
        });
    }

  private:
    void report_current(const char* callback) const;
    reporter report_;
};

// The exception that is being handled, as a failure of this callback. Only within a catch block.
[[nodiscard]] strategy_failure current_failure(const char* callback);

// A strategy behind a guard. Belongs to the thread of its bot, as the strategy does.
class guarded_strategy {
  public:
    guarded_strategy(std::shared_ptr<strategy> subject, implemented_callbacks implemented, guard::reporter report)
        : subject_{std::move(subject)}, implemented_{implemented}, guard_{std::move(report)} {}

    [[nodiscard]] strategy& subject() const { return *subject_; }
    [[nodiscard]] const implemented_callbacks& implements() const { return implemented_; }

    // Throws operational_error: a bot whose strategy cannot start does not start.
    void bot_start() const;
    void bot_loop_start(timestamp current_time) const;
    [[nodiscard]] std::vector<informative_pair> informative_pairs() const;
    [[nodiscard]] std::optional<std::string> version() const;

    [[nodiscard]] double custom_entry_price(const entry_price_call& call) const; // nothing or NaN: the proposed price
    [[nodiscard]] std::optional<double> custom_stake_amount(const stake_call& call) const;
    [[nodiscard]] double leverage(const leverage_call& call) const;
    [[nodiscard]] bool confirm_trade_entry(const confirm_entry_call& call) const;

    [[nodiscard]] std::optional<double> custom_stoploss(const stoploss_call& call) const;
    [[nodiscard]] std::optional<double> custom_roi(const roi_call& call) const;
    [[nodiscard]] std::optional<stake_change> adjust_trade_position(const adjust_position_call& call) const;

    [[nodiscard]] exit_answer custom_exit(const exit_call& call) const;
    [[nodiscard]] double custom_exit_price(const exit_price_call& call) const;
    [[nodiscard]] bool confirm_trade_exit(const confirm_exit_call& call) const;

    [[nodiscard]] bool check_entry_timeout(const order_call& call) const;
    [[nodiscard]] bool check_exit_timeout(const order_call& call) const;
    [[nodiscard]] std::optional<double> adjust_order_price(const adjust_price_call& call) const;
    void order_filled(const order_call& call) const;

    [[nodiscard]] std::vector<annotation> plot_annotations(const annotations_call& call) const;

  private:
    std::shared_ptr<strategy> subject_;
    implemented_callbacks implemented_;
    guard guard_;
};

} // namespace tremolo::strategy
