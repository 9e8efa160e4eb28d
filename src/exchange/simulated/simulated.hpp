// An exchange inside the program: synthetic, replayed or frozen prices behind the interface of a real one, with orders
// that are matched, money that adds up, and failures by seed. Selected by `exchange.connector: "simulated"`.
//
// A replay has a time of its own: start + (time passed x speed); so has a synthetic market with a start or a speed. The
// bot must run on `exchange_clock()`, for both now() and monotonic(); who really waits for a time on that clock waits
// time / speed(). Otherwise it is the clock given.
#pragma once
#include "base/log.hpp"
#include "exchange/exchange.hpp"
#include "exchange/simulated/faults.hpp"
#include "exchange/simulated/price_source.hpp"
#include <map>
#include <memory>

namespace tremolo::exchange {

class matching_engine;

class simulated : public exchange {
  public:
    // `time` is the exchange's and outlives it, unless it is handed over as `own_time`.
    simulated(std::unique_ptr<price_source> source, simulated_settings settings, const clock& time, logger log = {},
              std::unique_ptr<clock> own_time = {});
    ~simulated() override;

    [[nodiscard]] const clock& exchange_clock() const { return time_; }
    // Seconds of exchange_clock() a second of the clock that was given.
    [[nodiscard]] double speed() const { return speed_; }
    // A replay that has come to its end: no price changes any more.
    [[nodiscard]] bool finished() const { return source_->finished(now_ms()); }

    [[nodiscard]] const traits& about() const override { return about_; }
    void load_markets() override;
    [[nodiscard]] const market::market_list& markets() const override { return source_->markets(); }
    [[nodiscard]] const market::market_info* find_market(const market::pair_name& pair) const override;
    [[nodiscard]] std::vector<market::leverage_tier> leverage_tiers(const market::pair_name& pair) override;
    [[nodiscard]] market::ticker_map fetch_tickers() override;
    [[nodiscard]] market::ticker fetch_ticker(const market::pair_name& pair) override;
    [[nodiscard]] market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override;
    [[nodiscard]] std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair,
                                                                const std::string& timeframe, market::candle_type type,
                                                                std::optional<timestamp> since,
                                                                std::size_t limit) override;
    [[nodiscard]] std::vector<funding_payment> fetch_funding(const market::pair_name& pair, timestamp since) override;
    [[nodiscard]] std::map<market::pair_name, double>
    fetch_mark_prices(const std::vector<market::pair_name>& pairs) override;
    [[nodiscard]] std::vector<public_trade> fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                                const std::string& after, std::size_t limit) override;
    [[nodiscard]] order_state place_order(const order_request& order) override;
    [[nodiscard]] order_state cancel_order(const std::string& id, const market::pair_name& pair) override;
    // By the exchange's id or by the client_order_id of the request.
    [[nodiscard]] order_state fetch_order(const std::string& id, const market::pair_name& pair) override;
    [[nodiscard]] std::vector<order_state> fetch_orders(const market::pair_name& pair, timestamp since) override;
    [[nodiscard]] std::vector<order_trade> fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                              timestamp since) override;
    [[nodiscard]] std::vector<balance> fetch_balances() override;
    [[nodiscard]] std::vector<position> fetch_positions() override;

    // The books behind the orders, for tests and tools.
    [[nodiscard]] const matching_engine& engine() const { return *engine_; }

  private:
    [[nodiscard]] std::int64_t now_ms() const { return epoch_ms(time_.now()); }
    [[nodiscard]] const market::market_info& require(const market::pair_name& pair) const;

    std::unique_ptr<price_source> source_;
    std::unique_ptr<clock> own_time_;
    const clock& time_;
    double speed_ = 1;
    traits about_;
    logger log_;
    std::map<market::pair_name, std::size_t, std::less<>> by_pair_;
    std::unique_ptr<matching_engine> engine_;
    fault_line line_;
};

// configuration_error for settings that cannot be used (each names its key), operational_error for files that cannot.
// `time` outlives the exchange.
[[nodiscard]] std::shared_ptr<simulated> open_simulated(const simulated_settings& settings, const clock& time,
                                                        logger log = {});

} // namespace tremolo::exchange
