// The markets of an exchange without the exchange: what a backtest needs to know of pairs (fees, limits, precision,
// leverage tiers), from a list. Whoever asks it for prices or orders is told that there are none.
#pragma once
#include "exchange/exchange.hpp"
#include <filesystem>
#include <map>
#include <memory>

namespace tremolo::backtest {

class past_exchange final : public exchange::exchange {
  public:
    using tier_map = std::map<market::pair_name, std::vector<market::leverage_tier>>;
    past_exchange(tremolo::exchange::traits about, market::market_list markets, tier_map tiers);

    [[nodiscard]] const tremolo::exchange::traits& about() const override { return about_; }
    void load_markets() override {}
    [[nodiscard]] const market::market_list& markets() const override { return markets_; }
    [[nodiscard]] const market::market_info* find_market(const market::pair_name& pair) const override;
    [[nodiscard]] std::vector<market::leverage_tier> leverage_tiers(const market::pair_name& pair) override;

    [[nodiscard]] market::ticker_map fetch_tickers() override;
    [[nodiscard]] market::ticker fetch_ticker(const market::pair_name& pair) override;
    [[nodiscard]] market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override;
    [[nodiscard]] std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair,
                                                                const std::string& timeframe, market::candle_type type,
                                                                std::optional<timestamp> since,
                                                                std::size_t limit) override;
    [[nodiscard]] std::vector<tremolo::exchange::funding_payment> fetch_funding(const market::pair_name& pair,
                                                                                timestamp since) override;
    [[nodiscard]] market::order_state place_order(const tremolo::exchange::order_request& order) override;
    [[nodiscard]] market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override;
    [[nodiscard]] market::order_state fetch_order(const std::string& id, const market::pair_name& pair) override;
    [[nodiscard]] std::vector<market::order_state> fetch_orders(const market::pair_name& pair,
                                                                timestamp since) override;
    [[nodiscard]] std::vector<tremolo::exchange::order_trade>
    fetch_order_trades(const std::string& id, const market::pair_name& pair, timestamp since) override;
    [[nodiscard]] std::vector<tremolo::exchange::balance> fetch_balances() override;
    [[nodiscard]] std::vector<tremolo::exchange::position> fetch_positions() override;

  private:
    tremolo::exchange::traits about_;
    market::market_list markets_;
    std::map<market::pair_name, std::size_t> index_;
    tier_map tiers_;
};

// Markets known by nothing but their names: no limits, amounts of eight decimals, the exchange's usual fees. Futures
// get the leverage tiers that the simulated exchange has.
[[nodiscard]] std::unique_ptr<past_exchange> exchange_of_names(const std::string& id, bool futures,
                                                               const std::vector<market::pair_name>& pairs);

// From a file: {"markets": {"BTC/USDT": <as ccxt tells it>, ...}, "leverage_tiers": {"BTC/USDT:USDT": [...]}}; a list
// of markets too, and limits as [min, max]. operational_error when it cannot be used.
[[nodiscard]] std::unique_ptr<past_exchange> exchange_of_file(const std::string& id, bool futures,
                                                              const std::filesystem::path& file);

} // namespace tremolo::backtest
