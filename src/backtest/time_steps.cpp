#include "backtest/time_steps.hpp"
#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

namespace tremolo::backtest {

namespace {

// Eight candles in a row without any signal, as most of them are.
bool all_silent(const std::uint8_t* signals) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, signals, sizeof eight);
    return eight == 0;
}

// Whether dates follow each other at that distance.
bool evenly_spaced(std::span<const std::int64_t> dates, std::int64_t length_ms) {
    constexpr std::size_t at_once = 512;
    for (std::size_t from = 1; from < dates.size(); from += at_once) {
        bool other = false; // no exit within: so many are compared at once
        for (std::size_t row = from; row < std::min(dates.size(), from + at_once); ++row)
            other |= dates[row] - dates[row - 1] != length_ms;
        if (other) return false;
    }
    return true;
}

} // namespace

time_steps::time_steps(const std::vector<pair_rows>& rows, std::int64_t first_ms, std::int64_t end_ms,
                       std::int64_t length_ms, bool can_short)
    : first_ms_{first_ms}, length_ms_{length_ms}, pairs_(rows.size()) {
    steps_ = end_ms >= first_ms ? static_cast<std::size_t>((end_ms - first_ms) / length_ms) + 1 : 0;
    for (std::size_t p = 0; p < rows.size(); ++p) place(rows[p], pairs_[p]);

    std::array<bool, 256> enters{};
    for (std::size_t bits = 0; bits < enters.size(); ++bits)
        enters[bits] = entry_direction(static_cast<std::uint8_t>(bits), can_short).has_value();
    first_event_.assign(steps_ + 1, 0);
    const auto each_signal = [&](auto&& of) {
        for (std::size_t p = 0; p < rows.size(); ++p) {
            const auto& held = pairs_[p];
            const auto& signals = rows[p].all_signals();
            if (!held.irregular.empty()) {
                for (std::size_t step = 0; step < steps_; ++step)
                    if (held.irregular[step] != awaited && enters[signals[held.irregular[step]]]) of(p, step);
                continue;
            }
            for (std::size_t row = 0; row < held.rows; ++row) {
                while (row + sizeof(std::uint64_t) <= held.rows && all_silent(&signals[row]))
                    row += sizeof(std::uint64_t);
                if (row < held.rows && enters[signals[row]]) of(p, held.first_step + row);
            }
        }
    };
    each_signal([&](std::size_t, std::size_t step) { ++first_event_[step]; });
    std::exclusive_scan(first_event_.begin(), first_event_.end(), first_event_.begin(), std::size_t{0});
    events_.resize(first_event_.back());
    auto next = first_event_;
    each_signal([&](std::size_t p, std::size_t step) { events_[next[step]++] = static_cast<std::uint32_t>(p); });
}

void time_steps::place(const pair_rows& rows, pair_steps& into) const {
    if (rows.empty() || steps_ == 0) return;
    const auto first = rows.date_ms(0);
    if ((first - first_ms_) % length_ms_ == 0 && first >= first_ms_ && evenly_spaced(rows.dates(), length_ms_)) {
        into.first_step = static_cast<std::size_t>((first - first_ms_) / length_ms_);
        into.rows = into.first_step < steps_ ? std::min(rows.size(), steps_ - into.first_step) : 0;
        return;
    }
    // A row a step, none before its time has come.
    into.irregular.assign(steps_, awaited);
    std::uint32_t row = 0;
    for (std::size_t step = 0; step < steps_ && row < rows.size(); ++step)
        if (rows.date_ms(row) <= time_ms(step)) into.irregular[step] = row++;
    into.rows = row;
    into.first_step = static_cast<std::size_t>(
        std::ranges::find_if(into.irregular, [](std::uint32_t r) { return r != awaited; }) - into.irregular.begin());
}

std::size_t time_steps::rows_before(std::size_t pair, std::size_t step) const {
    const auto& p = pairs_[pair];
    if (p.rows == 0 || step <= p.first_step) return 0;
    if (p.irregular.empty()) return std::min(p.rows, step - p.first_step);
    for (std::size_t s = std::min(step, steps_); s-- > 0;)
        if (p.irregular[s] != awaited) return p.irregular[s] + std::size_t{1};
    return 0;
}

std::size_t time_steps::next_signal(std::size_t step) const {
    const auto at = first_event_[step];
    const auto after =
        std::upper_bound(first_event_.begin() + static_cast<std::ptrdiff_t>(step), first_event_.end(), at);
    return after == first_event_.end() ? steps_ : static_cast<std::size_t>(after - first_event_.begin()) - 1;
}

std::vector<std::size_t> time_steps::order_of_coming() const {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < pairs_.size(); ++p)
        if (pairs_[p].rows > 0) order.push_back(p);
    std::ranges::stable_sort(order, {}, [this](std::size_t p) { return pairs_[p].first_step; });
    return order;
}

} // namespace tremolo::backtest
