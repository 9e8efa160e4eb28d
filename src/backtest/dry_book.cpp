#include "backtest/dry_book.hpp"
#include <algorithm>

namespace tremolo::backtest {

dry_book::dry_book(const plugins::settings& settings, std::vector<market::pair_name> pairs)
    : wallet_settings_{settings.wallets()}, stake_settings_{settings.stakes()}, open_of_pair_(pairs.size()),
      coins_(pairs.size(), 0.0), locks_{settings.timeframe()} {
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs_of_coin_[pairs[i].substr(0, pairs[i].find('/'))].push_back(i);
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
    closed_profit_ += p->trade.close_profit_abs.value_or(0);
    closed_.push_back(p->trade);
}

void dry_book::update_wallets() {
    std::vector<const trading::trade*> trades;
    trades.reserve(open_.size());
    for (const auto& p : open_) trades.push_back(&p->trade);
    held_ = trading::dry_run_wallets(wallet_settings_, trades, closed_profit_);
    for (const auto pair : pairs_with_coins_) coins_[pair] = 0;
    pairs_with_coins_.clear();
    for (const auto& row : held_.currencies) {
        const auto pairs = pairs_of_coin_.find(row.currency);
        if (row.total == 0 || pairs == pairs_of_coin_.end()) continue;
        for (const auto pair : pairs->second) {
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
    for (const auto& t : closed_)
        if (t.close_date && *t.close_date > since && (!pair || t.pair == *pair))
            found.push_back({t.pair, *t.close_date, t.close_profit, t.close_profit_abs, t.exit_reason, t.is_short});
    return found;
}

double dry_book::profit_until(timestamp until) {
    double sum = 0;
    for (const auto& t : closed_)
        if (t.close_date && *t.close_date <= until) sum += t.close_profit_abs.value_or(0);
    return sum;
}

} // namespace tremolo::backtest
