// What happens to calls of an exchange, by seed: no connection before or after they had their effect, answers that take
// long or leave out the fee, and the end of the process in the middle of one.
#pragma once
#include "exchange/forwarding.hpp"
#include "tests/bot/failing_disk.hpp"
#include "tests/testing.hpp"

namespace simulation {

using namespace tremolo;
namespace ex = ::tremolo::exchange;

// The end of the process, as far as the bot is concerned: nothing in it may catch this and go on.
struct process_death {};

class weather final : public ex::forwarding {
  public:
    weather(std::shared_ptr<ex::exchange> inner, std::uint64_t seed, manual_clock& clock,
            const testing_support::failing_disk& disk)
        : forwarding{std::move(inner)}, random_{seed}, clock_{clock}, disk_{disk} {}
    bool bad = true;
    bool dead = false;
    bool tells_fees = true; // else they have to be asked for, fill by fill

    market::ticker_map fetch_tickers() override {
        return asked([&] { return inner().fetch_tickers(); });
    }
    market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override {
        return asked([&] { return inner().fetch_order_book(pair, depth); });
    }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  market::candle_type type, std::optional<timestamp> since,
                                                  std::size_t /*limit*/) override {
        return asked([&] { return inner().fetch_candles(pair, timeframe, type, since, 20); });
    }
    std::vector<ex::balance> fetch_balances() override {
        return asked([&] { return inner().fetch_balances(); });
    }
    std::vector<ex::position> fetch_positions() override {
        return asked([&] { return inner().fetch_positions(); });
    }
    std::vector<ex::funding_payment> fetch_funding(const market::pair_name& pair, timestamp since) override {
        return asked([&] { return inner().fetch_funding(pair, since); });
    }
    std::map<market::pair_name, double> fetch_mark_prices(const std::vector<market::pair_name>& pairs) override {
        return asked([&] { return inner().fetch_mark_prices(pairs); });
    }
    market::order_state place_order(const ex::order_request& o) override {
        return ordered([&] { return told(inner().place_order(o)); });
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        return ordered([&] { return told(inner().cancel_order(id, pair)); });
    }
    market::order_state fetch_order(const std::string& id, const market::pair_name& pair) override {
        return ordered([&] { return told(inner().fetch_order(id, pair)); });
    }
    std::vector<market::order_state> fetch_orders(const market::pair_name& pair, timestamp since) override {
        return asked([&] { return inner().fetch_orders(pair, since); });
    }
    std::vector<ex::order_trade> fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                    timestamp since) override {
        return asked([&] { return inner().fetch_order_trades(id, pair, since); });
    }

  private:
    market::order_state told(market::order_state state) const {
        if (!tells_fees) state.fee.reset();
        return state;
    }
    // A process that was killed while it wrote asks nothing more.
    void require_life() const {
        if (dead || disk_.dead) throw process_death{};
    }
    template <class F>
    std::invoke_result_t<F> asked(F call) {
        require_life();
        const auto luck = bad ? random_() % 1000 : 999;
        if (luck < 2) die();
        if (luck < 6) fail();
        if (luck < 20) clock_.advance(std::chrono::seconds{random_() % 40});
        return call();
    }
    template <class F>
    std::invoke_result_t<F> ordered(F call) {
        require_life();
        const auto luck = bad ? random_() % 100 : 99;
        if (luck < 3) die();
        if (luck < 8) fail();
        auto answer = call();
        if (luck < 11) die();
        if (luck < 16) fail();
        if (luck < 20) clock_.advance(std::chrono::seconds{random_() % 40});
        return answer;
    }
    [[noreturn]] void die() {
        dead = true;
        throw process_death{};
    }
    [[noreturn]] static void fail() { throw ex::exchange_error{ex::failure::temporary, "no connection"}; }
    std::mt19937_64 random_;
    manual_clock& clock_;
    const testing_support::failing_disk& disk_;
};

} // namespace simulation
