// The interface that a trader implements: freqtrade's strategy in C++, with the same names and meanings. The three
// populate functions turn candles into signals; the callbacks, all optional, are asked by the bot as it trades
// (ENGINE.md sections 3, 4, 12 to 15). An instance belongs to one bot and its thread. A file of strategies includes
// "strategy/prelude.hpp" and names each class with TREMOLO_STRATEGY (export.hpp).
#pragma once
#include "market/frame.hpp"
#include "strategy/attributes.hpp"
#include "strategy/calls.hpp"
#include "strategy/parameters.hpp"
#include "strategy/services.hpp"
#include "strategy/settings.hpp"

namespace tremolo::strategy {

class strategy : public parameter_list {
  public:
    explicit strategy(attributes declared = {});
    virtual ~strategy();

    // -- analysis: columns are added to the candles (date, open, high, low, close, volume). Rows are never added or
    // removed.
    virtual void populate_indicators(market::frame& dataframe, const metadata& about) = 0;
    // Sets enter_long / enter_short to 1 where a trade is to be entered, and enter_tag.
    virtual void populate_entry_trend(market::frame& dataframe, const metadata& about) = 0;
    // Sets exit_long / exit_short to 1 where a trade is to be left, and exit_tag.
    virtual void populate_exit_trend(market::frame& dataframe, const metadata& about) = 0;

    // -- the bot's life
    virtual void bot_start() {}
    virtual void bot_loop_start(timestamp /*current_time*/) {}
    [[nodiscard]] virtual std::vector<informative_pair> informative_pairs() { return {}; }
    [[nodiscard]] virtual std::optional<std::string> version() { return {}; }

    // -- entering
    // The price asked for; nothing: the proposed one.
    virtual std::optional<double> custom_entry_price(const entry_price_call& call) { return call.proposed_rate; }
    // The stake; nothing or 0: no trade.
    virtual std::optional<double> custom_stake_amount(const stake_call& call) { return call.proposed_stake; }
    virtual double leverage(const leverage_call& /*call*/) { return 1.0; }
    virtual bool confirm_trade_entry(const confirm_entry_call& /*call*/) { return true; }

    // -- holding
    // A ratio of the current rate (its sign does not matter); nothing: the stop stays. Asked with use_custom_stoploss.
    virtual std::optional<double> custom_stoploss(const stoploss_call& call);
    // The profit ratio to close at, if lower than the table's; nothing: the table's. Asked with use_custom_roi.
    virtual std::optional<double> custom_roi(const roi_call& /*call*/) { return {}; }
    // Asked with position_adjustment_enable.
    virtual std::optional<stake_change> adjust_trade_position(const adjust_position_call& /*call*/) { return {}; }

    // -- leaving
    virtual exit_answer custom_exit(const exit_call& /*call*/) { return {}; }
    virtual std::optional<double> custom_exit_price(const exit_price_call& call) { return call.proposed_rate; }
    virtual bool confirm_trade_exit(const confirm_exit_call& /*call*/) { return true; }

    // -- orders
    // True cancels the order.
    virtual bool check_entry_timeout(const order_call& /*call*/) { return false; }
    virtual bool check_exit_timeout(const order_call& /*call*/) { return false; }
    // A new price replaces the order; the current one leaves it; nothing cancels it.
    virtual std::optional<double> adjust_entry_price(const adjust_price_call& call) { return call.current_order_rate; }
    virtual std::optional<double> adjust_exit_price(const adjust_price_call& call) { return call.current_order_rate; }
    virtual std::optional<double> adjust_order_price(const adjust_price_call& call) {
        return call.is_entry ? adjust_entry_price(call) : adjust_exit_price(call);
    }
    virtual void order_filled(const order_call& /*call*/) {}

    // -- charts
    virtual std::vector<annotation> plot_annotations(const annotations_call& /*call*/) { return {}; }

    // -- for the bot
    [[nodiscard]] const attributes& declared() const { return declared_; }
    // What the file of parameters beside the strategy changes, before `attach`.
    void declare(attributes changed) { declared_ = std::move(changed); }
    // Before anything is asked. `bot` outlives the strategy, or is replaced by another attach.
    void attach(services& bot, const tremolo::strategy::settings& effective);
    [[nodiscard]] const tremolo::strategy::settings& effective() const { return effective_; }

  protected:
    // What the bot offers; tremolo::error before attach (in the constructor, for one).
    [[nodiscard]] services& bot() const;

  private:
    attributes declared_;
    tremolo::strategy::settings effective_;
    services* bot_ = nullptr;
};

// Which optional callbacks a strategy's class really has. Filled by TREMOLO_STRATEGY.
struct implemented_callbacks {
    bool bot_start = false, bot_loop_start = false, informative_pairs = false, version = false;
    bool custom_entry_price = false, custom_stake_amount = false, leverage = false, confirm_trade_entry = false;
    bool custom_stoploss = false, custom_roi = false, adjust_trade_position = false;
    bool custom_exit = false, custom_exit_price = false, confirm_trade_exit = false;
    bool check_entry_timeout = false, check_exit_timeout = false;
    bool adjust_entry_price = false, adjust_exit_price = false, adjust_order_price = false;
    bool order_filled = false, plot_annotations = false;
};

} // namespace tremolo::strategy
