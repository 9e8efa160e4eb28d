// Most candles of a trade change nothing: the stop is below, the target above, no signal to leave. That is told here
// from three comparisons; in all other cases, and near the target's price, the rules themselves are asked. Most signals
// find no free slot, which is told before anything is made of them.
#include "backtest/simulation.hpp"
#include <algorithm>

namespace tremolo::backtest {

bool simulation::roi_is_far(std::size_t pair, const trading::trade& t, const pair_rows& rows, std::size_t row) {
    const auto age = std::chrono::floor<std::chrono::minutes>(from_epoch_ms(rows.date_ms(row)) - t.open_date).count();
    const auto& table = with_.settings.strategy.minimal_roi;
    const auto after = table.upper_bound(age);
    if (after == table.begin()) return true;
    const auto entry = std::prev(after);
    auto& known = roi_rates_[pair];
    if (known.trade_id != t.id || known.orders != t.orders.size() || known.minutes != entry->first)
        known = {t.id, t.orders.size(), entry->first, trading::close_rate_for_roi(t, entry->second)};
    constexpr double margin = 1e-7; // profits are rounded to eight digits before they are compared
    return t.is_short ? rows.low(row) > known.rate * (1 + margin) : rows.high(row) < known.rate * (1 - margin);
}

bool simulation::only_rejects(std::size_t pair, timestamp date, strategy::direction direction, bool can_enter) {
    const double slots = with_.settings.max_open_trades();
    if (with_.collect_rejected || !with_.book.open_of(pair).empty() || slots <= 0 ||
        static_cast<double>(with_.book.open().size()) < slots)
        return false;
    if (can_enter && !with_.book.is_locked(pair, date, direction)) ++counters_.rejected_signals;
    return true;
}

bool simulation::stays(std::size_t pair, const pair_rows& rows, std::size_t row) {
    if (!quiet_) return false;
    const auto& open = with_.book.open_of(pair);
    if (open.size() != 1) return false;
    auto& t = open.front()->trade;
    if (!t.has_open_position() || t.has_open_orders()) return false;
    const auto signals = rows.signals(row);
    const bool leave = (signals & (t.is_short ? some_exit_short : some_exit_long)) != 0;
    if (leave && with_.settings.strategy.use_exit_signal) return false;
    const double low = rows.low(row), high = rows.high(row), stop = t.stop_loss.value_or(0);
    if (stop == 0 || !(low > 0) || !(high >= low)) return false;
    if (t.is_short ? stop <= high : stop >= low) return false;
    if (!roi_is_far(pair, t, rows, row)) return false;
    trading::adjust_min_max_rates(t, high, low);
    return true;
}

} // namespace tremolo::backtest
