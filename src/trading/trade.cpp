// What a trade tells about its orders, its stop and its fees. Values and profits are in profit.cpp.
#include "trading/trade.hpp"
#include <algorithm>
#include <cmath>
#include <string_view>

namespace tremolo::trading {
namespace {

constexpr std::string_view stop_side = "stoploss";

bool is_done(const order& o) { return !o.ft_is_open && o.status && is_non_open_status(*o.status); }
bool has_fill(const order& o) { return o.filled && *o.filled != 0; }
bool is_cancelled(const order& o) { return o.status && is_cancelled_status(*o.status); }

template <class Predicate>
std::vector<const order*> select(const trade& t, Predicate&& wanted) {
    std::vector<const order*> found;
    for (const auto& o : t.orders)
        if (wanted(o)) found.push_back(&o);
    return found;
}

std::optional<counting_mode> counting(const std::optional<int>& mode) {
    if (!mode) return {};
    return static_cast<counting_mode>(*mode);
}

} // namespace

bool trade::has_open_orders() const {
    return std::ranges::any_of(orders, [](const order& o) { return o.ft_is_open && o.ft_order_side != stop_side; });
}

std::vector<const order*> trade::open_orders() const {
    return select(*this, [](const order& o) { return o.ft_is_open && o.ft_order_side != stop_side; });
}

std::vector<const order*> trade::open_stop_orders() const {
    return select(*this, [](const order& o) { return o.ft_is_open && o.ft_order_side == stop_side; });
}

std::vector<const order*> trade::filled_orders(std::optional<std::string> side) const {
    return select(*this,
                  [&](const order& o) { return (!side || o.ft_order_side == *side) && is_done(o) && has_fill(o); });
}

std::vector<const order*> trade::filled_or_open_orders() const {
    return select(*this, [](const order& o) {
        return (is_done(o) && o.filled.value_or(0.0) > 0) || (o.ft_is_open && o.status.has_value());
    });
}

int trade::nr_of_successful_entries() const { return static_cast<int>(filled_orders(entry_side()).size()); }
int trade::nr_of_successful_exits() const { return static_cast<int>(filled_orders(exit_side()).size()); }

int trade::nr_of_cancelled_exits() const {
    return static_cast<int>(std::ranges::count_if(
        orders, [&](const order& o) { return o.ft_order_side == exit_side() && is_cancelled(o); }));
}

int trade::nr_of_fully_cancelled_entries() const {
    return static_cast<int>(std::ranges::count_if(
        orders, [&](const order& o) { return o.ft_order_side == entry_side() && is_cancelled(o) && o.filled == 0.0; }));
}

std::optional<timestamp> trade::date_last_filled() const {
    std::optional<timestamp> last;
    for (const auto* o : filled_orders())
        if (o->order_filled_date && (!last || *last < *o->order_filled_date)) last = o->order_filled_date;
    return last;
}

timestamp trade::date_last_filled_or_open() const {
    return std::max(open_date, date_last_filled().value_or(open_date));
}

std::optional<timestamp> trade::date_entry_fill() const {
    std::optional<timestamp> first;
    for (const auto* o : filled_orders(entry_side()))
        if (o->order_filled_date && (!first || *o->order_filled_date < *first)) first = o->order_filled_date;
    return first;
}

order* trade::find_order(const std::string& order_id) {
    const auto found = std::ranges::find(orders, order_id, &order::order_id);
    return found == orders.end() ? nullptr : &*found;
}

const order* trade::select_order(std::optional<std::string> ft_side, std::optional<bool> is_open) const {
    const auto found = std::find_if(orders.rbegin(), orders.rend(), [&](const order& o) {
        return (!ft_side || o.ft_order_side == *ft_side) && (!is_open || o.ft_is_open == *is_open);
    });
    return found == orders.rend() ? nullptr : &*found;
}

bool trade::fee_updated(const std::string& side) const {
    if (side == entry_side()) return fee_open_currency.has_value();
    if (side == exit_side()) return fee_close_currency.has_value();
    return false;
}

double trade::safe_close_rate() const {
    if (close_rate && *close_rate != 0) return *close_rate;
    return close_rate_requested.value_or(0.0);
}

std::string trade::safe_base_currency() const {
    if (!base_currency.empty()) return base_currency;
    return pair.substr(0, pair.find('/'));
}

std::string trade::safe_quote_currency() const {
    if (!stake_currency.empty()) return stake_currency;
    const auto slash = pair.find('/');
    if (slash == std::string::npos) return "";
    const auto quote = pair.substr(slash + 1);
    return quote.substr(0, quote.find(':'));
}

void update_fee(trade& t, double cost, std::optional<std::string> currency, std::optional<double> rate,
                const std::string& side) {
    if (side == t.entry_side() && !t.fee_open_currency) {
        t.fee_open_cost = cost;
        t.fee_open_currency = std::move(currency);
        if (rate) {
            t.fee_open = *rate;
            t.fee_close = *rate; // the best guess until an exit tells its own
        }
    } else if (side == t.exit_side() && !t.fee_close_currency) {
        t.fee_close_cost = cost;
        t.fee_close_currency = std::move(currency);
        if (rate) t.fee_close = *rate;
    }
}

void set_funding_fees(trade& t, double running) {
    t.funding_fee_running = running;
    double earlier = 0;
    for (const auto& o : t.orders) earlier += o.funding_fee.value_or(0.0);
    t.funding_fees = earlier + running;
}

void set_liquidation_price(trade& t, std::optional<double> price) {
    if (price) t.liquidation_price = rounded_price(t, *price);
}

void adjust_min_max_rates(trade& t, double high, double low) {
    const auto known = [&](const std::optional<double>& rate) { return rate && *rate != 0 ? *rate : t.open_rate; };
    t.max_rate = std::max(high, known(t.max_rate));
    t.min_rate = std::min(low, known(t.min_rate));
}

void adjust_stop_loss(trade& t, double price, std::optional<double> stoploss, bool initial, bool allow_away) {
    const double stop_now = t.stop_loss.value_or(0.0);
    if (!stoploss || (initial && stop_now != 0)) return;

    const double leverage = t.leverage != 0 ? t.leverage : 1.0;
    const double distance = std::abs(*stoploss / leverage);
    const auto rounding = t.is_short ? price_rounding::down : price_rounding::up;
    const double stop = rounded_price(t, price * (t.is_short ? 1 + distance : 1 - distance), rounding);
    const auto set = [&] {
        if (stop_now == 0) t.initial_stop_loss = stop;
        t.stop_loss = stop;
        t.stop_loss_pct = -std::abs(*stoploss);
    };
    if (!t.initial_stop_loss_pct) {
        set();
        t.initial_stop_loss = rounded_price(t, stop, rounding);
        t.initial_stop_loss_pct = -std::abs(*stoploss);
        return;
    }
    const bool nearer = t.is_short ? stop < stop_now : stop > stop_now;
    if (!allow_away && !nearer) return;
    if (!allow_away) t.is_stop_loss_trailing = true;
    set();
}

std::optional<double> stoploss_or_liquidation(const trade& t) {
    if (!t.liquidation_price || *t.liquidation_price == 0 || !t.stop_loss) return t.stop_loss;
    return t.is_short ? std::min(*t.stop_loss, *t.liquidation_price) : std::max(*t.stop_loss, *t.liquidation_price);
}

double rounded_amount(const trade& t, double amount) {
    const auto mode = counting(t.precision_mode);
    return mode ? amount_to_contract_precision(amount, t.amount_precision, *mode, t.contract_size) : amount;
}

double rounded_price(const trade& t, double price, price_rounding rounding) {
    const auto mode = counting(t.precision_mode_price);
    return mode ? price_to_precision(price, t.price_precision, *mode, rounding) : price;
}

} // namespace tremolo::trading
