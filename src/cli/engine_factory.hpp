// Builds the bot that the worker drives, at the start and at each reload: configuration, strategy, settings, then the
// bot itself. The exchange and the database stay what they were when the process began: a reload that wants others is
// refused.
#pragma once
#include "bot/bot.hpp"
#include "bot/worker.hpp"
#include "cli/web_access.hpp"
#include "config/load.hpp"
#include "exchange/simulated/simulated.hpp"
#include <stop_token>

namespace tremolo::cli {

// What outlives every engine. References outlive the factory.
struct engine_surroundings {
    config::load_options how;         // to read the configuration again
    config::configuration configured; // as it was read for the start
    std::shared_ptr<log_sink> log;
    std::shared_ptr<exchange::simulated> market;
    std::shared_ptr<store::database> database;
    bot::bot_control& control;
    bot::snapshot_board& board;
    bot::event_sink* sink = nullptr;                        // who hears the bots; null: nobody
    std::shared_ptr<const strategy::producers> producers{}; // what other bots tell; null: nothing
    // Called before each bot is built, with the configuration it is built from.
    std::function<void(const config::configuration&)> on_build{};
    std::uint64_t seed = 0; // of order ids: different in every process
    std::stop_token stop{}; // ends waits for the exchange
};

class engine_factory {
  public:
    explicit engine_factory(engine_surroundings with) : with_{std::move(with)} {}
    // Reads (but for the first time, when it was read already) and checks everything that can be wrong. Throws
    // configuration_error.
    [[nodiscard]] bot::build_engine prepare();

  private:
    [[nodiscard]] config::configuration read_again() const;
    engine_surroundings with_;
    bool is_first_ = true;
    system_clock machine_; // for what is asked of the web: a replay may run faster
    std::shared_ptr<plugins::web> web_ = std::make_shared<web_access>();
};

} // namespace tremolo::cli
