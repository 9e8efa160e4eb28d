// What a trade is worth, and what its orders made of it. Products and sums of money are exact decimals that become
// doubles once; ratios and sums of profits are plain doubles, added from the first to the last, as freqtrade's are.
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "trading/trade.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::trading {
namespace {

constexpr int profit_digits = 8;
// Amounts this near to each other are the same, as Python's isclose() counts by default.
constexpr double same_amount_relative = 1e-9;
constexpr double same_amount_absolute = 1e-14;

bool same_amount(double a, double b) {
    if (a == b) return true;
    return std::abs(a - b) <= std::max(same_amount_relative * std::max(std::abs(a), std::abs(b)), same_amount_absolute);
}

bool has_leverage(const trade& t) { return t.leverage != 1.0 || t.is_short; }
double leverage_of(const trade& t) { return t.leverage != 0 ? t.leverage : 1.0; }

double open_value(const trade& t, const decimal& amount, const decimal& rate) {
    const decimal value = amount * rate;
    const decimal fees = value * decimal{t.fee_open};
    return (t.is_short ? value - fees : value + fees).to_double();
}

decimal close_value_at(const trade& t, const decimal& amount, double rate) {
    const decimal value = amount * decimal{rate};
    const decimal fees = value * decimal{t.fee_close};
    return t.is_short ? value + fees : value - fees;
}

decimal exact_interest(const trade& t, std::optional<timestamp> now) {
    if (t.trading_mode != market::trading_mode::margin || !has_leverage(t)) return {};
    const timestamp until = t.close_date.value_or(now.value_or(t.open_date));
    const auto seconds = std::chrono::duration<double>(until - t.open_date).count();
    const decimal hours = decimal{seconds} / decimal{3600};
    const decimal daily = decimal{borrowed(t)} * decimal{t.interest_rate};
    std::string name = t.exchange;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name == "binance") return daily * decimal{std::ceil(hours.to_double())} / decimal{24};
    if (name == "kraken") return daily * (decimal{1} + decimal{std::ceil((hours / decimal{4}).to_double())});
    throw operational_error{"Margin trades are not supported on exchange '" + t.exchange +
                            "': its interest rules are known for binance and kraken only."};
}

double ratio(const trade& t, double close, double open) {
    return (t.is_short ? 1 - close / open : close / open - 1) * t.leverage;
}

// The walk over the filled orders: what is held, what was paid, what the exits made.
struct walk {
    decimal amount;
    decimal stake;
    decimal average;
    decimal largest_stake;
    double paid = 0;             // sum of open values of all entries
    double close_profit = 0;     // ratio after the last exit
    double close_profit_abs = 0; // sum over the exits
    double last_profit_abs = 0;  // of the last exit
    double funding = 0;          // of all orders
    double funding_since_exit = 0;

    void entry(const trade& t, const order& o) {
        const decimal filled{o.safe_amount_after_fee()};
        const decimal price{o.safe_price()};
        if (decimal{} < filled) {
            amount = amount + filled;
            stake = stake + price * filled;
            if (decimal{} < amount) average = stake / amount;
        }
        paid += open_value(t, filled, price);
        largest_stake = largest_stake + filled * price;
    }

    void exit(trade& t, const order& o) {
        const double exit_amount = o.safe_amount_after_fee();
        const decimal filled{exit_amount};
        if (decimal{} < filled) {
            amount = amount - filled;
            stake = stake - average * filled;
        }
        // An exit bears the funding since the exit before it.
        t.funding_fees = funding_since_exit;
        last_profit_abs = calculate_profit(t, o.safe_price(), exit_amount, average.to_double()).profit_abs;
        close_profit_abs += last_profit_abs;
        if (paid > 0) close_profit = close_profit_abs / paid * t.leverage;
        funding_since_exit = 0;
    }
};

} // namespace

double open_trade_value(const trade& t, double amount, double open_rate) {
    return open_value(t, decimal{amount}, decimal{open_rate});
}

void recalculate_open_trade_value(trade& t) { t.open_trade_value = open_trade_value(t, t.amount, t.open_rate); }

double borrowed(const trade& t) {
    if (!has_leverage(t)) return 0;
    if (t.is_short) return t.amount;
    return (t.amount * t.open_rate) * ((t.leverage - 1) / t.leverage);
}

double interest(const trade& t, std::optional<timestamp> now) { return exact_interest(t, now).to_double(); }

double close_value(const trade& t, double rate, std::optional<double> amount, std::optional<timestamp> now) {
    const decimal held{amount && *amount != 0 ? *amount : t.amount};
    switch (t.trading_mode) {
    case market::trading_mode::spot: return close_value_at(t, held, rate).to_double();
    case market::trading_mode::margin: {
        const decimal owed = exact_interest(t, now);
        if (t.is_short) return close_value_at(t, held + owed, rate).to_double();
        return (close_value_at(t, held, rate) - owed).to_double();
    }
    case market::trading_mode::futures: {
        const double funding = t.funding_fees.value_or(0.0);
        const double value = close_value_at(t, held, rate).to_double();
        return t.is_short ? value - funding : value + funding;
    }
    }
    return 0;
}

profit calculate_profit(const trade& t, double rate, std::optional<double> amount, std::optional<double> open_rate,
                        std::optional<timestamp> now) {
    const double close = close_value(t, rate, amount, now);
    const double open = amount && open_rate ? open_trade_value(t, *amount, *open_rate) : t.open_trade_value;
    const double profit_abs = t.is_short ? open - close : close - open;
    const double total = profit_abs + t.realized_profit;
    profit out;
    out.profit_ratio = open == 0 ? 0.0 : round_half_even(ratio(t, close, open), profit_digits);
    if (t.max_stake_amount != 0) {
        const double most = t.max_stake_amount * (t.is_short ? 1 - t.fee_open : 1 + t.fee_open);
        out.total_profit_ratio = round_half_even(total / most, profit_digits);
    }
    out.profit_abs = round_half_even(profit_abs, profit_digits);
    out.total_profit = round_half_even(total, profit_digits);
    return out;
}

double profit_ratio(const trade& t, double rate, std::optional<double> amount, std::optional<double> open_rate,
                    std::optional<timestamp> now) {
    const double close = close_value(t, rate, amount, now);
    double open = t.open_trade_value;
    if (amount || open_rate)
        open = open_trade_value(t, amount && *amount != 0 ? *amount : t.amount,
                                open_rate && *open_rate != 0 ? *open_rate : t.open_rate);
    return open == 0 ? 0.0 : round_half_even(ratio(t, close, open), profit_digits);
}

double close_rate_for_roi(const trade& t, double roi, std::optional<timestamp> now) {
    const double wanted = roi / leverage_of(t);
    const double open = open_trade_value(t, t.amount, t.open_rate);
    // The close value is a line over the rate: two points tell it.
    const double at_zero = close_value(t, 0.0, {}, now);
    const double slope = close_value(t, 1.0, {}, now) - at_zero;
    return ((1.0 + wanted / (t.is_short ? -1.0 : 1.0)) * open - at_zero) / slope;
}

void recalculate_from_orders(trade& t, bool is_closing) {
    walk sums;
    t.funding_fees = 0.0;
    const auto entry_side = t.entry_side();
    for (const auto& o : t.orders) {
        if (o.ft_is_open || !o.filled || *o.filled == 0) continue;
        sums.funding_since_exit += o.funding_fee.value_or(0.0);
        sums.funding += o.funding_fee.value_or(0.0);
        if (o.ft_order_side == entry_side)
            sums.entry(t, o);
        else
            sums.exit(t, o);
    }
    t.funding_fees = sums.funding;
    t.max_stake_amount = sums.largest_stake.to_double() / leverage_of(t);
    if (sums.close_profit != 0) {
        t.close_profit = sums.close_profit;
        t.realized_profit = sums.close_profit_abs;
        t.close_profit_abs = sums.last_profit_abs;
    }

    const double held = rounded_amount(t, sums.amount.to_double());
    if (held > 0) {
        t.open_rate = rounded_price(t, (sums.stake / sums.amount).to_double());
        t.amount = held;
        t.stake_amount = sums.stake.to_double() / leverage_of(t);
        t.fee_open_cost = t.fee_open * t.max_stake_amount;
        recalculate_open_trade_value(t);
        adjust_stop_loss(t, t.open_rate, t.stop_loss_pct);
    } else if (is_closing && sums.paid > 0) {
        t.close_profit = sums.close_profit_abs / sums.paid * t.leverage;
        t.close_profit_abs = sums.close_profit_abs;
    }
}

void close(trade& t, double rate, std::optional<timestamp> now) {
    t.close_rate = rate;
    if (!t.close_date) t.close_date = t.date_last_filled();
    if (!t.close_date) t.close_date = now;
    t.is_open = false;
    t.exit_order_status = "closed";
    recalculate_from_orders(t, true);
}

void update_trade(trade& t, order& o, bool recalculating, std::optional<timestamp> now) {
    if (o.status == "open") return;
    const bool is_stop = o.ft_order_side == "stoploss";
    if (!is_stop && !o.funding_fee) {
        o.funding_fee = t.funding_fee_running.value_or(0.0);
        t.funding_fee_running = 0.0;
    }
    if (o.ft_order_side == t.entry_side()) {
        t.open_rate = o.safe_price();
        t.amount = o.safe_amount_after_fee();
        recalculate_from_orders(t);
        return;
    }
    if (is_stop) {
        t.close_rate_requested = t.stop_loss;
        t.exit_reason = "stoploss_on_exchange";
    } else if (o.ft_order_side != t.exit_side()) {
        throw error{"Order " + o.order_id + " of trade " + std::to_string(t.id) + " has an unknown side '" +
                    o.ft_order_side + "'."};
    }
    const double held = rounded_amount(t, t.amount);
    const double exited = o.safe_amount_after_fee();
    if (same_amount(exited, held) || (!recalculating && exited > held))
        close(t, o.safe_price(), now);
    else
        recalculate_from_orders(t);
}

} // namespace tremolo::trading
