// What has to hold of a simulated life, after each of its steps and at its end.
#include "bot/closed_totals.hpp"
#include "exchange/simulated/matching.hpp"
#include "tests/bot/simulated_life.hpp"
#include <cmath>
#include <set>

namespace simulation {

namespace ex = ::tremolo::exchange;

namespace {
constexpr std::int64_t start_ms = 1767261600000; // 2026-01-01 10:00:00

double sum_of(const trading::trade& t, const std::string& side) {
    double sum = 0;
    for (const auto& o : t.orders)
        if (o.ft_order_side == side || (side == t.exit_side() && o.ft_order_side == "stoploss"))
            sum += o.filled.value_or(0);
    return sum;
}

std::string orders_of(const trading::trade& t) {
    std::string text;
    for (const auto& o : t.orders)
        text += " " + o.order_id + " " + o.ft_order_side + " " + o.status.value_or("-") + " " +
                std::to_string(o.filled.value_or(0)) + ";";
    return text;
}
} // namespace

// What one has another lost: the sum over all accounts of the exchange never changes, to the last unit.
void life::check_money() {
    const auto& money = market_->engine().money();
    for (const auto& currency : money.currencies()) {
        ex::units sum = 0;
        for (const auto who : {ex::account::free, ex::account::locked, ex::account::market, ex::account::fees})
            sum += money.held(who, currency);
        if (!sums_.emplace(currency, sum).second && sums_[currency] != sum)
            contradiction("the sum of " + currency + " changed by " + std::to_string(sum - sums_[currency]));
        if (money.held(ex::account::free, currency) < 0) contradiction(currency + " was overdrawn");
    }
}

void life::check_orders() {
    std::map<std::string, const trading::order*> rows;
    const auto trades = database_->read().all_trades();
    for (const auto& t : trades)
        for (const auto& o : t.orders)
            if (!rows.emplace(o.order_id, &o).second) contradiction("two rows for order " + o.order_id);
    if (dry_) return;
    std::set<std::string> there;
    for (const auto& pair : pairs_)
        for (const auto& state : market_->fetch_orders(pair, from_epoch_ms(start_ms))) {
            there.insert(state.id);
            const bool matters = state.filled.value_or(0) > 0 || state.status == "open";
            if (matters && !rows.contains(state.id) && !rows.contains(state.client_order_id))
                contradiction("no row for order " + state.id + ", " + state.status.value_or("-"));
        }
    for (const auto& [id, row] : rows)
        if (row->status && !there.contains(id)) contradiction("no order for row " + id);
}

void life::check_trades() {
    std::set<std::int64_t> seen;
    for (const auto& t : database_->read().all_trades()) {
        seen.insert(t.id);
        const std::string name = "trade " + std::to_string(t.id);
        if (t.is_open == t.close_date.has_value()) contradiction(name + " is half closed");
        // A dry run's stop of futures is for what the trade held when it was placed, as freqtrade's; no exchange is
        // there to cut it down when a part was sold since.
        const bool uncut = dry_ && futures_ && stops_;
        if (!uncut && sum_of(t, t.exit_side()) > sum_of(t, t.entry_side()) + 1e-9)
            contradiction(name + " sold more than it had:" + orders_of(t));
        auto& known = trades_[t.id];
        if (known.opened != t.open_date) known = {t.open_date, {}, {}, {}}; // SQLite uses an id again
        if (known.closed && (known.closed != t.close_date || known.profit != t.close_profit_abs))
            contradiction(name + " was closed twice");
        if (known.stop && t.stop_loss && (t.is_short ? *t.stop_loss > *known.stop : *t.stop_loss < *known.stop))
            contradiction(name + ": the stop went back to " + std::to_string(*t.stop_loss));
        known.stop = t.stop_loss;
        known.closed = t.close_date;
        known.profit = t.close_profit_abs;
    }
    for (auto& [id, known] : trades_)
        if (known.closed && !seen.contains(id)) contradiction("closed trade " + std::to_string(id) + " is gone");
}

// What readers are shown is what is stored.
void life::check_picture() {
    const auto shown = board_.newest();
    const auto stored = database_->read().open_trades();
    if (shown->open_trades.size() != stored.size()) return contradiction("open trades shown are not those stored");
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto& a = *shown->open_trades[i].trade;
        const auto& b = stored[i];
        std::string other;
        const auto compare = [&](const char* what, const auto& shown_one, const auto& stored_one) {
            if (shown_one != stored_one) other += std::string{" "} + what;
        };
        compare("id", a.id, b.id);
        compare("amount", a.amount, b.amount);
        compare("stake_amount", a.stake_amount, b.stake_amount);
        compare("stop_loss", a.stop_loss, b.stop_loss);
        compare("realized_profit", a.realized_profit, b.realized_profit);
        compare("max_rate", a.max_rate, b.max_rate);
        compare("orders", a.orders.size(), b.orders.size());
        for (std::size_t k = 0; k < std::min(a.orders.size(), b.orders.size()); ++k) {
            compare("order_id", a.orders[k].order_id, b.orders[k].order_id);
            compare("status", a.orders[k].status, b.orders[k].status);
            compare("filled", a.orders[k].filled, b.orders[k].filled);
            compare("ft_is_open", a.orders[k].ft_is_open, b.orders[k].ft_is_open);
        }
        if (!other.empty()) contradiction("trade " + std::to_string(b.id) + " is shown otherwise than stored:" + other);
    }
    double profit = 0;
    std::int64_t count = 0;
    database_->read().for_each_closed([&](const store::closed_trade_row& row) {
        profit += row.close_profit_abs;
        ++count;
    });
    if (static_cast<std::int64_t>(shown->closed->all.count) != count ||
        std::abs(shown->closed->all.profit_abs - profit) > 1e-9)
        contradiction("the sums of closed trades are not those stored");
}

// After fine weather: each order stands in the books as the exchange knows it, and what trades hold is there.
void life::check_settled() {
    if (!bot_) return contradiction("the bot did not come up again");
    closed = static_cast<int>(database_->read().count_closed());
    std::map<std::string, const trading::order*> rows;
    const auto trades = database_->read().all_trades();
    for (const auto& t : trades) {
        shorts += t.is_short ? 1 : 0;
        liquidations += t.exit_reason == "liquidation" ? 1 : 0;
        paid_funding = paid_funding || t.funding_fees.value_or(0) != 0;
        for (const auto& o : t.orders) rows.emplace(o.order_id, &o);
    }
    orders = static_cast<int>(rows.size());
    if (dry_) return;
    for (const auto& pair : pairs_)
        for (const auto& state : market_->fetch_orders(pair, from_epoch_ms(start_ms))) {
            const auto row = rows.find(state.id);
            if (row != rows.end() && row->second->status != state.status)
                contradiction(state.id + " is " + *state.status + ", stored " + row->second->status.value_or("-"));
        }
    if (futures_)
        check_positions(trades);
    else
        check_coins(trades);
}

// Fees are taken in coins: of each fill less than one step of the amount is left over.
void life::check_coins(const std::vector<trading::trade>& trades) {
    std::map<std::string, double> coins;
    std::map<std::string, int> fills;
    for (const auto& t : trades) {
        if (t.is_open) coins[t.base_currency] += t.amount;
        for (const auto& o : t.orders)
            if (o.filled.value_or(0) > 0) ++fills[t.base_currency];
    }
    for (const auto& b : market_->fetch_balances()) {
        const auto* info = market_->find_market(b.currency + "/USDT");
        if (b.currency == "USDT" || info == nullptr) continue;
        const double rest = b.total - coins[b.currency];
        const double dust = info->amount_precision.value_or(0) * static_cast<double>(fills[b.currency]);
        // freqtrade looks at the fee of the first entry only until the second one is filled: less is there than booked.
        const double missing = seed_ % 5 < 2 ? 0.002 * coins[b.currency] : 0;
        if (rest < -missing - 1e-9 || rest > dust + 1e-9)
            contradiction(b.currency + ": " + std::to_string(b.total) + " there, " + std::to_string(coins[b.currency]) +
                          " in trades, dust " + std::to_string(dust));
    }
}

// The exchange has the positions that the trades have, but for those that it liquidated.
void life::check_positions(const std::vector<trading::trade>& trades) {
    std::map<std::string, double> held; // negative: short
    for (const auto& t : trades)
        if (t.is_open && t.amount > 0) held[t.pair] += t.is_short ? -t.amount : t.amount;
    std::map<std::string, double> there;
    for (const auto& p : market_->fetch_positions()) there[p.pair] = p.is_short ? -p.amount : p.amount;
    for (const auto& pair : pairs_) {
        if (std::abs(held[pair] - there[pair]) <= 1e-9) continue;
        const bool same_side = held[pair] * there[pair] >= 0;
        if (risky_ && same_side && std::abs(there[pair]) < std::abs(held[pair])) // what was added since may be there
            ++liquidations;
        else
            contradiction(pair + ": a position of " + std::to_string(there[pair]) + ", trades of " +
                          std::to_string(held[pair]));
    }
}

} // namespace simulation
