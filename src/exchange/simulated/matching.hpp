// Orders of live trading against the simulated prices. Taking orders eat the order book at once; resting ones are
// filled at their price, in parts, from a share of what was traded at it or beyond since the last look. Stops wait for
// their price to be traded. Money is a ledger's; a fee is taken from what is received (spot) or in the quote currency
// (futures, with one position a pair).
#pragma once
#include "exchange/exchange.hpp"
#include "exchange/simulated/ledger.hpp"
#include "exchange/simulated/price_source.hpp"
#include <deque>
#include <map>
#include <string>

namespace tremolo::exchange {

class matching_engine {
  public:
    // `prices` and `about` outlive it. `wallet`: currency -> amount.
    matching_engine(price_source& prices, const traits& about, const std::map<std::string, double>& wallet,
                    std::int64_t now_ms);

    // Fills what the time until then fills; called before every question and every order.
    void advance(std::int64_t now_ms);

    // exchange_error: `rejected` (precision, limits, unknown type, would trigger at once, nothing to reduce, client
    // order id used before) or `insufficient_funds`.
    [[nodiscard]] order_state place(const order_request& request, const market::market_info& market);
    // `id` is the exchange's or the client's. exchange_error: `order_not_found`; `rejected` when it is done already.
    [[nodiscard]] order_state cancel(const std::string& id, const market::pair_name& pair);
    [[nodiscard]] order_state find(const std::string& id, const market::pair_name& pair) const;
    [[nodiscard]] std::vector<order_state> orders(const market::pair_name& pair, std::int64_t since_ms) const;
    [[nodiscard]] std::vector<order_trade> trades(const std::string& id, const market::pair_name& pair,
                                                  std::int64_t since_ms) const;
    [[nodiscard]] std::vector<balance> balances() const;
    [[nodiscard]] std::vector<position> positions() const;
    [[nodiscard]] const ledger& money() const { return ledger_; }

  private:
    struct live_order {
        std::string id;
        order_request request;
        const market::market_info* market = nullptr;
        std::string status = "open";
        std::int64_t placed_ms = 0;
        std::optional<std::int64_t> last_trade_ms{};
        bool waits_for_stop = false;
        bool limited = true; // rests in the book; else takes whatever is there
        units amount = 0;
        units filled = 0;
        units cost = 0;
        units locked = 0;      // of the trader's money
        double lock_price = 0; // at which it was counted
        std::vector<order_trade> fills{};
        [[nodiscard]] bool buys() const { return request.side == order_side::buy; }
        [[nodiscard]] bool open() const { return status == "open"; }
        [[nodiscard]] units left() const { return amount - filled; }
        [[nodiscard]] double limit() const { return request.price.value_or(0); }
    };
    struct held_position {
        units amount = 0; // coins, negative when short
        units value = 0;  // quote currency paid for it
        units collateral = 0;
        double leverage = 1;
    };

    void check_request(const order_request& request, const market::market_info& market) const;
    [[nodiscard]] std::size_t known(const std::string& id, const market::pair_name& pair) const;
    [[nodiscard]] order_state told(const live_order& order) const;

    // -- money (settlement.cpp)
    [[nodiscard]] static const std::string& locked_currency(const live_order& order);
    [[nodiscard]] double fee_rate(const live_order& order, bool maker) const;
    [[nodiscard]] units needed(const live_order& order, units amount, double price) const;
    // insufficient_funds when the trader has not enough.
    void lock(live_order& order, double price);
    void fill(live_order& order, units amount, double price, bool maker);
    [[nodiscard]] order_fee settle_spot(live_order& order, units amount, units cost, double rate);
    [[nodiscard]] order_fee settle_future(live_order& order, units amount, units cost, double rate);
    void change_position(const live_order& order, units amount, units cost);
    void liquidate(const market::market_info& market, const traded& since);
    // Gives back what is still locked.
    void finish(live_order& order, std::string status);

    // -- matching
    [[nodiscard]] double traded_price(const live_order& order) const;
    [[nodiscard]] units step(const live_order& order) const;
    [[nodiscard]] bool acceptable(const live_order& order, double price) const;
    void prepare(live_order& order, const market::order_book& book);
    void take(live_order& order, const market::order_book& book);
    void fill_resting(live_order& order, const traded& since, units& pool);
    void trigger(live_order& order, const traded& since);
    [[nodiscard]] units reducible(const live_order& order) const;

    price_source& prices_;
    const traits& about_;
    ledger ledger_;
    std::deque<live_order> orders_; // by time of placement; never removed
    std::map<std::string, std::size_t> by_id_;
    std::map<std::string, std::size_t> by_client_id_;
    std::vector<std::size_t> open_;
    std::map<market::pair_name, held_position> positions_;
    std::int64_t now_ms_;
};

} // namespace tremolo::exchange
