// The picture of the bot that everybody else reads, made anew after each change. Large parts are shared with the
// picture before: what costs is what changed.
#include "bot/bot_insides.hpp"
#include <set>

namespace tremolo::bot {

namespace {
constexpr std::chrono::seconds tickers_live{600};
}

// What other currencies in the wallet are worth.
std::map<std::string, double> bot::insides::currency_rates() {
    std::map<std::string, double> rates;
    const std::string& stake = parts.settings->stake_currency();
    std::set<std::string> wanted;
    for (const auto& row : wallets.current().currencies)
        if (row.total != 0 || row.free != 0) wanted.insert(row.currency);
    for (const auto& held : wallets.current().positions) wanted.insert(held.pair.substr(0, held.pair.find('/')));
    wanted.erase(stake);
    if (wanted.empty()) return rates;
    if (!tickers_at || now() >= *tickers_at + tickers_live) {
        try {
            tickers = parts.exchange->fetch_tickers();
        } catch (const exchange::exchange_error& e) {
            parts.log.warning("Could not get the tickers that balances are valued with: {}", e.what());
        }
        tickers_at = now();
    }
    for (const auto& currency : wanted)
        if (const auto rate = conversion_rate(tickers, currency, stake)) rates[currency] = *rate;
    return rates;
}

std::optional<double> bot::insides::fiat_rate() {
    const auto& shown = parts.settings->config->fiat_display_currency;
    if (shown.empty()) return {};
    if (shown == parts.settings->stake_currency()) return 1.0;
    return parts.fiat ? parts.fiat->rate(parts.settings->stake_currency(), shown).value_or(0) : 0;
}

std::shared_ptr<snapshot> bot::insides::picture() {
    auto s = std::make_shared<snapshot>();
    s->number = ++number;
    s->taken_at = now();
    s->settings = parts.settings;
    s->strategy = parts.view;
    for (const auto& copy : ledger.copies()) {
        open_trade row{copy, {}};
        try {
            row.current_rate = rates.shown(copy->pair, copy->is_short);
        } catch (const exchange::exchange_error& e) {
            const std::string text = "No current rate for " + copy->pair + ": " + e.what();
            if (said.fresh(text)) parts.log.warning("{}", text);
        }
        s->open_trades.push_back(std::move(row));
    }
    s->closed = ledger.totals();
    s->wallets = wallets.current();
    s->stakes = wallets.base();
    s->currency_rates = currency_rates();
    s->fiat_rate = fiat_rate();
    s->whitelist = whitelist;
    s->pairlist_methods = pairs->method_names();
    s->blacklist = pairs->banned().entries();
    try {
        s->blacklist_expanded = pairs->banned().expanded();
    } catch (const error&) { // an entry of the configuration that is no expression: the chain logs it
    }
    for (const auto& row : ledger.locks().rows())
        if (row.active) s->locks.push_back(row);
    s->analysed = candles.all_analysed();
    s->markets = markets;
    s->last_process = last_process;
    s->bot_start = bot_start;
    s->bot_startup = bot_startup;
    return s;
}

void bot::insides::publish() {
    parts.board.publish(picture());
    published_at = now();
    announce.flush();
}

void bot::insides::publish_if_told() {
    if (announce.waiting()) publish();
}

} // namespace tremolo::bot
