#include "trading/wallets.hpp"
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "json/write.hpp"
#include <algorithm>

namespace tremolo::trading {
namespace {

double start_balance(const wallet_settings& settings, std::string_view currency) {
    const auto& start = settings.dry_run_wallet;
    const auto found = std::ranges::find(
        start, currency, [](const auto& entry) -> const auto& { return entry.first; });
    return found == start.end() ? 0.0 : found->second;
}

// A later row of the same currency takes the place of the earlier one.
void put(wallets& into, std::string_view currency, double free, double used, double total) {
    // Names of one length mostly differ in their last letter.
    auto row = std::ranges::find_if(into.currencies, [currency](const wallet& one) {
        return one.currency.size() == currency.size() && one.currency.back() == currency.back() &&
               one.currency == currency;
    });
    if (row == into.currencies.end()) row = into.currencies.insert(row, wallet{std::string{currency}});
    row->free = free;
    row->used = used;
    row->total = total;
}

// The coins of one trade; what its open entries hold of the stake currency is returned.
double put_coins(wallets& into, const wallet_settings& settings, const trade& t) {
    double held = 0;
    double leaving = 0;
    for (const auto* o : t.open_orders()) {
        if (o->ft_order_side == t.entry_side()) held += o->stake_amount(t.leverage);
        if (o->ft_order_side == t.exit_side()) leaving += o->amount.value_or(0.0);
    }
    const auto coin = std::string_view{t.pair}.substr(0, t.pair.find('/'));
    const double start = start_balance(settings, coin);
    put(into, coin, start + t.amount - leaving, leaving, t.amount + start);
    return held;
}

void put_position(wallets& into, const trade& t) {
    wallet_position row{t.pair, t.amount, t.leverage, t.stake_amount, t.is_short};
    const auto found = std::ranges::find(into.positions, t.pair, &wallet_position::pair);
    if (found == into.positions.end())
        into.positions.push_back(std::move(row));
    else
        *found = std::move(row);
}

std::string number(double value) {
    std::string out;
    json::write_double(out, value);
    return out;
}

} // namespace

const wallet* wallets::find(const std::string& currency) const {
    const auto found = std::ranges::find(currencies, currency, &wallet::currency);
    return found == currencies.end() ? nullptr : &*found;
}

double wallets::free(const std::string& currency) const {
    const auto* row = find(currency);
    return row ? row->free : 0.0;
}

double wallets::used(const std::string& currency) const {
    const auto* row = find(currency);
    return row ? row->used : 0.0;
}

double wallets::total(const std::string& currency) const {
    const auto* row = find(currency);
    return row ? row->total : 0.0;
}

const wallet_position* wallets::position(const std::string& pair) const {
    const auto found = std::ranges::find(positions, pair, &wallet_position::pair);
    return found == positions.end() ? nullptr : &*found;
}

wallets dry_run_wallets(const wallet_settings& settings, std::span<const trade* const> open_trades,
                        double closed_profit, const std::map<std::string, double>& rates) {
    wallets out;
    out.currencies.reserve(open_trades.size() + settings.dry_run_wallet.size() + 1);
    double realized = 0;
    double tied = 0;
    for (const auto* t : open_trades) realized += t->realized_profit;
    for (const auto* t : open_trades) tied += t->stake_amount;
    double used = 0;
    if (settings.mode == market::trading_mode::futures) {
        for (const auto* t : open_trades) put_position(out, *t);
        used = tied;
    } else {
        for (const auto* t : open_trades) used += put_coins(out, settings, *t);
    }
    double cross = 0;
    if (settings.margin == market::margin_mode::cross)
        for (const auto& [currency, balance] : settings.dry_run_wallet)
            if (const auto rate = rates.find(currency); currency != settings.stake_currency && rate != rates.end())
                cross += balance * rate->second;

    const double stake = start_balance(settings, settings.stake_currency) + (closed_profit + realized) - tied;
    put(out, settings.stake_currency, stake + cross, used, stake + used);
    for (const auto& [currency, balance] : settings.dry_run_wallet)
        if (!out.find(currency)) out.currencies.push_back({currency, balance, 0, balance});
    return out;
}

double collateral(const wallet_settings& settings, const wallets& held) {
    if (settings.margin != market::margin_mode::cross) return held.total(settings.stake_currency);
    double sum = 0;
    for (const auto& position : held.positions) sum += position.collateral;
    return held.free(settings.stake_currency) + sum;
}

double starting_balance(const wallet_settings& settings, const stake_base& base) {
    if (settings.available_capital) return *settings.available_capital;
    return (base.free - base.closed_profit + base.open_stakes) * settings.tradable_balance_ratio;
}

double total_stake_amount(const wallet_settings& settings, const stake_base& base) {
    if (settings.available_capital) return *settings.available_capital + base.closed_profit;
    return (base.open_stakes + base.free) * settings.tradable_balance_ratio;
}

double available_stake_amount(const wallet_settings& settings, const stake_base& base) {
    return std::min(total_stake_amount(settings, base) - base.open_stakes, base.free);
}

double next_stake(const stake_settings& settings, const wallet_settings& wallet, const stake_base& base) {
    const double available = available_stake_amount(wallet, base);
    double stake = 0;
    if (settings.stake_amount)
        stake = *settings.stake_amount;
    else if (settings.max_open_trades != 0)
        stake = std::min((available + base.open_stakes) / settings.max_open_trades, available);

    if (settings.amend_last_stake_amount)
        stake = available > stake * settings.last_stake_amount_min_ratio ? std::min(stake, available) : 0.0;
    if (available < stake)
        throw insufficient_balance{"Available balance (" + number(available) + " " + wallet.stake_currency +
                                   ") is lower than stake amount (" + number(stake) + " " + wallet.stake_currency +
                                   ")"};
    return std::max(stake, 0.0);
}

double validated_stake(std::optional<double> wanted, std::optional<double> smallest, double largest, double available,
                       std::optional<double> in_trade) {
    constexpr double most_raise = 1.3; // how far a stake may be raised to reach the smallest
    if (!wanted || !(*wanted > 0)) return 0;
    double most = std::min(largest, available);
    // The whole position must stay below the largest stake, or it could not be left in one order.
    if (in_trade && *in_trade != 0) most = std::min(most, largest - *in_trade);
    if (smallest && *smallest > most) return 0;
    double stake = *wanted;
    if (smallest && stake < *smallest) {
        if (stake * most_raise < *smallest) return 0;
        stake = *smallest;
    }
    return std::min(stake, most);
}

} // namespace tremolo::trading
