// Funding fees, liquidation prices and the warnings before them (ENGINE.md section 17).
#include "bot/trader.hpp"
#include "trading/funding.hpp"
#include "trading/liquidation.hpp"
#include <algorithm>
#include <cctype>
#include <cmath>

namespace tremolo::bot {

// Since the last fill, as seen from the trade: what it earned.
double trader::funding_of(const trading::trade& t) const {
    if (!c_.settings->is_futures()) return 0;
    timestamp since = t.date_last_filled_or_open();
    const bool binance_family =
        trading::rules_of(c_.exchange.about().id).liquidation == trading::liquidation_rules::binance;
    if (trading::funding_cutoff(since, binance_family)) since = std::chrono::floor<std::chrono::hours>(since);
    try {
        std::vector<trading::funding_cost> costs;
        for (const auto& one : c_.exchange.fetch_funding(t.pair, since))
            costs.push_back({from_epoch_ms(one.time_ms), one.rate * one.mark_price});
        const double earned = trading::funding_fees(costs, t.amount, t.is_short, since, now());
        return std::isnan(earned) ? 0 : earned;
    } catch (const exchange::exchange_error& e) {
        if (!is_exchange_trouble(e)) throw;
        c_.log.warning("Could not update funding fees for {}: {}", t.pair, e.what());
        return 0;
    }
}

void trader::update_funding_fees() {
    if (!c_.settings->is_futures()) return;
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        trading::set_funding_fees(*t, funding_of(*t));
        c_.ledger.save(t);
    }
}

// Where the other positions count: asked for all at once.
trader::marks trader::marks_of_open() const {
    if (trading::rules_of(c_.exchange.about().id).liquidation != trading::liquidation_rules::binance) return {};
    std::vector<market::pair_name> pairs;
    for (const auto& t : c_.ledger.open()) pairs.push_back(t->pair);
    return pairs.empty() ? marks{} : c_.exchange.fetch_mark_prices(pairs);
}

std::optional<double> trader::liquidation_price_of(const trading::trade& t, const marks& all) const {
    const bool cross = c_.settings->margin_mode() == market::margin_mode::cross;
    const auto* market = c_.exchange.find_market(t.pair);
    const auto rules = trading::rules_of(c_.exchange.about().id);
    const double fee = trading::liquidation_taker_fee(rules, market == nullptr ? std::nullopt : market->taker_fee);
    const double most_leverage = market == nullptr ? 1 : market->limits.leverage.max.value_or(1);
    const auto tiers = c_.exchange.leverage_tiers(t.pair);
    std::vector<std::vector<market::leverage_tier>> other_tiers;
    std::vector<trading::other_position> others;
    double wallet = t.stake_amount;
    if (cross) wallet = c_.wallets.collateral();
    if (cross && rules.liquidation == trading::liquidation_rules::binance) {
        other_tiers.reserve(c_.ledger.open().size());
        for (const auto& other : c_.ledger.open()) {
            if (other->pair == t.pair) continue;
            other_tiers.push_back(c_.exchange.leverage_tiers(other->pair));
            const auto mark = all.find(other->pair);
            if (mark == all.end()) throw error{"There is no mark price of " + other->pair + "."};
            others.push_back({other->amount, other->open_rate, mark->second, other->stake_amount, other_tiers.back()});
        }
    }
    const double raw = trading::raw_liquidation_price(
        rules.liquidation, {t.is_short, t.amount, t.open_rate, t.stake_amount, t.leverage, tiers, most_leverage},
        wallet, fee, others);
    return trading::buffered_liquidation_price(raw, t.open_rate, t.is_short, c_.settings->config->liquidation_buffer);
}

void trader::update_liquidation_prices(const trade_ptr& t) {
    if (!c_.settings->is_futures()) return;
    try {
        if (c_.settings->margin_mode() != market::margin_mode::cross) {
            if (t->amount > 0) trading::set_liquidation_price(*t, liquidation_price_of(*t, {}));
            return;
        }
        const auto trades = c_.ledger.open();
        const auto all = marks_of_open();
        for (const auto& one : trades) {
            if (!one->has_open_position()) continue;
            trading::set_liquidation_price(*one, liquidation_price_of(*one, all));
            if (one != t) c_.ledger.save(one);
        }
    } catch (const exchange::exchange_error& e) {
        if (!is_exchange_trouble(e)) throw;
        c_.log.warning("Unable to calculate liquidation price: {}", e.what());
    } catch (const operational_error&) { throw; } catch (const error& e) {
        c_.log.warning("Unable to calculate liquidation price: {}", e.what());
    }
}

void trader::update_all_liquidation_prices() {
    if (c_.settings->is_futures() && c_.settings->margin_mode() == market::margin_mode::cross)
        update_liquidation_prices(nullptr);
}

bool trader::warn_of_liquidation(std::int64_t trade_id, double remaining, double ratio) {
    constexpr double recovered = 1.2;
    constexpr std::chrono::hours remembered{24};
    if (remaining > ratio * recovered) {
        if (c_.settings->margin_mode() == market::margin_mode::cross)
            liquidation_warned_.clear();
        else
            liquidation_warned_.erase(trade_id);
        return false;
    }
    if (remaining > ratio) return false;
    const auto found = liquidation_warned_.find(trade_id);
    const bool known = found != liquidation_warned_.end() && now() < found->second.at + remembered;
    if (known && !(remaining < found->second.remaining * 0.5)) return false;
    liquidation_warned_[trade_id] = {remaining, now()};
    return true;
}

void trader::check_liquidation_warnings() {
    const double ratio = c_.settings->config->liquidation_warn_ratio;
    if (ratio == 0 || !c_.settings->is_futures()) return;
    struct distance {
        double remaining;
        trade_ptr trade;
        double rate;
    };
    std::vector<distance> distances;
    for (const auto& t : c_.ledger.open()) {
        if (!t->has_open_position() || t->liquidation_price.value_or(0) == 0) continue;
        const auto open = t->open_orders();
        if (std::any_of(open.begin(), open.end(), [&](const auto* o) { return o->ft_order_side == t->exit_side(); }))
            continue;
        try {
            const double rate = c_.rates.rate(t->pair, false, exchange::direction::exit, t->is_short);
            const double room = t->is_short ? *t->liquidation_price - rate : rate - *t->liquidation_price;
            const double reference = t->is_short ? std::min(t->open_rate, rate) : std::max(t->open_rate, rate);
            distances.push_back({std::max(0.0, room * t->leverage / reference), t, rate});
        } catch (const exchange::exchange_error& e) {
            if (!is_refused_for_now(e)) throw;
            c_.log.debug("No rate for {}, its liquidation is not looked at.", t->pair);
        }
    }
    std::stable_sort(distances.begin(), distances.end(),
                     [](const auto& a, const auto& b) { return a.remaining < b.remaining; });
    const bool cross = c_.settings->margin_mode() == market::margin_mode::cross;
    const auto at_risk =
        std::count_if(distances.begin(), distances.end(), [&](const auto& d) { return d.remaining <= ratio; });
    if (cross && distances.size() > 1) distances.resize(1);
    for (const auto& d : distances) {
        if (!warn_of_liquidation(d.trade->id, d.remaining, ratio)) continue;
        const auto* market = c_.exchange.find_market(d.trade->pair);
        liquidation_warning_event e;
        e.exchange = d.trade->exchange;
        if (!e.exchange.empty()) e.exchange[0] = static_cast<char>(std::toupper(e.exchange[0]));
        e.margin_mode = cross ? "cross" : "isolated";
        e.trade_id = d.trade->id;
        e.pair = d.trade->pair;
        if (market != nullptr) e.base_currency = market->base, e.quote_currency = market->quote;
        e.direction = d.trade->is_short ? "Short" : "Long";
        e.leverage = d.trade->leverage;
        e.current_rate = d.rate;
        e.liquidation_price = *d.trade->liquidation_price;
        e.remaining_ratio = d.remaining;
        e.warn_ratio = ratio;
        e.positions_at_risk = cross ? at_risk : 1;
        e.open_positions = static_cast<std::int64_t>(c_.ledger.open().size());
        c_.log.warning("{} has {:.2f}% left to its liquidation stop.", e.pair, d.remaining * 100);
        c_.announce.send(std::move(e));
    }
}

} // namespace tremolo::bot
