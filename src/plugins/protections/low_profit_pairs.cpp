// LowProfitPairs: locks a pair whose recent trades together earned too little.
#include "plugins/number_text.hpp"
#include "plugins/protections/makers.hpp"
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
class low_profit_pairs final : public protection {
  public:
    low_profit_pairs(const strategy::protection& keys, const protection_parts& parts)
        : protection{keys, parts.timeframe_minutes, parts.history}, limit_{keys.trade_limit.value_or(1)},
          required_{keys.required_profit.value_or(0)}, per_side_{keys.only_per_side.value_or(false)} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Low Profit Protection, locks pairs with profit < {} within {}.", name(),
                           number_text(required_), lookback_text());
    }
    [[nodiscard]] std::optional<protection_lock> lock_of_pair(const std::string& pair,
                                                              const protection_call& call) override {
        const auto trades = history().closed_since(window_start(call.now), pair);
        if (static_cast<std::int64_t>(trades.size()) < limit_) return {};
        std::optional<double> sum;
        for (const auto& t : trades)
            if (t.close_profit.value_or(0) != 0 && (!per_side_ || t.is_short == (call.side == "short")))
                sum = sum.value_or(0) + *t.close_profit;
        const double profit = sum.value_or(0);
        if (!(profit < required_) || trades.empty()) return {};
        return protection_lock{lock_end(trades),
                               fmt::format("{} < {} in {}, locking {}.", sum ? number_text(*sum) : "0",
                                           number_text(required_), lookback_text(), unlock_text()),
                               per_side_ ? call.side : "*"};
    }

  private:
    std::int64_t limit_;
    double required_;
    bool per_side_;
};
} // namespace

std::unique_ptr<protection> make_low_profit_pairs(const strategy::protection& keys, const protection_parts& parts) {
    return std::make_unique<low_profit_pairs>(keys, parts);
}

} // namespace tremolo::plugins
