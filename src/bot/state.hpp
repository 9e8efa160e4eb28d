// The four states of a bot and who may set them. `bot_control` is the one piece of the bot that every thread may touch.
#pragma once
#include "bot/vitals.hpp"
#include <atomic>
#include <cstdint>
#include <string_view>

namespace tremolo::bot {

enum class bot_state { running, paused, stopped, reload_config };
[[nodiscard]] constexpr std::string_view name_of(bot_state state) { // as /show_config spells it
    switch (state) {
    case bot_state::running: return "running";
    case bot_state::paused: return "paused";
    case bot_state::stopped: return "stopped";
    case bot_state::reload_config: return "reload_config";
    }
    return "";
}

// A user's wish is the state at once; the worker acts on it in its next round, up to a throttle later.
class bot_control {
  public:
    [[nodiscard]] bot_state state() const { return state_.load(std::memory_order_acquire); }
    void set_state(bot_state state) {
        state_.store(state, std::memory_order_release);
        changes_.fetch_add(1, std::memory_order_acq_rel);
    }
    // Grows with every set_state: part of the key under which answers are cached.
    [[nodiscard]] std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
    [[nodiscard]] tremolo::bot::vitals& vitals() { return vitals_; }

  private:
    std::atomic<bot_state> state_{bot_state::stopped};
    std::atomic<std::uint64_t> changes_{0};
    tremolo::bot::vitals vitals_;
};

} // namespace tremolo::bot
