// The members of a bot, for the files that implement it.
#pragma once
#include "bot/bot.hpp"
#include "bot/strategy_services.hpp"
#include "bot/trader.hpp"
#include "bot/wallet_backfill.hpp"
#include "plugins/pairlists/chain.hpp"

namespace tremolo::bot {

struct bot::insides {
    explicit insides(bot_parts given);

    // -- the steps of an iteration
    void reload_markets_if_old();
    void load_markets();
    void refresh_whitelist(bool with_open_trades);
    void restore_dry_run_orders();
    void run_due_jobs();
    void record_wallets();
    void record_wallets_if_due();
    void fill_in_wallet_history();
    [[nodiscard]] std::vector<market::raw_candle> daily_candles(const market::pair_name& pair, timestamp since);
    [[nodiscard]] std::vector<store::wallet_record> records_of(const std::vector<day_balance>& days);
    void send_strategy_messages();
    void start_up_messages();
    void note_start();
    // Snapshot first, then the events.
    void publish();
    void publish_if_told();

    // -- what follows a round that failed (after_failure.cpp)
    // Runs a step; what it throws goes on to the caller, when the books and the picture are again what is stored.
    void with_honest_books(const std::function<void()>& step);
    // The books in memory may be ahead of the database: they are read from it again.
    void note_store_failure();
    // Orders that were in flight when the database failed.
    void settle_after_failure();
    void publish_what_is_stored();

    // -- commands
    command_answer run(const force_enter& wish);
    command_answer run(const force_exit& wish);
    command_answer run(const cancel_open_order& wish);
    command_answer run(const delete_trade& wish);
    command_answer run(const reload_trade& wish);
    command_answer run(const add_locks& wish);
    command_answer run(const delete_locks& wish);
    command_answer run(const add_blacklist& wish);
    command_answer run(const delete_blacklist& wish);
    command_answer run(const change_settings& wish);
    void check_force_enter(const force_enter& wish) const;
    [[nodiscard]] bool exit_by_force(const trade_ptr& t, const force_exit& wish);

    [[nodiscard]] std::shared_ptr<snapshot> picture();
    [[nodiscard]] std::map<std::string, double> currency_rates();
    [[nodiscard]] std::optional<double> fiat_rate();
    [[nodiscard]] timestamp now() const { return parts.clock.now(); }
    [[nodiscard]] bool is_stopped() const { return parts.control.state() == bot_state::stopped; }

    bot_parts parts;
    tremolo::bot::ledger ledger;
    exchange::rates rates;
    announcer announce;
    strategy::guarded_strategy strategy;
    candle_keeper candles;
    wallet_keeper wallets;
    plugins::said_once said;
    exchange::uuid_source ids;
    std::unique_ptr<plugins::pairlist_chain> pairs;
    std::unique_ptr<strategy_services> services;
    std::unique_ptr<plugins::protection_manager> protections;
    std::unique_ptr<tremolo::bot::trader> trader;

    std::vector<market::pair_name> whitelist;
    std::shared_ptr<const market::market_list> markets;
    std::optional<timestamp> markets_at;
    std::optional<timestamp> last_process;
    std::optional<timestamp> bot_start;
    std::optional<timestamp> bot_startup;
    std::optional<timestamp> last_job;    // of funding
    std::optional<timestamp> next_record; // of the wallet
    market::ticker_map tickers;
    std::optional<timestamp> tickers_at;
    std::optional<timestamp> published_at;
    std::uint64_t number = 0;
    bool store_failed = false;
};

} // namespace tremolo::bot
