#include "backtest/loop.hpp"
#include <algorithm>
#include <numeric>

namespace tremolo::backtest {
namespace {

constexpr std::size_t steps_between_reports = 128;

} // namespace

loop::loop(const parts& with)
    : with_{with}, timeframe_{with.settings.parsed_timeframe()}, can_short_{with.settings.signals().can_short},
      steps_{with.rows, with.start_ms + timeframe_.milliseconds(), with.end_ms, timeframe_.milliseconds(), can_short_},
      states_(with.rows.size()),
      in_order_(with.rows.size(), false), wallet_{with.settings.stake_currency(), names_of(with.data)} {
    if (with.around.changing_pairs == nullptr) return;
    next_row_.assign(with.rows.size(), 0);
    for (const auto& one : with.data.pairs) with_candles_.insert(one.pair);
}

void loop::run() {
    const auto& around = with_.around;
    const bool each_candle =
        with_.strategy.implements().bot_loop_start || around.record_wallet || around.changing_pairs != nullptr;
    with_.services.progress_by([this](std::size_t pair) { return rows_seen(pair); });
    constexpr std::size_t most_trades = 100'000;
    if (around.for_archive) told_ = std::make_unique<trade_teller>(std::min(steps_.signals(), most_trades));
    constexpr double most_slots = 20;
    const double slots = with_.settings.max_open_trades();
    if (around.record_wallet)
        wallet_.make_room(steps_.size() * static_cast<std::size_t>(slots > 0 ? std::min(slots, most_slots) + 1 : 2));
    std::size_t next_report = 0;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        if (!each_candle && with_.book.open().empty() && with_.book.pairs_with_coins().empty()) {
            step = steps_.next_signal(step);
            if (step >= steps_.size()) break;
        }
        if (step >= next_report) {
            next_report = step + steps_between_reports;
            if (around.progress) around.progress(phase::backtest, step, steps_.size());
            if (around.closed) around.closed(with_.book.closed().size());
            if (told_) told_->follow(with_.book.closed());
            if (around.stop.stop_requested()) throw aborted{"Stop requested"};
        }
        one_step(step);
    }
    step_ = steps_.size();
    current_rank_ = time_steps::none;
}

std::shared_ptr<told_trades> loop::take_told_trades() {
    if (!told_) return {};
    told_->follow(with_.book.closed());
    return told_->finished();
}

void loop::refresh_pairs() {
    if (with_.around.changing_pairs == nullptr) return;
    const auto names = with_.around.changing_pairs->refresh({.within = &with_candles_});
    with_.services.set_whitelist(names);
    listed_.clear();
    for (const auto& name : names)
        for (std::size_t p = 0; p < with_.data.pairs.size(); ++p)
            if (with_.data.pairs[p].pair == name && !with_.rows[p].empty()) listed_.push_back(p);
}

loop::pair_state& loop::state_of(std::size_t pair, std::size_t step) {
    auto& state = states_[pair];
    if (state.step != step) state = {.step = step};
    return state;
}

std::optional<std::size_t> loop::rows_seen(std::size_t pair) const {
    const bool passed = current_rank_ != time_steps::none &&
                        (states_[pair].step == step_ ? states_[pair].rank : carried_ + pair) <= current_rank_;
    const auto rows = steps_.rows_before(pair, step_ + (passed ? 1 : 0));
    if (rows == 0) return {};
    return rows;
}

// Pairs with open trades first, in order of opening; then those of the list for which there is something to do.
const std::vector<std::size_t>& loop::order_of(std::size_t step) {
    for (const auto p : order_) in_order_[p] = false;
    order_.clear();
    const auto add = [this](std::size_t pair) {
        if (in_order_[pair]) return;
        in_order_[pair] = true;
        order_.push_back(pair);
    };
    for (const auto& open : with_.book.open()) add(open->pair);
    const auto carried = order_.size();
    if (with_.around.changing_pairs != nullptr) {
        for (const auto p : listed_) add(p);
        return order_;
    }
    for (const auto p : steps_.signals_at(step)) add(p);
    if (!with_.book.pairs_with_coins().empty()) {
        for (const auto p : with_.book.pairs_with_coins()) add(p);
        std::sort(order_.begin() + static_cast<std::ptrdiff_t>(carried), order_.end());
    }
    return order_;
}

void loop::one_step(std::size_t step) {
    const auto now = from_epoch_ms(steps_.time_ms(step));
    step_ = step;
    current_rank_ = time_steps::none;
    refresh_pairs();
    if (with_.strategy.implements().bot_loop_start) with_.strategy.bot_loop_start(now);
    if (with_.around.record_wallet) wallet_.record_stake(now, with_.book.total_of_stake_currency());
    for (const auto& open : with_.book.open()) state_of(open->pair, step).opened = true;

    const auto& order = order_of(step);
    if (order.empty()) return;
    carried_ = 0;
    for (const auto pair : order) {
        auto& state = state_of(pair, step);
        if (state.opened) state.rank = carried_++;
    }
    for (const auto pair : order) {
        auto& state = states_[pair];
        if (!state.opened) state.rank = carried_ + pair;
    }
    for (const auto pair : order) first_candle(pair, step);
    if (with_.detail_ms > 0) detail_candles(step);
}

std::size_t loop::row_of(std::size_t pair, std::size_t step) {
    if (next_row_.empty()) return steps_.row_at(pair, step);
    // A pair that comes back to the list goes on with the candle of now.
    const auto& rows = with_.rows[pair];
    auto& next = next_row_[pair];
    while (next < rows.size() && rows.date_ms(next) < steps_.time_ms(step)) ++next;
    if (next >= rows.size() || rows.date_ms(next) > steps_.time_ms(step)) return time_steps::none;
    return next++;
}

bool loop::closed_here(std::size_t pair) {
    auto& state = states_[pair];
    const bool has_open = !with_.book.open_of(pair).empty();
    if (state.opened && !has_open) return true;
    if (has_open) state.opened = true;
    return false;
}

void loop::first_candle(std::size_t pair, std::size_t step) {
    auto& state = states_[pair];
    const auto index = row_of(pair, step);
    if (index == time_steps::none) return;
    const auto now = from_epoch_ms(steps_.time_ms(step));
    const auto& rows = with_.rows[pair];
    current_rank_ = state.rank;
    if (with_.around.record_wallet)
        if (const double coins = with_.book.coins_of(pair); coins != 0)
            wallet_.record_coin(now, pair, rows.open(index), coins);
    state.direction = entry_direction(rows.signals(index), can_short_);
    with_.services.move_to(now, now);
    if (closed_here(pair)) return;
    if (!state.direction && with_.book.open_of(pair).empty()) return;
    const bool can_enter = steps_.time_ms(step) != with_.end_ms;
    if (with_.detail_ms == 0) {
        if (with_.candles.stays(pair, rows, index)) return;
        if (state.direction &&
            with_.candles.only_rejects(pair, from_epoch_ms(rows.date_ms(index)), *state.direction, can_enter))
            return;
    }
    candle_row row = rows.at(index);
    if (with_.detail_ms > 0) {
        state.detail = detail_of(pair, row);
        if (!state.detail.empty()) row = state.detail.front();
    }
    with_.candles.process(pair, row, now, state.direction, can_enter);
}

std::vector<candle_row> loop::detail_of(std::size_t pair, const candle_row& row) const {
    const auto& detail = with_.data.pairs[pair].detail;
    const auto first = detail.lower_bound(row.date_ms);
    const auto end = detail.lower_bound(row.date_ms + timeframe_.milliseconds());
    std::vector<candle_row> out;
    if (end <= first) return out;
    const auto open = detail["open"], high = detail["high"], low = detail["low"], close = detail["close"];
    for (auto i = first; i < end; ++i)
        out.push_back(
            {detail.dates()[i], open[i], high[i], low[i], close[i], row.signals, row.enter_tag, row.exit_tag});
    return out;
}

bool loop::too_late(timestamp now, std::size_t step) const {
    const auto patience = with_.settings.strategy.ignore_buying_expired_candle_after;
    return patience > 0 && now - from_epoch_ms(steps_.time_ms(step)) > std::chrono::seconds{patience};
}

void loop::detail_candles(std::size_t step) {
    current_rank_ = time_steps::none - 1; // every pair was come to
    const auto most = timeframe_.milliseconds() / with_.detail_ms;
    // Only pairs that were spread out have anything to do; a trade opens in no other.
    std::vector<std::size_t> listed = order_;
    if (with_.around.changing_pairs != nullptr)
        listed = listed_;
    else
        std::ranges::sort(listed);
    for (std::int64_t i = 1; i <= most; ++i) {
        const auto now = from_epoch_ms(steps_.time_ms(step) + i * with_.detail_ms);
        std::vector<std::size_t> order;
        for (const auto& open : with_.book.open())
            if (std::ranges::find(order, open->pair) == order.end()) order.push_back(open->pair);
        for (const auto pair : listed)
            if (std::ranges::find(order, pair) == order.end()) order.push_back(pair);
        for (const auto pair : order)
            if (states_[pair].step == step) detail_candle(pair, step, now, static_cast<std::size_t>(i));
    }
}

void loop::detail_candle(std::size_t pair, std::size_t step, timestamp now, std::size_t index) {
    auto& state = states_[pair];
    if (index >= state.detail.size()) return;
    auto direction = state.direction;
    if (direction && too_late(now, step)) direction.reset();
    with_.services.move_to(from_epoch_ms(steps_.time_ms(step)), now);
    if (closed_here(pair)) return;
    with_.candles.process(pair, state.detail[index], now, direction, epoch_ms(now) != with_.end_ms);
}

} // namespace tremolo::backtest
