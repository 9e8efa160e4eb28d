// Orders that are never sent: a decorator that takes prices from any exchange and fills orders by freqtrade's rules
// (ENGINE.md section 8). Orders live in memory by id; after a restart they are put back with `restore`. Test vectors:
// tests/data/engine/dry_run_fills.json.
#pragma once
#include "base/log.hpp"
#include "exchange/forwarding.hpp"
#include "exchange/uuid.hpp"
#include <map>

namespace tremolo::exchange {

class dry_run : public forwarding {
  public:
    // `fee`: the configuration's `fee`, which beats the market's (0 counts). `time` outlives it.
    dry_run(std::shared_ptr<exchange> prices, const clock& time, uuid_source ids, std::optional<double> fee = {},
            logger log = {})
        : forwarding{std::move(prices)}, time_{time}, ids_{std::move(ids)}, fee_{fee}, log_{std::move(log)} {}

    // An order as the database knows it; one that is already held stays as it is. A stop order has a stop price and
    // ft_order_type "stoploss".
    void restore(order_state order);
    [[nodiscard]] bool knows(const std::string& id) const { return orders_.count(id) != 0; }

    // Market orders, and limit orders that the best opposite price meets, are answered filled. A stop order (with
    // `stop_price`) that would trigger at once is `rejected`.
    [[nodiscard]] order_state place_order(const order_request& order) override;
    // Looks at the book first; the answer is cancelled with nothing filled all the same. Unknown: an empty answer.
    [[nodiscard]] order_state cancel_order(const std::string& id, const market::pair_name& pair) override;
    // Looks at the book and fills the order whole when it is met. Unknown: `rejected`.
    [[nodiscard]] order_state fetch_order(const std::string& id, const market::pair_name& pair) override;

    // There is nothing on an exchange in dry run: empty.
    [[nodiscard]] std::vector<order_state> fetch_orders(const market::pair_name& pair, timestamp since) override;
    [[nodiscard]] std::vector<order_trade> fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                              timestamp since) override;
    [[nodiscard]] std::vector<balance> fetch_balances() override { return {}; }
    [[nodiscard]] std::vector<position> fetch_positions() override { return {}; }

  private:
    using book = std::optional<market::order_book>;
    enum class role { maker, taker };
    [[nodiscard]] order_state new_order(const order_request& order);
    // The book is fetched when there is none yet and it is needed.
    [[nodiscard]] bool met(const order_state& order, double limit, book& seen, double offset, bool is_stop);
    [[nodiscard]] double market_price(const order_state& order, double amount, double rate, double worst, book& seen);
    void fill_at_market(order_state& order, double asked_amount, book& seen);
    void check(order_state& order, bool immediate, book& seen);
    void check_stop(order_state& order, bool immediate, book& seen);
    void add_fee(order_state& order, role as) const;

    const clock& time_;
    uuid_source ids_;
    std::optional<double> fee_;
    logger log_;
    std::map<std::string, order_state> orders_;
};

} // namespace tremolo::exchange
