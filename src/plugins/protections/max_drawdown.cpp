// MaxDrawdown: stops all entries when the recent trades lost too much from their high, in ratios or of the balance.
#include "plugins/number_text.hpp"
#include "plugins/protections/makers.hpp"
#include "trading/date_order.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
class max_drawdown final : public protection {
  public:
    max_drawdown(const strategy::protection& keys, const protection_parts& parts)
        : protection{keys, parts.timeframe_minutes, parts.history}, limit_{keys.trade_limit.value_or(1)},
          allowed_{keys.max_allowed_drawdown.value_or(0)}, by_equity_{keys.calculation_mode == "equity"} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Max drawdown protection, stop trading if drawdown is > {} within {}.", name(),
                           number_text(allowed_), lookback_text());
    }
    [[nodiscard]] std::optional<protection_lock> lock_of_all(const protection_call& call) override {
        const timestamp since = window_start(call.now);
        const auto trades = by_close(history().closed_since(since, {}));
        if (static_cast<std::int64_t>(trades.size()) < limit_ || trades.empty()) return {};
        const double drawdown =
            by_equity_ ? of_balance(trades, call.starting_balance + history().profit_until(since)) : of_ratios(trades);
        if (!(drawdown > allowed_)) return {};
        return protection_lock{lock_end(trades), fmt::format("{} passed {} in {}, locking {}.", number_text(drawdown),
                                                             number_text(allowed_), lookback_text(), unlock_text())};
    }

  private:
    // As pandas sorts, which lets trades of one moment change places: the drawdown depends on it.
    [[nodiscard]] static std::vector<closed_trade_facts> by_close(const std::vector<closed_trade_facts>& trades) {
        std::vector<timestamp> dates;
        for (const auto& t : trades) dates.push_back(t.close_date);
        std::vector<closed_trade_facts> sorted;
        for (const auto i : trading::date_order(dates)) sorted.push_back(trades[i]);
        return sorted;
    }
    [[nodiscard]] static double of_ratios(const std::vector<closed_trade_facts>& trades) {
        double sum = 0, high = 0, worst = 0;
        for (const auto& t : trades) {
            sum += t.close_profit.value_or(0);
            high = std::max(high, sum);
            worst = std::min(worst, sum - high);
        }
        return -worst;
    }
    [[nodiscard]] static double of_balance(const std::vector<closed_trade_facts>& trades, double start) {
        double sum = 0, high = 0, worst = 0;
        for (const auto& t : trades) {
            sum += t.close_profit_abs.value_or(0);
            high = std::max(high, sum);
            worst = std::max(worst, ((start + high) - (start + sum)) / (start + high));
        }
        return worst;
    }

    std::int64_t limit_;
    double allowed_;
    bool by_equity_;
};
} // namespace

std::unique_ptr<protection> make_max_drawdown(const strategy::protection& keys, const protection_parts& parts) {
    return std::make_unique<max_drawdown>(keys, parts);
}

} // namespace tremolo::plugins
