// CooldownPeriod: a pair rests after each of its trades.
#include "plugins/protections/makers.hpp"

namespace tremolo::plugins {

namespace {
class cooldown_period final : public protection {
  public:
    cooldown_period(const strategy::protection& keys, const protection_parts& parts)
        : protection{keys, parts.timeframe_minutes, parts.history} {}

    [[nodiscard]] std::string short_description() const override {
        return name() + " - Cooldown period " + unlock_text() + ".";
    }
    [[nodiscard]] std::optional<protection_lock> lock_of_pair(const std::string& pair,
                                                              const protection_call& call) override {
        const auto trades = history().closed_since(window_start(call.now), pair);
        if (trades.empty()) return {};
        // The word "for" stands twice: freqtrade's text, which is stored and shown.
        return protection_lock{lock_end(trades), "Cooldown period for " + unlock_text() + "."};
    }
};
} // namespace

std::unique_ptr<protection> make_cooldown_period(const strategy::protection& keys, const protection_parts& parts) {
    return std::make_unique<cooldown_period>(keys, parts);
}

} // namespace tremolo::plugins
