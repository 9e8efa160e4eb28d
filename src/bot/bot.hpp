// A bot: one account, one strategy, one database, driven step by step by whoever owns it (the worker's thread, or a
// test). Built from parts that are handed in; nothing in it is global, so that several can live in one process. After
// each step that changed something it publishes a new snapshot, and only then sends the events of it.
#pragma once
#include "bot/engine.hpp"
#include "bot/events.hpp"
#include "bot/fiat.hpp"
#include "bot/settings.hpp"
#include "bot/snapshot.hpp"
#include "exchange/dry_run.hpp"
#include "plugins/web.hpp"
#include "store/database.hpp"
#include "strategy/guard.hpp"
#include "strategy/producers.hpp"

namespace tremolo::bot {

struct bot_parts {
    const tremolo::clock& clock;
    logger log{};
    // In a dry run the outermost decorator is `dry_run`, which is also given by itself so that open orders can be put
    // back into it.
    std::shared_ptr<exchange::exchange> exchange;
    std::shared_ptr<exchange::dry_run> dry_run{}; // null: real orders
    std::shared_ptr<store::database> database;
    std::shared_ptr<const tremolo::bot::settings> settings;
    std::shared_ptr<strategy::strategy> strategy;
    strategy::implemented_callbacks implemented{};
    std::shared_ptr<const strategy_view> view{};            // for readers; null: they see none
    event_sink* sink = nullptr;                             // outlives the bot; null: nobody listens
    std::shared_ptr<const strategy::producers> producers{}; // what other bots tell; null: there are none
    bot_control& control;
    snapshot_board& board;
    std::shared_ptr<plugins::web> web{}; // of pair lists; null: those that need it are refused
    std::shared_ptr<fiat_source> fiat{}; // prices for fiat_display_currency; null: unknown
    std::uint64_t seed = 1;              // of our own order ids
    // Waits a moment between two questions to the exchange; empty: does not wait.
    std::function<void(std::chrono::milliseconds)> nap{};
};

class bot final : public engine {
  public:
    // Loads markets and trades, refreshes the pairlist once, starts the strategy. Throws configuration_error,
    // operational_error, exchange_error.
    explicit bot(bot_parts parts);
    ~bot() override;

    [[nodiscard]] pace pacing() const override;
    [[nodiscard]] std::optional<std::string> strategy_version() const override;
    void start_up() override;
    void process(const std::function<void()>& between_steps) override;
    void process_stopped() override;
    [[nodiscard]] command_answer execute(const command& wish) override;
    void tell(const std::string& type, const std::string& text) override;
    void warn_of_open_trades() override;
    void publish() override;
    void clean_up(bool reloading) override;

  private:
    void round(const std::function<void()>& between_steps);
    struct insides; // bot_insides.hpp
    std::unique_ptr<insides> in_;
};

} // namespace tremolo::bot
