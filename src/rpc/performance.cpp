// What closed trades made by pair, by tag and by exit reason.
#include "rpc/performance.hpp"
#include "base/decimal.hpp"
#include "rpc/queries.hpp"
#include <algorithm>

namespace tremolo::rpc {
namespace {

double percent(double ratio) { return round_half_even(ratio * 100, 2); }

using groups = std::map<std::string, bot::group_totals>;

// The groups of one pair, or of all pairs together.
groups collected(const bot::closed_totals& closed, const std::optional<std::string>& pair,
                 groups bot::pair_totals::*kind) {
    groups sum;
    for (const auto& [name, totals] : closed.pairs)
        if (!pair || *pair == name)
            for (const auto& [key, group] : totals.*kind) sum[key].add(group);
    return sum;
}

// Profit over what the entries cost. Groups whose trades have no filled entry are left out, as in freqtrade, and one
// that holds trades without a name beside such that are called so is there twice, with what each of the two cost, the
// cheaper before the other.
template <class Out, class Name>
std::vector<Out> ranked(const groups& sums, Name Out::*name) {
    std::vector<Out> out;
    for (const auto& [key, group] : sums)
        for (const double cost :
             {std::min(group.nameless_cost, group.entry_cost), std::max(group.nameless_cost, group.entry_cost)}) {
            if (group.count == 0 || cost == 0) continue;
            Out one;
            one.profit_ratio = group.profit_abs / cost;
            one.profit_pct = percent(one.profit_ratio);
            one.profit_abs = group.profit_abs;
            one.count = group.count;
            one.*name = key;
            out.push_back(std::move(one));
        }
    std::ranges::stable_sort(out, std::greater{}, &Out::profit_abs);
    return out;
}

template <class Of>
std::vector<schema::performance_entry> of_pairs(const bot::closed_totals& closed, const Of& group_of) {
    groups sums;
    for (const auto& [pair, totals] : closed.pairs) sums[pair] = group_of(totals);
    auto out = ranked(sums, &schema::performance_entry::pair);
    for (auto& one : out) one.profit = one.profit_pct;
    return out;
}

} // namespace

std::optional<schema::performance_entry> best_pair(const bot::closed_totals& closed, std::optional<bool> shorts) {
    auto pairs = of_pairs(closed, [&](const bot::pair_totals& of) {
        return !shorts ? of.dated : *shorts ? of.dated_shorts : of.dated_longs;
    });
    if (pairs.empty()) return {};
    return std::move(pairs.front());
}

std::vector<schema::performance_entry> performance(const bot::snapshot& bot) {
    return of_pairs(*bot.closed, [](const bot::pair_totals& of) { return of.all; });
}

std::vector<schema::entry> entries(const bot::snapshot& bot, const std::optional<std::string>& pair) {
    return ranked(collected(*bot.closed, pair, &bot::pair_totals::by_enter_tag), &schema::entry::enter_tag);
}

std::vector<schema::exit> exits(const bot::snapshot& bot, const std::optional<std::string>& pair) {
    return ranked(collected(*bot.closed, pair, &bot::pair_totals::by_exit_reason), &schema::exit::exit_reason);
}

// Groups stand in the order of their best trade. The percentage adds the ratio of the last trade taken in, the worst
// one, to the others' percent: freqtrade's slip, which its clients show.
std::vector<schema::mix_tag> mix_tags(const bot::snapshot& bot, const std::optional<std::string>& pair) {
    const auto sums = collected(*bot.closed, pair, &bot::pair_totals::by_mix);
    std::vector<const groups::value_type*> order;
    for (const auto& group : sums) order.push_back(&group);
    std::ranges::sort(order, [](const auto* a, const auto* b) {
        const auto &x = a->second.best, &y = b->second.best;
        return x.profit_abs != y.profit_abs ? x.profit_abs > y.profit_abs : x.id < y.id;
    });
    std::vector<schema::mix_tag> out;
    for (const auto* group : order) {
        const auto& totals = group->second;
        const double last = totals.worst.profit_ratio;
        schema::mix_tag one;
        one.profit_ratio = totals.profit_ratio_sum;
        one.profit_pct =
            totals.count == 1 ? percent(last) : round_half_even(last + (totals.profit_ratio_sum - last) * 100, 2);
        one.profit_abs = totals.profit_abs;
        one.count = totals.count;
        one.mix_tag = group->first;
        out.push_back(std::move(one));
    }
    return out;
}

schema::stats stats(const bot::snapshot& bot) {
    const auto& closed = *bot.closed;
    std::vector<std::pair<std::string, bot::outcome_count>> reasons{closed.exit_reasons.begin(),
                                                                    closed.exit_reasons.end()};
    std::ranges::sort(reasons, {}, [](const auto& reason) { return reason.second.first_id; });
    schema::stats out;
    for (const auto& [reason, counted] : reasons)
        out.exit_reasons.emplace_back(reason, schema::sell_reason{counted.wins, counted.losses, counted.draws});
    const auto mean = [](const bot::closed_totals::duration& d) -> std::optional<double> {
        if (d.count == 0) return std::nullopt;
        return d.seconds / static_cast<double>(d.count);
    };
    out.durations.emplace_back("wins", mean(closed.win_duration));
    out.durations.emplace_back("draws", mean(closed.draw_duration));
    out.durations.emplace_back("losses", mean(closed.loss_duration));
    return out;
}

} // namespace tremolo::rpc
