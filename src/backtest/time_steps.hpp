// When the loop comes to which row of which pair, and at which candles there is a signal to look at: so that candles at
// which nothing can happen cost nothing. Step 0 is the second candle of the range.
#pragma once
#include "backtest/rows.hpp"
#include <limits>
#include <vector>

namespace tremolo::backtest {

class time_steps {
  public:
    // Steps from `first_ms` on, `length_ms` apart, until `end_ms`.
    time_steps(const std::vector<pair_rows>& rows, std::int64_t first_ms, std::int64_t end_ms, std::int64_t length_ms,
               bool can_short);

    [[nodiscard]] std::size_t size() const { return steps_; }
    [[nodiscard]] std::int64_t time_ms(std::size_t step) const {
        return first_ms_ + static_cast<std::int64_t>(step) * length_ms_;
    }
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    // The row of the pair that the step processes; none before its first and after its last, or while one is awaited.
    [[nodiscard]] std::size_t row_at(std::size_t pair, std::size_t step) const {
        const auto& p = pairs_[pair];
        if (!p.irregular.empty()) return p.irregular[step] == awaited ? none : p.irregular[step];
        if (step < p.first_step || step - p.first_step >= p.rows) return none;
        return step - p.first_step;
    }
    // Rows that were processed before the step.
    [[nodiscard]] std::size_t rows_before(std::size_t pair, std::size_t step) const;
    // Pairs with a signal to enter at the step, in order.
    [[nodiscard]] std::span<const std::uint32_t> signals_at(std::size_t step) const {
        return {events_.data() + first_event_[step], first_event_[step + 1] - first_event_[step]};
    }
    [[nodiscard]] std::size_t signals() const { return events_.size(); } // of all steps
    // The next step from `step` on with any signal; size() when there is none.
    [[nodiscard]] std::size_t next_signal(std::size_t step) const;
    // Pairs with rows, by the step of their first row, then in order.
    [[nodiscard]] std::vector<std::size_t> order_of_coming() const;

  private:
    static constexpr std::uint32_t awaited = std::numeric_limits<std::uint32_t>::max();
    struct pair_steps {
        std::size_t first_step = 0;
        std::size_t rows = 0;                 // until the last step
        std::vector<std::uint32_t> irregular; // row by step, where rows are not a candle apart
    };
    void place(const pair_rows& rows, pair_steps& into) const;
    std::int64_t first_ms_;
    std::int64_t length_ms_;
    std::size_t steps_ = 0;
    std::vector<pair_steps> pairs_;
    std::vector<std::size_t> first_event_; // by step
    std::vector<std::uint32_t> events_;    // pairs
};

} // namespace tremolo::backtest
