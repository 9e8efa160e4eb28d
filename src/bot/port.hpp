// All that the outside may do to a running bot: read its newest snapshot, hand it a command, set its state, read its
// log. `rpc/` and `api/` see the bot through this and nothing else. Thread-safe. A reload swaps the engine behind it.
#pragma once
#include "base/log.hpp"
#include "bot/commands.hpp"
#include "bot/snapshot.hpp"
#include "bot/state.hpp"

namespace tremolo::bot {

class port {
  public:
    virtual ~port() = default;
    // Null until the engine was built.
    [[nodiscard]] virtual std::shared_ptr<const snapshot> newest() const = 0;
    [[nodiscard]] virtual bot_control& control() = 0;
    // Wakes the worker out of its pause; `done` may be called before submit returns. A worker that is gone answers with
    // a refusal.
    virtual void submit(command wish, command_done done) = 0;
    // Wakes the worker, so that a changed state is acted upon.
    virtual void wake() = 0;
};

} // namespace tremolo::bot
