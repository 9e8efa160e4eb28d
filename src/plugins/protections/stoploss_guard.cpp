// StoplossGuard: locks after too many stop-losses, of a pair or of all together.
#include "plugins/protections/makers.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
constexpr std::array<std::string_view, 4> stops{"trailing_stop_loss", "stop_loss", "stoploss_on_exchange",
                                                "liquidation"};

class stoploss_guard final : public protection {
  public:
    stoploss_guard(const strategy::protection& keys, const protection_parts& parts)
        : protection{keys, parts.timeframe_minutes, parts.history}, limit_{keys.trade_limit.value_or(10)},
          required_{keys.required_profit.value_or(0)}, per_pair_{keys.only_per_pair.value_or(false)},
          per_side_{keys.only_per_side.value_or(false)} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Frequent Stoploss Guard, {} stoplosses with profit < {:.2f}% within {}.", name(),
                           limit_, required_ * 100, lookback_text());
    }
    [[nodiscard]] std::optional<protection_lock> lock_of_pair(const std::string& pair,
                                                              const protection_call& call) override {
        return guard(pair, call);
    }
    [[nodiscard]] std::optional<protection_lock> lock_of_all(const protection_call& call) override {
        return per_pair_ ? std::nullopt : guard({}, call);
    }

  private:
    [[nodiscard]] bool counts(const closed_trade_facts& t, const std::string& side) const {
        const double profit = t.close_profit.value_or(0);
        return t.exit_reason && std::find(stops.begin(), stops.end(), *t.exit_reason) != stops.end() && profit != 0 &&
               profit < required_ && (!per_side_ || t.is_short == (side == "short"));
    }
    [[nodiscard]] std::optional<protection_lock> guard(const std::optional<std::string>& pair,
                                                       const protection_call& call) {
        auto trades = history().closed_since(window_start(call.now), pair);
        std::erase_if(trades, [&](const auto& t) { return !counts(t, call.side); });
        if (static_cast<std::int64_t>(trades.size()) < limit_ || trades.empty()) return {};
        return protection_lock{
            lock_end(trades),
            fmt::format("{} stoplosses in {} min, locking {}.", limit_, lookback_minutes(), unlock_text()),
            per_side_ ? call.side : "*"};
    }

    std::int64_t limit_;
    double required_;
    bool per_pair_, per_side_;
};
} // namespace

std::unique_ptr<protection> make_stoploss_guard(const strategy::protection& keys, const protection_parts& parts) {
    return std::make_unique<stoploss_guard>(keys, parts);
}

} // namespace tremolo::plugins
