#include "bot/wallet_keeper.hpp"
#include "base/error.hpp"
#include "plugins/number_text.hpp"

namespace tremolo::bot {

using plugins::number_text;

void wallet_keeper::update() {
    const auto open = ledger_.open_views();
    if (settings_->config->dry_run) {
        std::map<std::string, double> rates;
        if (settings_->margin_mode() == market::margin_mode::cross) {
            const auto tickers = exchange_.fetch_tickers();
            for (const auto& [currency, balance] : settings_->wallets().dry_run_wallet)
                if (const auto rate = conversion_rate(tickers, currency, settings_->stake_currency()))
                    rates[currency] = *rate;
        }
        wallets_ = trading::dry_run_wallets(settings_->wallets(), open, ledger_.closed_profit(), rates);
    } else {
        wallets_ = of_exchange();
    }
    updated_ = clock_.now();
    log_.debug("Wallets synced.");
}

trading::wallets wallet_keeper::of_exchange() {
    trading::wallets found;
    for (const auto& balance : exchange_.fetch_balances())
        found.currencies.push_back({balance.currency, balance.free, balance.used, balance.total});
    for (const auto& position : exchange_.fetch_positions())
        if (position.amount != 0)
            found.positions.push_back(
                {position.pair, position.amount, position.leverage, position.collateral, position.is_short});
    return found;
}

void wallet_keeper::update_if_old() {
    constexpr std::chrono::seconds old{3600};
    if (!updated_ || *updated_ + old < clock_.now()) update();
}

trading::stake_base wallet_keeper::base() const {
    return {free(settings_->wallets().stake_currency), ledger_.open_stakes(), ledger_.closed_profit()};
}

double wallet_keeper::starting_balance() const { return trading::starting_balance(settings_->wallets(), base()); }
double wallet_keeper::total_stake() const { return trading::total_stake_amount(settings_->wallets(), base()); }
double wallet_keeper::available_stake() const { return trading::available_stake_amount(settings_->wallets(), base()); }

double wallet_keeper::next_stake() {
    update();
    return trading::next_stake(settings_->stakes(), settings_->wallets(), base());
}

double wallet_keeper::validated_stake(const std::string& pair, std::optional<double> wanted,
                                      const trading::stake_limits& limits, std::optional<double> in_trade) {
    const double stake = trading::validated_stake(wanted, limits.smallest, limits.largest, available_stake(), in_trade);
    if (stake == 0 && wanted.value_or(0) > 0)
        log_.info("A stake of {} for {} does not fit: smallest {}, largest {}, available {}. No trade.",
                  number_text(*wanted), pair, limits.smallest ? number_text(*limits.smallest) : "-",
                  number_text(limits.largest), number_text(available_stake()));
    else if (wanted && stake != *wanted)
        log_.info("Stake for {} adjusted from {} to {}.", pair, number_text(*wanted), number_text(stake));
    return stake;
}

double wallet_keeper::owned(const trading::trade& t) const {
    if (!settings_->is_futures()) return wallets_.total(t.safe_base_currency());
    const auto* position = wallets_.position(t.pair);
    return position == nullptr ? 0 : position->position;
}

bool wallet_keeper::covered(const trading::trade& t) const {
    // A little more than the share that an exit may fall short by.
    constexpr double tolerance = 2 - 0.981;
    if (t.trading_mode != market::trading_mode::futures)
        return wallets_.total(t.safe_base_currency()) * tolerance >= t.amount;
    const auto* position = wallets_.position(t.pair);
    return position != nullptr && position->position >= t.amount;
}

bool wallet_keeper::covers_exit(const trading::trade& t) {
    if (covered(t)) return true;
    update();
    return covered(t);
}

double wallet_keeper::exit_amount(trading::trade& t, double amount) {
    update();
    if (settings_->is_futures()) return amount;
    const std::string coin = t.safe_base_currency();
    const double there = wallets_.free(coin) + wallets_.used(coin);
    if (there >= amount) return amount;
    if (there > amount * 0.98) {
        log_.info("{} - Falling back to wallet-amount {} -> {}.", t.pair, number_text(there), number_text(amount));
        t.amount = there;
        return there;
    }
    throw error{"Not enough amount to exit trade. Trade-amount: " + number_text(amount) +
                ", Wallet: " + number_text(there)};
}

double wallet_keeper::collateral() const {
    double sum = free(settings_->wallets().stake_currency);
    for (const auto& position : wallets_.positions) sum += position.collateral;
    return sum;
}

std::optional<double> conversion_rate(const market::ticker_map& tickers, const std::string& from,
                                      const std::string& to) {
    if (from == to) return 1.0;
    const auto price = [&](const std::string& pair) -> std::optional<double> {
        const auto found = tickers.find(pair);
        if (found == tickers.end()) return {};
        return found->second.last;
    };
    for (const auto& pair : {from + "/" + to, from + "/" + to + ":" + to})
        if (const auto rate = price(pair); rate && *rate != 0) return rate;
    for (const auto& pair : {to + "/" + from, to + "/" + from + ":" + from})
        if (const auto rate = price(pair); rate && *rate != 0) return 1 / *rate;
    return {};
}

} // namespace tremolo::bot
