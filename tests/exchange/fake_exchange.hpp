// An exchange whose answers a test sets.
#pragma once
#include "exchange/exchange.hpp"
#include <algorithm>

namespace tremolo::exchange {

class fake_exchange : public exchange {
  public:
    traits own_traits;
    market::market_list own_markets;
    market::ticker ticker;
    market::order_book book;
    std::size_t books_asked = 0;
    std::size_t tickers_asked = 0;

    const traits& about() const override { return own_traits; }
    void load_markets() override {}
    const market::market_list& markets() const override { return own_markets; }
    const market::market_info* find_market(const market::pair_name& pair) const override {
        const auto found = std::find_if(own_markets.begin(), own_markets.end(),
                                        [&](const market::market_info& m) { return m.symbol == pair; });
        return found == own_markets.end() ? nullptr : &*found;
    }
    std::vector<market::leverage_tier> leverage_tiers(const market::pair_name&) override { return {}; }
    market::ticker_map fetch_tickers() override { return {}; }
    market::ticker fetch_ticker(const market::pair_name&) override {
        ++tickers_asked;
        return ticker;
    }
    market::order_book fetch_order_book(const market::pair_name&, std::size_t) override {
        ++books_asked;
        return book;
    }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name&, const std::string&, market::candle_type,
                                                  std::optional<timestamp>, std::size_t) override {
        return {};
    }
    std::vector<funding_payment> fetch_funding(const market::pair_name&, timestamp) override { return {}; }
    order_state place_order(const order_request&) override { return {}; }
    order_state cancel_order(const std::string&, const market::pair_name&) override { return {}; }
    order_state fetch_order(const std::string&, const market::pair_name&) override { return {}; }
    std::vector<order_state> fetch_orders(const market::pair_name&, timestamp) override { return {}; }
    std::vector<order_trade> fetch_order_trades(const std::string&, const market::pair_name&, timestamp) override {
        return {};
    }
    std::vector<balance> fetch_balances() override { return {}; }
    std::vector<position> fetch_positions() override { return {}; }
};

} // namespace tremolo::exchange
