// The parts of a bot as its flows see them: references to what one bot is made of, all owned by `bot` and used on the
// worker's thread only.
#pragma once
#include "bot/announcer.hpp"
#include "bot/candle_keeper.hpp"
#include "bot/ledger.hpp"
#include "bot/settings.hpp"
#include "bot/state.hpp"
#include "bot/wallet_keeper.hpp"
#include "exchange/exchange.hpp"
#include "exchange/pricing.hpp"
#include "exchange/uuid.hpp"
#include "plugins/once.hpp"
#include "plugins/protections/manager.hpp"
#include "strategy/exit_rules.hpp"
#include "strategy/guard.hpp"

namespace tremolo::bot {

struct context {
    const tremolo::clock& clock;
    logger log;
    exchange::exchange& exchange;
    std::shared_ptr<const tremolo::bot::settings> settings;
    const strategy::guarded_strategy& strategy;
    exchange::rates& rates;
    tremolo::bot::ledger& ledger;
    wallet_keeper& wallets;
    announcer& announce;
    candle_keeper& candles;
    plugins::protection_manager& protections;
    bot_control& control;
    exchange::uuid_source& client_order_ids;
    plugins::said_once& said;                           // once a candle
    std::function<void(std::chrono::milliseconds)> nap; // short waits between two questions to the exchange

    [[nodiscard]] timestamp now() const { return clock.now(); }
    [[nodiscard]] bool dry_run() const { return settings->config->dry_run; }
    // Logs a text that would repeat each iteration once a candle.
    void log_once(const std::string& text) const {
        if (said.fresh(text)) log.info("{}", text);
    }
};

// The exchange refuses this time, or there is no price: the pair or trade is left for this round. freqtrade knows these
// as DependencyException; anything else ends the iteration.
[[nodiscard]] bool is_refused_for_now(const exchange::exchange_error& e);
// The same and what is only unreachable at the moment, for questions about a single order.
[[nodiscard]] bool is_exchange_trouble(const exchange::exchange_error& e);

} // namespace tremolo::bot
