// The candles of the pairs that a bot watches: asked for when due, merged with what is held, analysed by the strategy
// (ENGINE.md section 3). Frames that are handed out never change.
#pragma once
#include "bot/announcer.hpp"
#include "bot/snapshot.hpp"
#include "market/candles.hpp"
#include "plugins/once.hpp"
#include "strategy/analysis.hpp"
#include "strategy/guard.hpp"
#include <unordered_map>

namespace tremolo::bot {

// Belongs to the worker's thread; the references outlive it.
class candle_keeper {
  public:
    using key = market::candle_schedule::key;

    candle_keeper(const clock& clock, exchange::exchange& exchange,
                  std::shared_ptr<const tremolo::bot::settings> settings, const strategy::guarded_strategy& strategy,
                  announcer& announce, logger log);

    // Throws configuration_error when the strategy needs more candles than the exchange gives in five calls.
    void check_startup_candles() const;
    // The whitelist on the strategy's timeframe and its informative pairs. A pair whose candles cannot be had is logged
    // and keeps what it has.
    void refresh(const std::vector<market::pair_name>& whitelist);
    void analyse(const std::vector<market::pair_name>& whitelist);

    // Null: never got any.
    [[nodiscard]] std::shared_ptr<const market::frame> candles(const key& k) const;
    [[nodiscard]] std::shared_ptr<const market::frame> fetched(const key& k); // asks for them if there are none
    // The analysed candles on the strategy's timeframe; null: not analysed yet.
    [[nodiscard]] const analysed_pair* analysed(const market::pair_name& pair) const;
    [[nodiscard]] const std::vector<analysed_pair>& all_analysed() const { return analysed_; }

    // From now on; on the worker's thread.
    void use(std::shared_ptr<const tremolo::bot::settings> settings) { settings_ = std::move(settings); }

  private:
    void ask_if_due(const key& k);
    void ask(const key& k, const market::timeframe& tf);
    void analyse_pair(const market::pair_name& pair);
    [[nodiscard]] std::vector<market::raw_candle> fetch(const key& k, const market::timeframe& tf, timestamp asked_at);
    [[nodiscard]] bool is_too_old(const market::frame& held, const market::timeframe& tf, timestamp asked_at) const;
    [[nodiscard]] std::size_t calls_at_start() const;
    [[nodiscard]] key key_of(const market::pair_name& pair) const;

    const clock& clock_;
    exchange::exchange& exchange_;
    std::shared_ptr<const tremolo::bot::settings> settings_;
    const strategy::guarded_strategy& strategy_;
    announcer& announce_;
    logger log_;
    market::candle_schedule schedule_;
    std::map<key, std::shared_ptr<const market::frame>> held_;
    std::vector<analysed_pair> analysed_;
    std::unordered_map<market::pair_name, std::size_t> analysed_at_; // index into analysed_
    plugins::said_once said_;
};

} // namespace tremolo::bot
