#include "trading/lock.hpp"
#include "market/timeframe.hpp"
#include <algorithm>

namespace tremolo::trading {
namespace {

const std::string both_sides = "*";
const std::string all_pairs = "*";

bool binds(const lock& row, timestamp now) { return row.active && row.lock_end_time > now; }
bool is_of_side(const lock& row, const std::string& side) { return row.side == both_sides || row.side == side; }

// freqtrade reads an end beyond 10^10 seconds (the year 2286) as milliseconds: such a lock is over.
timestamp as_stored(timestamp end) {
    constexpr std::int64_t last_seconds = 10'000'000'000;
    return epoch_seconds(end) > last_seconds ? from_epoch_ms(epoch_seconds(end)) : end;
}

} // namespace

void lock_book::load(std::vector<lock> rows) {
    rows_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
}

lock_book::locked lock_book::lock_pair(const std::string& pair, timestamp until, std::optional<std::string> reason,
                                       timestamp now, const std::string& side) {
    const timestamp end = as_stored(market::timeframe{timeframe_}.next(until));
    for (auto& row : rows_)
        if (binds(row, now) && row.pair == pair && row.side == side && row.reason == reason && row.lock_end_time == end)
            return {&row, false};
    rows_.push_back({0, pair, side, std::move(reason), now, end, true});
    return {&rows_.back(), true};
}

std::vector<const lock*> lock_book::active(timestamp now, const std::optional<std::string>& pair,
                                           const std::string& side) const {
    std::vector<const lock*> found;
    for (const auto& row : rows_)
        if (binds(row, now) && (!pair || row.pair == *pair) && is_of_side(row, side)) found.push_back(&row);
    return found;
}

std::vector<const lock*> lock_book::active_of_any_side(timestamp now) const {
    std::vector<const lock*> found;
    for (const auto& row : rows_)
        if (binds(row, now)) found.push_back(&row);
    return found;
}

const lock* lock_book::longest(const std::string& pair, timestamp now, const std::string& side) const {
    const lock* found = nullptr;
    for (const auto* row : active(now, pair, side))
        if (!found || row->lock_end_time > found->lock_end_time) found = row;
    return found;
}

bool lock_book::is_global_lock(timestamp now, const std::string& side) const {
    return std::ranges::any_of(
        rows_, [&](const lock& row) { return row.pair == all_pairs && binds(row, now) && is_of_side(row, side); });
}

bool lock_book::is_pair_locked(const std::string& pair, timestamp now, const std::string& side) const {
    return std::ranges::any_of(rows_, [&](const lock& row) {
        return (row.pair == pair || row.pair == all_pairs) && binds(row, now) && is_of_side(row, side);
    });
}

std::vector<lock*> lock_book::unlock_pair(const std::string& pair, timestamp now, const std::string& side) {
    std::vector<lock*> changed;
    for (auto& row : rows_) {
        if (row.pair != pair || !binds(row, now) || !is_of_side(row, side)) continue;
        row.active = false;
        changed.push_back(&row);
    }
    return changed;
}

std::vector<lock*> lock_book::unlock_reason(const std::string& reason, timestamp now) {
    std::vector<lock*> changed;
    for (auto& row : rows_) {
        if (row.reason != reason || !binds(row, now)) continue;
        row.active = false;
        changed.push_back(&row);
    }
    return changed;
}

lock* lock_book::find(std::int64_t id) {
    const auto found = std::ranges::find(rows_, id, &lock::id);
    return found == rows_.end() ? nullptr : &*found;
}

} // namespace tremolo::trading
