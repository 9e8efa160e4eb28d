#include "rpc/trade_views.hpp"
#include "base/decimal.hpp"
#include "base/precision.hpp"
#include "base/time_text.hpp"

namespace tremolo::rpc {
namespace {

double rounded8(double value) { return round_half_even(value, 8); }

std::optional<double> rounded8_or_null(std::optional<double> value) {
    if (!value || *value == 0) return std::nullopt;
    return rounded8(*value);
}

// Zero prints as null in these fields, as freqtrade's truth test has it.
std::optional<double> null_if_zero(std::optional<double> value, double factor = 1) {
    if (!value || *value == 0) return std::nullopt;
    return *value * factor;
}

std::optional<double> percent(std::optional<double> ratio) {
    if (!ratio || *ratio == 0) return std::nullopt;
    return round_half_even(*ratio * 100, 2);
}

std::optional<std::string> text_of(std::optional<timestamp> t) {
    return t ? std::optional{date_time_text(*t)} : std::nullopt;
}
std::optional<std::int64_t> ms_of(std::optional<timestamp> t) { return t ? std::optional{epoch_ms(*t)} : std::nullopt; }

// Orders that a client sees: filled ones and open ones that were sent. Cancelled ones without a fill are left out.
bool is_listed(const trading::order& o) {
    if (!o.status) return false;
    return o.ft_is_open || (o.safe_filled() > 0 && trading::is_non_open_status(*o.status));
}

// What is derived from the listed orders.
struct order_summary {
    std::int64_t entries = 0;
    std::int64_t exits = 0;
    bool open_orders = false;
    std::optional<timestamp> first_entry_fill;
    std::optional<timestamp> newest_open_stop;
};

order_summary summary_of(const trading::trade& t) {
    order_summary sum;
    for (const auto& o : t.orders) {
        if (!is_listed(o)) continue;
        if (o.ft_is_open) {
            if (o.ft_order_side != "stoploss")
                sum.open_orders = true;
            else if (o.order_date && (!sum.newest_open_stop || *o.order_date > *sum.newest_open_stop))
                sum.newest_open_stop = o.order_date;
        } else if (o.ft_order_side == t.entry_side()) {
            ++sum.entries;
            if (o.order_filled_date && (!sum.first_entry_fill || *o.order_filled_date < *sum.first_entry_fill))
                sum.first_entry_fill = o.order_filled_date;
        } else if (o.ft_order_side == t.exit_side()) {
            ++sum.exits;
        }
    }
    return sum;
}

schema::order_schema typed_order(const trading::order& o) {
    schema::order_schema out;
    out.pair = o.ft_pair;
    out.order_id = o.order_id;
    out.status = o.status.value_or("");
    out.remaining = o.remaining;
    out.amount = o.safe_amount();
    out.safe_price = o.safe_price();
    out.cost = o.cost.value_or(0);
    out.filled = o.filled;
    out.ft_order_side = o.ft_order_side;
    out.order_type = o.order_type.value_or("");
    out.is_open = o.ft_is_open;
    out.order_timestamp = ms_of(o.order_date);
    out.order_filled_timestamp = ms_of(o.order_filled_date);
    out.ft_fee_base = o.ft_fee_base;
    out.ft_order_tag = o.ft_order_tag;
    return out;
}

schema::number_or_zero number_or_zero(double value) {
    if (value == 0) return std::int64_t{0};
    return value;
}

schema::raw_order raw_order_of(const trading::order& o, const std::string& entry_side) {
    schema::raw_order out;
    out.amount = o.safe_amount();
    out.safe_price = o.safe_price();
    out.ft_order_side = o.ft_order_side;
    out.order_filled_timestamp = ms_of(o.order_filled_date);
    out.ft_is_entry = o.ft_order_side == entry_side;
    out.ft_order_tag = o.ft_order_tag;
    out.cost = number_or_zero(o.cost.value_or(0));
    out.pair = o.ft_pair;
    out.order_id = o.order_id;
    out.status = o.status;
    const double average = o.average.value_or(0);
    if (average != 0) out.average = rounded8(average);
    out.filled = o.filled;
    out.is_open = o.ft_is_open;
    out.order_date = text_of(o.order_date);
    out.order_timestamp = ms_of(o.order_date);
    out.order_filled_date = text_of(o.order_filled_date);
    out.order_type = o.order_type;
    out.price = o.price;
    out.remaining = o.remaining;
    out.ft_fee_base = o.ft_fee_base;
    out.funding_fee = o.funding_fee;
    return out;
}

schema::trading_mode wire_mode(market::trading_mode mode) {
    switch (mode) {
    case market::trading_mode::spot: return schema::trading_mode::spot;
    case market::trading_mode::margin: return schema::trading_mode::margin;
    case market::trading_mode::futures: return schema::trading_mode::futures;
    }
    return schema::trading_mode::spot;
}

// The fields that the typed and the raw trade have in common: how it was opened.
template <class Out>
void fill_opening(Out& out, const trading::trade& t, const order_summary& orders) {
    out.trade_id = t.id;
    out.pair = t.pair;
    out.base_currency = t.safe_base_currency();
    out.quote_currency = t.safe_quote_currency();
    out.is_open = t.is_open;
    out.is_short = t.is_short;
    out.exchange = t.exchange;
    out.amount = rounded8(t.amount);
    out.stake_amount = rounded8(t.stake_amount);
    out.max_stake_amount = rounded8_or_null(t.max_stake_amount);
    out.enter_tag = t.enter_tag;
    out.fee_open = t.fee_open;
    out.fee_open_cost = t.fee_open_cost;
    out.fee_open_currency = t.fee_open_currency;
    out.fee_close = t.fee_close;
    out.fee_close_cost = t.fee_close_cost;
    out.fee_close_currency = t.fee_close_currency;
    out.open_date = date_time_text(t.open_date);
    out.open_timestamp = epoch_ms(t.open_date);
    out.open_fill_date = text_of(orders.first_entry_fill);
    out.open_fill_timestamp = ms_of(orders.first_entry_fill);
    out.open_rate = t.open_rate;
    out.open_rate_requested = t.open_rate_requested;
    out.open_trade_value = rounded8(t.open_trade_value);
}

// ... how it closed, or stands,
template <class Out>
void fill_result(Out& out, const trading::trade& t) {
    out.close_date = text_of(t.close_date);
    out.close_timestamp = ms_of(t.close_date);
    out.close_rate = t.close_rate;
    out.close_rate_requested = t.close_rate_requested;
    out.close_profit = t.close_profit;
    out.close_profit_pct = percent(t.close_profit);
    out.close_profit_abs = t.close_profit_abs;
    out.profit_ratio = t.close_profit;
    out.profit_pct = percent(t.close_profit);
    out.profit_abs = t.close_profit_abs;
    out.realized_profit = t.realized_profit;
    out.realized_profit_ratio = null_if_zero(t.close_profit);
    out.exit_reason = t.exit_reason;
    out.exit_order_status = t.exit_order_status;
}

// ... and the rest.
template <class Out>
void fill_rest(Out& out, const trading::trade& t, const order_summary& orders) {
    out.stop_loss_abs = t.stop_loss;
    out.stop_loss_ratio = null_if_zero(t.stop_loss_pct);
    out.stop_loss_pct = null_if_zero(t.stop_loss_pct, 100);
    out.stoploss_last_update = text_of(orders.newest_open_stop);
    out.stoploss_last_update_timestamp = ms_of(orders.newest_open_stop);
    out.initial_stop_loss_abs = t.initial_stop_loss;
    out.initial_stop_loss_ratio = null_if_zero(t.initial_stop_loss_pct);
    out.initial_stop_loss_pct = null_if_zero(t.initial_stop_loss_pct, 100);
    out.min_rate = t.min_rate;
    out.max_rate = t.max_rate;
    out.nr_of_successful_entries = orders.entries;
    out.nr_of_successful_exits = orders.exits;
    out.has_open_orders = orders.open_orders;
    out.leverage = t.leverage;
    out.interest_rate = t.interest_rate;
    out.liquidation_price = t.liquidation_price;
    out.funding_fees = t.funding_fees;
    out.trading_mode = wire_mode(t.trading_mode);
    out.amount_precision = t.amount_precision;
    out.price_precision = t.price_precision;
    out.precision_mode = t.precision_mode;
}

} // namespace

schema::trade_schema typed_trade(const trading::trade& t) {
    schema::trade_schema out;
    const auto orders = summary_of(t);
    fill_opening(out, t, orders);
    out.amount_requested = rounded8(t.amount_requested.value_or(0));
    out.strategy = t.strategy.value_or("");
    out.timeframe = t.timeframe.value_or(0);
    fill_result(out, t);
    fill_rest(out, t, orders);
    for (const auto& o : t.orders)
        if (is_listed(o)) out.orders.push_back(typed_order(o));
    return out;
}

schema::raw_trade raw_trade(const trading::trade& t) {
    schema::raw_trade out;
    const auto orders = summary_of(t);
    fill_opening(out, t, orders);
    out.amount_requested = rounded8_or_null(t.amount_requested);
    out.strategy = t.strategy;
    out.timeframe = t.timeframe;
    fill_result(out, t);
    if (t.close_date) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*t.close_date - t.open_date).count();
        out.trade_duration_s = seconds;
        out.trade_duration = std::chrono::floor<std::chrono::minutes>(std::chrono::seconds{seconds}).count();
    }
    fill_rest(out, t, orders);
    out.precision_mode_price = t.precision_mode_price;
    out.contract_size = t.contract_size;
    for (const auto& o : t.orders)
        if (is_listed(o)) out.orders.push_back(raw_order_of(o, t.entry_side()));
    return out;
}

namespace {

struct shown_profit {
    double ratio = 0;
    double abs = 0;
    double total_abs = 0;
    std::optional<double> total_ratio;
};

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

shown_profit profit_at(const trading::trade& t, double rate) {
    if (!t.is_open) return {t.close_profit.value_or(0), t.close_profit_abs.value_or(0), 0, {}};
    if (t.filled_orders(t.entry_side()).empty()) return {};
    if (std::isnan(rate)) return {unknown, unknown, 0, {}};
    const auto p = trading::calculate_profit(t, rate);
    return {p.profit_ratio, p.profit_abs, p.total_profit, p.total_profit_ratio};
}

} // namespace

schema::open_trade_schema trade_with_profit(const trading::trade& t, std::optional<double> current_rate,
                                            std::optional<double> fiat_rate) {
    const double rate = t.is_open ? current_rate.value_or(unknown) : t.close_rate.value_or(0);
    const auto shown = profit_at(t, rate);
    schema::open_trade_schema out;
    static_cast<schema::trade_schema&>(out) = typed_trade(t);
    if (t.is_open) out.close_profit = std::nullopt;
    out.current_rate = rate;
    out.profit_ratio = shown.ratio;
    out.profit_pct = round_half_even(shown.ratio * 100, 2);
    out.profit_abs = shown.abs;
    if (t.is_open && t.filled_orders(t.entry_side()).empty()) out.profit_fiat = 0.0;
    if (fiat_rate && !std::isnan(shown.abs)) {
        out.profit_fiat = shown.abs * *fiat_rate;
        out.total_profit_fiat = shown.total_abs * *fiat_rate;
    }
    out.total_profit_abs = shown.total_abs;
    out.total_profit_ratio = shown.total_ratio;
    const double stop = t.stop_loss.value_or(0);
    const auto mode =
        static_cast<counting_mode>(t.precision_mode_price.value_or(static_cast<int>(counting_mode::tick_size)));
    const double distance = std::isnan(rate) ? unknown : price_to_precision(stop - rate, t.price_precision, mode);
    out.stoploss_current_dist = distance;
    out.stoploss_current_dist_ratio = round_half_even(distance / rate, 8);
    out.stoploss_current_dist_pct = round_half_even(distance / rate * 100, 2);
    const auto at_stop = trading::calculate_profit(t, stop);
    out.stoploss_entry_dist = at_stop.profit_abs;
    out.stoploss_entry_dist_ratio = round_half_even(at_stop.profit_ratio, 8);
    return out;
}

} // namespace tremolo::rpc
