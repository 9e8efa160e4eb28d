// The one place that tries exchange calls again (ENGINE.md section 26): reading and cancelling up to 4 times more,
// fetching an order 5 times, placing never. After a rate limit and for an order that is not there yet it waits
// (tries so far)^2 + 1 seconds; after other temporary failures it does not wait.
#pragma once
#include "base/log.hpp"
#include "exchange/forwarding.hpp"
#include <functional>
#include <stop_token>

namespace tremolo::exchange {

// Waits until the time is over or a stop is requested, whichever is first.
using retry_wait = std::function<void(std::chrono::milliseconds, const std::stop_token&)>;
void interruptible_wait(std::chrono::milliseconds time, const std::stop_token& stop);

class retry_policy {
  public:
    static constexpr int usual_retries = 4;
    static constexpr int order_retries = 5;

    explicit retry_policy(std::stop_token stop = {}, logger log = {}, retry_wait wait = interruptible_wait)
        : stop_{std::move(stop)}, log_{std::move(log)}, wait_{std::move(wait)} {}

    // Calls until it succeeds, fails for good, has been retried so often, or a stop is requested; then the last
    // exchange_error comes through. A missing order is worth a retry only where `missing_may_appear`.
    template <class F>
    auto run(std::string_view what, int retries, F call, bool missing_may_appear = false) const {
        for (int tried = 0;; ++tried) {
            try {
                return call();
            } catch (const exchange_error& e) {
                if (!again(what, retries, tried, e, missing_may_appear)) throw;
            }
        }
    }

  private:
    // Says in the log what happened, and waits.
    [[nodiscard]] bool again(std::string_view what, int retries, int tried, const exchange_error& e,
                             bool missing_may_appear) const;
    std::stop_token stop_;
    logger log_;
    retry_wait wait_;
};

class retrying : public forwarding {
  public:
    explicit retrying(std::shared_ptr<exchange> inner, std::stop_token stop = {}, logger log = {},
                      retry_wait wait = interruptible_wait)
        : forwarding{std::move(inner)}, policy_{std::move(stop), std::move(log), std::move(wait)} {}

    void load_markets() override;
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
    // Sent once. When the answer is missing (a temporary failure) and the request has a client_order_id, the exchange
    // is asked whether the order arrived: its state if so, else the failure.
    [[nodiscard]] order_state place_order(const order_request& order) override;
    [[nodiscard]] order_state cancel_order(const std::string& id, const market::pair_name& pair) override;
    [[nodiscard]] order_state fetch_order(const std::string& id, const market::pair_name& pair) override;
    [[nodiscard]] std::vector<order_trade> fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                              timestamp since) override;
    [[nodiscard]] std::vector<balance> fetch_balances() override;
    [[nodiscard]] std::vector<position> fetch_positions() override;

  private:
    retry_policy policy_;
};

} // namespace tremolo::exchange
