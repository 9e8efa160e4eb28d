#include "backtest/dry_book.hpp"
#include <algorithm>

namespace tremolo::backtest {

dry_book::dry_book(const plugins::settings& settings, std::vector<market::pair_name> pairs)
    : wallet_settings_{settings.wallets()}, stake_settings_{settings.stakes()},
      open_of_pair_(pairs.size()), names_{std::move(pairs)}, coins_(names_.size(), 0.0), locks_{settings.timeframe()} {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        auto& coin = coins_by_name_[names_[i].substr(0, names_[i].find('/'))];
        if (!coin) coin = std::make_shared<std::vector<std::size_t>>();
        coin->push_back(i);
        pairs_alike_.push_back(coin);
    }
    update_wallets();
    starting_balance_ = trading::starting_balance(wallet_settings_, stake_base());
}

position_ptr dry_book::add(std::size_t pair, trading::trade t) {
    auto made = std::make_shared<position>(position{pair, std::move(t)});
    open_.push_back(made);
    open_of_pair_[pair].push_back(made);
    return made;
}

void dry_book::forget(const position_ptr& p) {
    std::erase(open_, p);
    std::erase(open_of_pair_[p->pair], p);
}

void dry_book::remove(const position_ptr& p) { forget(p); }

void dry_book::close(const position_ptr& p) {
    forget(p);
    const auto& t = p->trade;
    const double profit = t.close_profit_abs.value_or(0);
    closed_profit_ += profit;
    if (!t.close_date || (!closed_.empty() && *t.close_date < closed_.back().close_date)) closed_in_order_ = false;
    profit_sums_.push_back((profit_sums_.empty() ? 0 : profit_sums_.back()) + profit);
    closed_.push_back(t);
}

bool dry_book::is_locked(std::size_t pair, timestamp at, strategy::direction side) {
    const auto& rows = locks_.rows();
    std::size_t first = 0;
    if (at >= ended_until_) {
        while (ended_locks_ < rows.size() && rows[ended_locks_].lock_end_time <= at) ++ended_locks_;
        ended_until_ = at;
        first = ended_locks_;
    }
    return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(), [&](const trading::lock& row) {
        return row.active && row.lock_end_time > at && (row.pair == names_[pair] || row.pair == "*") &&
               (row.side == "*" || row.side == strategy::text_of(side));
    });
}

std::size_t dry_book::closed_until(timestamp until) const {
    const auto after =
        std::ranges::partition_point(closed_, [&](const trading::trade& t) { return *t.close_date <= until; });
    return static_cast<std::size_t>(after - closed_.begin());
}

// The wallet's rows stand mostly as the open trades do: then nothing needs to be looked up.
const std::vector<std::size_t>* dry_book::pairs_of(std::size_t row, std::string_view currency) const {
    if (row < open_.size()) {
        const std::string_view name{names_[open_[row]->pair]};
        if (name.starts_with(currency) && name.substr(currency.size()).starts_with('/'))
            return pairs_alike_[open_[row]->pair].get();
    }
    const auto found = coins_by_name_.find(std::string{currency});
    return found == coins_by_name_.end() ? nullptr : found->second.get();
}

void dry_book::update_wallets() {
    std::vector<const trading::trade*> trades;
    trades.reserve(open_.size());
    for (const auto& p : open_) trades.push_back(&p->trade);
    held_ = trading::dry_run_wallets(wallet_settings_, trades, closed_profit_);
    for (const auto pair : pairs_with_coins_) coins_[pair] = 0;
    pairs_with_coins_.clear();
    for (std::size_t i = 0; i < held_.currencies.size(); ++i) {
        const auto& row = held_.currencies[i];
        if (row.total == 0) continue;
        const auto* pairs = pairs_of(i, row.currency);
        if (pairs == nullptr) continue;
        for (const auto pair : *pairs) {
            coins_[pair] = row.total;
            pairs_with_coins_.push_back(pair);
        }
    }
}

trading::stake_base dry_book::stake_base() const {
    double stakes = 0;
    for (const auto& p : open_) stakes += p->trade.stake_amount;
    return {held_.free(wallet_settings_.stake_currency), stakes, closed_profit_};
}

double dry_book::total_of_stake_currency() const { return held_.total(wallet_settings_.stake_currency); }
double dry_book::available_stake() const { return trading::available_stake_amount(wallet_settings_, stake_base()); }
double dry_book::total_stake() const { return trading::total_stake_amount(wallet_settings_, stake_base()); }
double dry_book::next_stake() const { return trading::next_stake(stake_settings_, wallet_settings_, stake_base()); }
double dry_book::collateral() const { return trading::collateral(wallet_settings_, held_); }

std::vector<plugins::closed_trade_facts> dry_book::closed_since(timestamp since,
                                                                const std::optional<std::string>& pair) {
    std::vector<plugins::closed_trade_facts> found;
    for (std::size_t i = closed_in_order_ ? closed_until(since) : 0; i < closed_.size(); ++i) {
        const auto& t = closed_[i];
        if (t.close_date && *t.close_date > since && (!pair || t.pair == *pair))
            found.push_back({t.pair, *t.close_date, t.close_profit, t.close_profit_abs, t.exit_reason, t.is_short});
    }
    return found;
}

double dry_book::profit_until(timestamp until) {
    if (closed_in_order_) {
        const auto count = closed_until(until);
        return count == 0 ? 0 : profit_sums_[count - 1];
    }
    double sum = 0;
    for (const auto& t : closed_)
        if (t.close_date && *t.close_date <= until) sum += t.close_profit_abs.value_or(0);
    return sum;
}

} // namespace tremolo::backtest
