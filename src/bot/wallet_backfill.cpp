// The record of the wallet for the days before there was one: what the trades say was there each midnight. Done once
// for a database (ENGINE.md section 21).
#include "bot/wallet_backfill.hpp"
#include "bot/bot_insides.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::bot {

namespace {
constexpr double parts_kept = 1e14;

struct fill {
    timestamp at;
    const trading::order* order;
};

std::vector<fill> fills_of(const trading::trade& t) {
    std::vector<fill> fills;
    for (const auto& o : t.orders)
        if (o.order_filled_date) fills.push_back({*o.order_filled_date, &o});
    std::stable_sort(fills.begin(), fills.end(), [](const fill& a, const fill& b) { return a.at < b.at; });
    return fills;
}

double rounded(double v) { return std::nearbyint(v * parts_kept) / parts_kept; }
} // namespace

std::vector<day_balance> balances_by_day(std::vector<trading::trade> trades, timestamp first, timestamp last,
                                         double start) {
    std::stable_sort(trades.begin(), trades.end(),
                     [](const auto& a, const auto& b) { return a.open_date < b.open_date; });
    std::vector<day_balance> days;
    for (auto day = std::chrono::floor<std::chrono::days>(first); day <= last; day += std::chrono::days{1})
        days.push_back({day, start, {}});
    for (const auto& t : trades) {
        const auto lives = [&](const day_balance& d) { return !t.close_date || d.day <= *t.close_date; };
        for (auto& d : days)
            if (d.day >= t.open_date && lives(d)) {
                d.positions[t.pair].leverage = t.leverage;
                d.positions[t.pair].is_short = t.is_short;
            }
        double collateral = 0;
        for (const auto& [at, o] : fills_of(t)) {
            const double amount = o->filled.value_or(o->amount.value_or(0));
            const double value = o->safe_price() * amount;
            const double stake = value / t.leverage;
            const bool entry = o->ft_order_side == t.entry_side();
            const double sign = entry ? 1 : -1;
            double change = o->funding_fee.value_or(0);
            if (entry)
                change -= stake + value * t.fee_open;
            else if (t.is_short)
                change += collateral * (1 + t.leverage) - value - value * t.fee_close;
            else
                change += value - collateral * (t.leverage - 1) - value * t.fee_close;
            collateral += sign * stake;
            for (auto& d : days) {
                if (d.day < at) continue;
                d.stake += change;
                if (!lives(d)) continue;
                d.positions[t.pair].amount += sign * amount;
                d.positions[t.pair].collateral += sign * stake;
            }
        }
    }
    for (auto& d : days) {
        d.stake = rounded(d.stake);
        for (auto& [pair, p] : d.positions) p.amount = rounded(p.amount), p.collateral = rounded(p.collateral);
    }
    return days;
}

std::vector<market::raw_candle> bot::insides::daily_candles(const market::pair_name& pair, timestamp since) {
    std::vector<market::raw_candle> all;
    for (bool more = true; more;) {
        const auto answer = parts.exchange->fetch_candles(pair, "1d", parts.settings->candle_type(), since, 0);
        const std::size_t before = all.size();
        for (const auto& candle : answer)
            if (all.empty() || candle.open_ms > all.back().open_ms) all.push_back(candle);
        more = all.size() > before && answer.size() >= parts.exchange->about().candle_limit;
        if (more) since = from_epoch_ms(all.back().open_ms);
    }
    return all;
}

std::vector<store::wallet_record> bot::insides::records_of(const std::vector<day_balance>& days) {
    const std::string& stake = parts.settings->stake_currency();
    std::map<market::pair_name, std::map<std::int64_t, double>> opens;
    for (const auto& d : days)
        for (const auto& [pair, p] : d.positions) {
            if (opens.contains(pair) || parts.exchange->find_market(pair) == nullptr) continue;
            for (const auto& candle : daily_candles(pair, days.front().day)) opens[pair][candle.open_ms] = candle.open;
        }
    std::vector<store::wallet_record> rows;
    const auto add = [&](timestamp day, const std::string& currency) -> store::wallet_record& {
        auto& row = rows.emplace_back();
        row.at = day;
        row.currency = currency;
        row.quote_currency = stake;
        return row;
    };
    for (const auto& d : days) {
        auto& money = add(d.day, stake);
        money.rate = 1;
        money.balance = d.stake;
        money.total_quote = d.stake;
        for (const auto& [pair, p] : d.positions) {
            const auto* market = parts.exchange->find_market(pair);
            if (market == nullptr || !(p.amount > 0)) continue;
            auto& row = add(d.day, market->base);
            row.balance = p.amount;
            row.leverage = p.leverage;
            const auto open = opens[pair].find(epoch_ms(d.day));
            if (open == opens[pair].end() || open->second == 0) continue;
            const double value = open->second * p.amount;
            row.rate = open->second;
            row.total_quote = value;
            if (!parts.settings->is_futures()) continue;
            row.total_quote =
                p.is_short ? p.collateral * (1 + p.leverage) - value : value - p.collateral * (p.leverage - 1);
            row.total_position_value = value;
        }
    }
    return rows;
}

void bot::insides::fill_in_wallet_history() {
    auto& db = *parts.database;
    if (parts.settings->config->skip_wallet_history_migration || !parts.exchange->about().candles_have_history ||
        db.read().value("wallet_history_migration"))
        return;
    try {
        if (auto trades = db.read().all_trades(); !trades.empty()) {
            auto rows = records_of(
                balances_by_day(std::move(trades), bot_start.value_or(now()), now(), wallets.starting_balance()));
            db.insert(rows);
            parts.log.info("The record of the wallet was filled in with {} rows from the trades.", rows.size());
        }
    } catch (const error& e) { parts.log.error("The record of the wallet could not be filled in: {}", e.what()); }
    db.set_value("wallet_history_migration", std::int64_t{1});
    db.set_value("wallet_history_migration_date", now());
}

} // namespace tremolo::bot
