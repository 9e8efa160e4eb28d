// An exchange that hands every call on to another: what decorators (dry_run, retrying) start from.
#pragma once
#include "exchange/exchange.hpp"
#include <memory>
#include <utility>

namespace tremolo::exchange {

class forwarding : public exchange {
  public:
    explicit forwarding(std::shared_ptr<exchange> inner) : inner_{std::move(inner)} {}

    [[nodiscard]] const traits& about() const override { return inner_->about(); }
    void load_markets() override { inner_->load_markets(); }
    [[nodiscard]] const market::market_list& markets() const override { return inner_->markets(); }
    [[nodiscard]] const market::market_info* find_market(const market::pair_name& pair) const override {
        return inner_->find_market(pair);
    }
    [[nodiscard]] std::vector<market::leverage_tier> leverage_tiers(const market::pair_name& pair) override {
        return inner_->leverage_tiers(pair);
    }
    [[nodiscard]] market::ticker_map fetch_tickers() override { return inner_->fetch_tickers(); }
    [[nodiscard]] market::ticker fetch_ticker(const market::pair_name& pair) override {
        return inner_->fetch_ticker(pair);
    }
    [[nodiscard]] market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override {
        return inner_->fetch_order_book(pair, depth);
    }
    [[nodiscard]] std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair,
                                                                const std::string& timeframe, market::candle_type type,
                                                                std::optional<timestamp> since,
                                                                std::size_t limit) override {
        return inner_->fetch_candles(pair, timeframe, type, since, limit);
    }
    [[nodiscard]] std::vector<funding_payment> fetch_funding(const market::pair_name& pair, timestamp since) override {
        return inner_->fetch_funding(pair, since);
    }
    [[nodiscard]] std::map<market::pair_name, double>
    fetch_mark_prices(const std::vector<market::pair_name>& pairs) override {
        return inner_->fetch_mark_prices(pairs);
    }
    [[nodiscard]] std::vector<public_trade> fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                                const std::string& after, std::size_t limit) override {
        return inner_->fetch_public_trades(pair, since, after, limit);
    }
    [[nodiscard]] order_state place_order(const order_request& order) override { return inner_->place_order(order); }
    [[nodiscard]] order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        return inner_->cancel_order(id, pair);
    }
    [[nodiscard]] order_state fetch_order(const std::string& id, const market::pair_name& pair) override {
        return inner_->fetch_order(id, pair);
    }
    [[nodiscard]] std::vector<order_state> fetch_orders(const market::pair_name& pair, timestamp since) override {
        return inner_->fetch_orders(pair, since);
    }
    [[nodiscard]] std::vector<order_trade> fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                              timestamp since) override {
        return inner_->fetch_order_trades(id, pair, since);
    }
    [[nodiscard]] std::vector<balance> fetch_balances() override { return inner_->fetch_balances(); }
    [[nodiscard]] std::vector<position> fetch_positions() override { return inner_->fetch_positions(); }

  protected:
    [[nodiscard]] exchange& inner() const { return *inner_; }
    void replace(std::shared_ptr<exchange> other) { inner_ = std::move(other); }

  private:
    std::shared_ptr<exchange> inner_;
};

} // namespace tremolo::exchange
