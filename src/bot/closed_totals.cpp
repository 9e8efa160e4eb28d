#include "bot/closed_totals.hpp"
#include "trading/date_order.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::bot {

void running_moments::add(double value) {
    ++count;
    const double distance = value - mean;
    mean += distance / static_cast<double>(count);
    squares += distance * (value - mean);
}

std::optional<double> running_moments::population_deviation() const {
    if (count == 0) return std::nullopt;
    return std::sqrt(squares / static_cast<double>(count));
}

std::optional<double> running_moments::sample_deviation() const {
    if (count < 2) return std::nullopt;
    return std::sqrt(squares / static_cast<double>(count - 1));
}

void running_drawdown::add(double profit_abs, timestamp close_date) {
    if (!first_date) first_date = close_date;
    high_date_before_last = high_date;
    cumulated += profit_abs;
    if (cumulated > high) {
        high = cumulated;
        high_date = close_date;
    }
    if (cumulated - high < largest.drawdown)
        largest = {.drawdown = cumulated - high,
                   .high = high,
                   .low = cumulated,
                   .high_date = high_date,
                   .low_date = close_date};
}

namespace {
// The fall from `high` to `low` as a part of the balance at the high. From the balances, whose rounding shows where a
// fall is small beside them; of no balance at all, from the profits.
double relative_fall(double starting_balance, double high, double low) {
    const double peak = starting_balance + high;
    return (peak - (starting_balance + low)) / peak;
}
} // namespace

double running_drawdown::largest_relative(double starting_balance) const {
    return largest.drawdown == 0 ? 0 : relative_fall(starting_balance, largest.high, largest.low);
}

double running_drawdown::current_relative(double starting_balance) const {
    return relative_fall(starting_balance, high, cumulated);
}

void group_totals::add(const closed_trade& t, bool nameless) {
    const member one{t.id, t.close_profit_abs, t.close_profit};
    const double cost = t.entry_cost / (t.leverage == 0 ? 1 : t.leverage);
    add(group_totals{1, t.close_profit, t.close_profit_abs, nameless ? 0 : cost, nameless ? cost : 0, one, one});
}

void group_totals::add(const group_totals& other) {
    const auto before = [](const member& a, const member& b) {
        return a.profit_abs > b.profit_abs || (a.profit_abs == b.profit_abs && a.id < b.id);
    };
    if (count == 0 || before(other.best, best)) best = other.best;
    if (count == 0 || before(worst, other.worst)) worst = other.worst;
    count += other.count;
    profit_ratio_sum += other.profit_ratio_sum;
    profit_abs += other.profit_abs;
    entry_cost += other.entry_cost;
    nameless_cost += other.nameless_cost;
}

void side_totals::add(const closed_trade& t) {
    ++count;
    profit_abs += t.close_profit_abs;
    profit_ratio += t.close_profit;
    (t.close_profit >= 0 ? winning : losing) += 1;
    (t.close_profit >= 0 ? winning_profit : losing_profit) += t.close_profit_abs;
    if (t.close_profit_abs > 0) ++gains, gain_sum += t.close_profit_abs;
    if (t.close_profit_abs < 0) ++losses, loss_sum += t.close_profit_abs, loss_profits.add(t.close_profit_abs);
    duration_s += std::chrono::duration<double>(t.close_date - t.open_date).count();
    if (t.has_profit) profits.add(t.close_profit_abs);
    drawdown.add(t.close_profit_abs, t.close_date);
    drawdown.last_is_unknown = !t.has_profit;
    if (!first || t.id < first->id) first = end{t.id, t.open_date};
    if (!last || t.id > last->id) last = end{t.id, t.open_date};
}

namespace {

void count_outcome(closed_totals& totals, const closed_trade& t) {
    const auto reason = t.exit_reason.value_or("None");
    auto [place, added] = totals.exit_reasons.try_emplace(reason);
    auto& counted = place->second;
    if (added || t.id < counted.first_id) counted.first_id = t.id;
    auto& duration = t.close_profit > 0   ? totals.win_duration
                     : t.close_profit < 0 ? totals.loss_duration
                                          : totals.draw_duration;
    (t.close_profit > 0 ? counted.wins : t.close_profit < 0 ? counted.losses : counted.draws) += 1;
    if (!t.has_close_date) return;
    duration.seconds += std::chrono::duration<double>(t.close_date - t.open_date).count();
    ++duration.count;
}

void add_to_groups(pair_totals& pair, const closed_trade& t) {
    const auto tag = t.enter_tag.value_or("Other");
    const auto reason = t.exit_reason.value_or("Other");
    pair.all.add(t);
    if (t.is_dated()) {
        pair.dated.add(t);
        (t.is_short ? pair.dated_shorts : pair.dated_longs).add(t);
    }
    pair.by_enter_tag[tag].add(t, !t.enter_tag);
    pair.by_exit_reason[reason].add(t, !t.exit_reason);
    pair.by_mix[tag + " " + reason].add(t);
}

auto second_of(timestamp at) { return std::chrono::floor<std::chrono::seconds>(at); }

// Adds the trades, which come by their ids, to the sums of a side, by their dates of closing.
void add_by_date(side_totals& side, std::vector<const closed_trade*> trades) {
    std::vector<timestamp> dates;
    dates.reserve(trades.size());
    for (const auto* t : trades) dates.push_back(t->close_date);
    for (const auto place : trading::date_order(dates)) side.add(*trades[place]);
    std::ranges::stable_sort(trades, {}, [](const closed_trade* t) { return second_of(t->close_date); });
    for (const auto* t : trades) side.drawdown_by_second.add(t->close_profit_abs, t->close_date);
}

} // namespace

// All sums but those of sides, whose drawdown depends on the order.
void closed_totals::add_beside_sides(const closed_trade& t) {
    profit_abs += t.close_profit_abs;
    add_to_groups(pairs[t.pair], t);
    count_outcome(*this, t);
    all.volume += t.volume;
    (t.is_short ? shorts : longs).volume += t.volume;
    if (!t.has_close_date) return;
    if (const auto in = second_of(t.close_date); !last_close_date || in >= second_of(*last_close_date)) {
        const bool is_same = last_close_date && in == second_of(*last_close_date);
        last_second_id = is_same ? std::max(last_second_id, t.id) : t.id;
        last_close_date = is_same ? std::max(*last_close_date, t.close_date) : t.close_date;
    }
    auto& day = days[std::chrono::floor<std::chrono::days>(t.close_date)];
    day.profit_abs += t.close_profit_abs;
    ++day.count;
}

bool closed_totals::add(const closed_trade& t) {
    if (last_close_date && t.close_date <= *last_close_date) return false;
    if (last_close_date && second_of(t.close_date) == second_of(*last_close_date) && t.id < last_second_id)
        return false;
    add_beside_sides(t);
    if (!t.is_dated()) return true;
    for (auto* side : {&all, t.is_short ? &shorts : &longs}) {
        side->add(t);
        side->drawdown_by_second.add(t.close_profit_abs, t.close_date);
    }
    return true;
}

closed_totals closed_totals::of(std::vector<closed_trade> trades) {
    std::ranges::stable_sort(trades, {}, &closed_trade::id);
    closed_totals totals;
    std::vector<const closed_trade*> dated, dated_longs, dated_shorts;
    for (const auto& t : trades) {
        totals.add_beside_sides(t);
        if (!t.is_dated()) continue;
        dated.push_back(&t);
        (t.is_short ? dated_shorts : dated_longs).push_back(&t);
    }
    add_by_date(totals.all, std::move(dated));
    add_by_date(totals.longs, std::move(dated_longs));
    add_by_date(totals.shorts, std::move(dated_shorts));
    return totals;
}

} // namespace tremolo::bot
