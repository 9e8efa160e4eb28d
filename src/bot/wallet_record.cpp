// The daily record of what was in the wallet: GET /historic_balance draws it (ENGINE.md section 21).
#include "bot/bot_insides.hpp"
#include <algorithm>
#include <set>

namespace tremolo::bot {

namespace {
store::wallet_record position_record(const trading::wallet_position& p, std::optional<double> rate) {
    store::wallet_record row;
    row.currency = p.pair;
    row.rate = rate;
    row.balance = p.position;
    if (rate.value_or(0) != 0) {
        const double value = *rate * p.position;
        row.total_quote =
            p.is_short ? p.collateral * (1 + p.leverage) - value : value - p.collateral * (p.leverage - 1);
        row.total_position_value = value;
    }
    row.collateral = p.collateral;
    row.leverage = p.leverage;
    return row;
}
} // namespace

void bot::insides::record_wallets() {
    const std::string& stake = parts.settings->stake_currency();
    market::ticker_map prices;
    try {
        prices = parts.exchange->fetch_tickers();
    } catch (const exchange::exchange_error& e) {
        parts.log.warning("Could not get the tickers for the record of the wallet: {}", e.what());
    }
    std::set<std::string> traded;
    for (const auto& t : ledger.open()) traded.insert(t->safe_base_currency());

    std::vector<store::wallet_record> rows;
    double collaterals = 0;
    for (const auto& p : wallets.current().positions) {
        const auto* market = parts.exchange->find_market(p.pair);
        const std::string base = market == nullptr ? p.pair.substr(0, p.pair.find('/')) : market->base;
        rows.push_back(position_record(p, conversion_rate(prices, base, stake)));
        rows.back().bot_managed = traded.contains(base);
        collaterals += p.collateral;
    }
    for (const auto& w : wallets.current().currencies) {
        if (w.total == 0) continue;
        store::wallet_record row;
        row.currency = w.currency;
        row.rate = conversion_rate(prices, w.currency, stake);
        row.balance = w.total - (w.currency == stake ? collaterals : 0);
        if (row.rate.value_or(0) != 0) row.total_quote = *row.rate * row.balance;
        row.bot_managed = w.currency == stake || traded.contains(w.currency);
        rows.push_back(std::move(row));
    }
    const timestamp day = std::chrono::floor<std::chrono::days>(now());
    for (auto& row : rows) {
        row.at = day;
        row.quote_currency = stake;
    }
    try {
        parts.database->insert(rows);
    } catch (const operational_error& e) { // one record a day: a second one is refused as a whole
        parts.log.error("The record of the wallet could not be stored: {}", e.what());
    }
}

// At seven past midnight, UTC.
void bot::insides::record_wallets_if_due() {
    const auto midnight = std::chrono::floor<std::chrono::days>(now());
    constexpr std::chrono::minutes settled{7};
    if (!next_record) next_record = midnight + settled + std::chrono::days{now() >= midnight + settled ? 1 : 0};
    if (now() < *next_record) return;
    next_record = midnight + settled + std::chrono::days{1};
    record_wallets(); // as they were seen last
}

} // namespace tremolo::bot
