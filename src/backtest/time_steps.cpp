#include "backtest/time_steps.hpp"
#include <algorithm>
#include <array>
#include <numeric>

namespace tremolo::backtest {

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
            for (std::size_t row = 0; row < held.rows; ++row)
                if (enters[signals[row]]) of(p, held.first_step + row);
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
    bool regular = (first - first_ms_) % length_ms_ == 0 && first >= first_ms_;
    for (std::size_t row = 1; regular && row < rows.size(); ++row)
        regular = rows.date_ms(row) - rows.date_ms(row - 1) == length_ms_;
    if (regular) {
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
