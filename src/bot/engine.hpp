// What the worker drives: a bot, or a stand-in for one under test. Everything is called on the worker's thread.
#pragma once
#include "bot/commands.hpp"
#include "bot/state.hpp"
#include <functional>
#include <optional>
#include <string>

namespace tremolo::bot {

// The numbers of the configuration that pace the worker.
struct pace {
    double throttle_s = 5;
    double heartbeat_s = 60;              // 0: none
    std::optional<std::string> timeframe; // for the candle rule
    bot_state initial_state = bot_state::stopped;
};

class engine {
  public:
    virtual ~engine() = default;
    [[nodiscard]] virtual pace pacing() const = 0;
    [[nodiscard]] virtual std::optional<std::string> strategy_version() const = 0;

    // The bot begins to trade (again): messages, stops, open orders. May throw as `process`.
    virtual void start_up() = 0;
    // One iteration; `between_steps` is called where a user's command may come in between. Throws exchange_error,
    // operational_error and whatever a bug throws.
    virtual void process(const std::function<void()>& between_steps) = 0;
    // What is done in each round while stopped.
    virtual void process_stopped() = 0;
    // Throws refusal.
    [[nodiscard]] virtual command_answer execute(const command& wish) = 0;
    // Message of type "status", "warning" or "exception".
    virtual void tell(const std::string& type, const std::string& text) = 0;
    // Warns when trades are open that nobody will look after.
    virtual void warn_of_open_trades() = 0;
    // The state or what hangs on it changed: the picture for readers is to be taken anew.
    virtual void publish() = 0;
    // The end of this engine. Never throws.
    virtual void clean_up(bool reloading) = 0;
};

} // namespace tremolo::bot
