#include "strategy/exit_rules.hpp"
#include "base/characters.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <chrono>
#include <cmath>

namespace tremolo::strategy {

namespace {

// A candle's bound, where one is known: zero counts as unknown.
double bound_or(const std::optional<double>& bound, double rate) { return bound && *bound != 0 ? *bound : rate; }

// The candle's end at which a stop would be hit, and the one at which profit is best.
double worst_rate(const trading::trade& t, const exit_moment& m) {
    return bound_or(t.is_short ? m.high : m.low, m.rate);
}
double best_rate(const trading::trade& t, const exit_moment& m) {
    return bound_or(t.is_short ? m.low : m.high, m.rate);
}

double base_stop(const exit_rules& rules, const exit_moment& m) {
    if (m.force_stoploss != 0) return m.force_stoploss;
    if (!rules.with.stoploss) throw error{"The strategy has no stoploss, and the configuration names none."};
    return *rules.with.stoploss;
}

std::optional<double> custom_stop(const trading::trade& t, const exit_rules& rules, const exit_moment& m, double profit,
                                  bool after_fill) {
    if (!rules.with.use_custom_stoploss || !rules.ask.custom_stoploss) return {};
    const auto answer = rules.ask.custom_stoploss({.pair = t.pair,
                                                   .trade = t,
                                                   .current_time = m.current_time,
                                                   .current_rate = best_rate(t, m),
                                                   .current_profit = profit,
                                                   .after_fill = after_fill});
    if (!answer || *answer == 0 || !std::isfinite(*answer)) return {};
    return answer;
}

exit_check stop_reached(trading::trade& t, const exit_rules& rules, const exit_moment& m) {
    adjust_stoploss(t, rules, m);
    const double rate = worst_rate(t, m);
    const auto hit = [&](double stop) { return t.is_short ? stop <= rate : stop >= rate; };
    if (hit(t.stop_loss.value_or(0)) && (!rules.with.order_types.stoploss_on_exchange || rules.dry_run)) {
        const auto type = t.is_stop_loss_trailing ? exit_type::trailing_stop_loss : exit_type::stop_loss;
        return {type, std::string{text_of(type)}};
    }
    if (t.liquidation_price.value_or(0) != 0 && hit(*t.liquidation_price))
        return {exit_type::liquidation, std::string{text_of(exit_type::liquidation)}};
    return {};
}

std::optional<exit_check> signalled(const trading::trade& t, const exit_rules& rules, const exit_moment& m,
                                    double profit) {
    if (!rules.with.use_exit_signal) return {};
    if (m.exit && !m.enter) {
        if (rules.with.exit_profit_only && !(profit > rules.with.exit_profit_offset)) return {};
        return exit_check{exit_type::exit_signal, std::string{text_of(exit_type::exit_signal)}};
    }
    if (!rules.ask.custom_exit) return {};
    const exit_answer answer = rules.ask.custom_exit(
        {.pair = t.pair, .trade = t, .current_time = m.current_time, .current_rate = m.rate, .current_profit = profit});
    if (!answer) return {};
    const std::string reason = first_characters(answer.reason(), longest_tag);
    return exit_check{exit_type::custom_exit, reason.empty() ? std::string{text_of(exit_type::custom_exit)} : reason};
}

} // namespace

std::string_view text_of(exit_type type) {
    switch (type) {
    case exit_type::none: return "";
    case exit_type::roi: return "roi";
    case exit_type::stop_loss: return "stop_loss";
    case exit_type::stoploss_on_exchange: return "stoploss_on_exchange";
    case exit_type::trailing_stop_loss: return "trailing_stop_loss";
    case exit_type::liquidation: return "liquidation";
    case exit_type::exit_signal: return "exit_signal";
    case exit_type::force_exit: return "force_exit";
    case exit_type::emergency_exit: return "emergency_exit";
    case exit_type::custom_exit: return "custom_exit";
    case exit_type::partial_exit: return "partial_exit";
    case exit_type::sold_on_exchange: return "sold_on_exchange";
    }
    return "";
}

std::string stored_reason(const exit_check& check, const std::optional<std::string>& exit_tag) {
    if (check.type == exit_type::exit_signal && exit_tag && !exit_tag->empty()) return *exit_tag;
    return check.reason;
}

std::vector<exit_check> should_exit(trading::trade& trade, const exit_rules& rules, const exit_moment& moment) {
    const double profit = trading::profit_ratio(trade, moment.rate);
    const double best_profit =
        moment.low || moment.high ? trading::profit_ratio(trade, best_rate(trade, moment)) : profit;
    trading::adjust_min_max_rates(trade, bound_or(moment.high, moment.rate), bound_or(moment.low, moment.rate));

    const exit_check stop = stop_reached(trade, rules, moment);
    const bool roi = !(moment.enter && rules.with.ignore_roi_if_entry_signal) &&
                     roi_reached(trade, rules, best_profit, moment.current_time);

    std::vector<exit_check> exits;
    if (auto signal = signalled(trade, rules, moment, profit)) exits.push_back(std::move(*signal));
    if (stop.type == exit_type::stop_loss || stop.type == exit_type::liquidation) exits.push_back(stop);
    if (roi) exits.push_back({exit_type::roi, std::string{text_of(exit_type::roi)}});
    if (stop.type == exit_type::trailing_stop_loss) exits.push_back(stop);
    return exits;
}

void adjust_stoploss(trading::trade& trade, const exit_rules& rules, const exit_moment& moment, bool after_fill) {
    if (after_fill && !rules.with.custom_stoploss_after_fill) return;
    double distance = base_stop(rules, moment);
    trading::adjust_stop_loss(trade, trade.open_rate, distance, true);

    const double stop = trade.stop_loss.value_or(0);
    const double worst = worst_rate(trade, moment);
    if (!(trade.is_short ? stop > worst : stop < worst)) return;

    const double rate = best_rate(trade, moment);
    const double profit = trading::profit_ratio(trade, rate);
    if (const auto custom = custom_stop(trade, rules, moment, profit, after_fill)) {
        distance = *custom;
        trading::adjust_stop_loss(trade, rate, distance, false, after_fill);
    }
    if (!rules.with.trailing_stop) return;
    const double offset = rules.with.trailing_stop_positive_offset;
    if (rules.with.trailing_only_offset_is_reached && profit < offset) return;
    if (rules.with.trailing_stop_positive && profit > offset) distance = *rules.with.trailing_stop_positive;
    trading::adjust_stop_loss(trade, rate, distance);
}

roi_entry roi_for(const trading::trade& trade, const exit_rules& rules, std::int64_t trade_minutes,
                  timestamp current_time) {
    roi_entry found;
    const auto after = rules.with.minimal_roi.upper_bound(trade_minutes);
    if (after != rules.with.minimal_roi.begin()) {
        const auto entry = std::prev(after);
        found = {entry->first, entry->second};
    }
    if (!rules.with.use_custom_roi || !rules.ask.custom_roi) return found;
    const auto custom = rules.ask.custom_roi({.pair = trade.pair,
                                              .trade = trade,
                                              .current_time = current_time,
                                              .trade_duration = trade_minutes,
                                              .entry_tag = trade.enter_tag,
                                              .side = trade.is_short ? "short" : "long"});
    if (!custom || !std::isfinite(*custom)) return found;
    if (!found.threshold || *custom < *found.threshold) return {trade_minutes, custom};
    return found;
}

bool roi_reached(const trading::trade& trade, const exit_rules& rules, double profit, timestamp current_time) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(current_time - trade.open_date).count();
    const roi_entry entry = roi_for(trade, rules, minutes, current_time);
    return entry.threshold && profit > *entry.threshold;
}

double stoploss_from_open(double open_relative_stop, double current_profit, bool is_short, double leverage) {
    const double profit = current_profit / leverage;
    if (profit == (is_short ? 1.0 : -1.0)) return 1;
    const double stop = is_short ? -1 + (1 - open_relative_stop / leverage) / (1 - profit)
                                 : 1 - (1 + open_relative_stop / leverage) / (1 + profit);
    return std::max(stop * leverage, 0.0);
}

double stoploss_from_absolute(double stop_rate, double current_rate, bool is_short, double leverage) {
    if (current_rate == 0) return 1;
    const double stop = 1 - stop_rate / current_rate;
    return std::max(is_short ? -stop : stop, 0.0) * leverage;
}

} // namespace tremolo::strategy
