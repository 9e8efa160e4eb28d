// What users ask of a running bot (ENGINE.md section 19). Refusals have freqtrade's texts.
#include "bot/bot_insides.hpp"
#include "plugins/number_text.hpp"
#include <algorithm>
#include <cctype>
#include <charconv>

namespace tremolo::bot {

namespace {
std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : ",") + text;
    return out;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
        return {};
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} ? std::optional{value} : std::nullopt;
}
} // namespace

command_answer bot::execute(const command& wish) {
    try {
        in_->settle_after_failure();
        auto answer = std::visit([&](const auto& held) { return in_->run(held); }, wish);
        in_->publish();
        return answer;
    } catch (const refusal&) {
        in_->publish(); // part of it may have happened
        throw;
    } catch (const exchange::exchange_error& e) {
        in_->publish();
        throw refusal{e.what()};
    } catch (const operational_error&) {
        in_->note_store_failure();
        throw;
    } catch (const configuration_error&) { throw; } catch (const error& e) {
        in_->publish();
        throw refusal{e.what()};
    } catch (const std::exception&) {
        in_->note_store_failure();
        throw;
    }
}

void bot::insides::check_force_enter(const force_enter& wish) const {
    if (!parts.settings->config->force_entry_enable) throw refusal{"Force_entry not enabled."};
    if (parts.control.state() != bot_state::running) throw refusal{"trader is not running"};
    if (wish.is_short && parts.settings->is_spot()) throw refusal{"Can't go short on Spot markets."};
    const auto* market = parts.exchange->find_market(wish.pair);
    if (market == nullptr ||
        !plugins::is_tradable(*market, parts.settings->config->trading_mode, parts.exchange->about()))
        throw refusal{"Symbol does not exist or market is not active."};
    if (market->quote != parts.settings->stake_currency())
        throw refusal{"Wrong pair selected. Only pairs with stake-currency " + parts.settings->stake_currency() +
                      " allowed."};
}

command_answer bot::insides::run(const force_enter& wish) {
    check_force_enter(wish);
    entry_wish entry;
    entry.pair = wish.pair;
    entry.price = wish.price;
    entry.is_short = wish.is_short;
    entry.leverage = wish.leverage;
    entry.tag = wish.enter_tag.value_or("").empty() ? "force_entry" : *wish.enter_tag;
    entry.trade = ledger.find_open_in(wish.pair);
    if (entry.trade) {
        const std::string already =
            "position for " + wish.pair + " already open - id: " + std::to_string(entry.trade->id);
        if (!parts.settings->strategy.position_adjustment_enable) throw refusal{already};
        if (entry.trade->has_open_orders())
            throw refusal{already + " and has open order " + joined(open_order_ids(*entry.trade))};
        entry.is_short = entry.trade->is_short;
        entry.mode = entry_mode::pos_adjust;
    } else if (static_cast<double>(ledger.open().size()) >= parts.settings->max_open_trades()) {
        throw refusal{"Maximum number of trades is reached."};
    }
    entry.stake = wish.stake_amount.value_or(0) != 0 ? *wish.stake_amount : wallets.next_stake();
    const auto& types = parts.settings->strategy.order_types;
    entry.order_type = wish.order_type.value_or(types.force_entry.value_or(types.entry));
    if (!trader->execute_entry(entry)) throw refusal{"Failed to enter position for " + wish.pair + "."};
    command_answer answer;
    if (const auto t = ledger.find_open_in(wish.pair)) answer.trade = *t;
    return answer;
}

bool bot::insides::exit_by_force(const trade_ptr& t, const force_exit& wish) {
    bool entry_gone = false;
    trader->settle_intents_of(t);
    for (const auto& id : open_order_ids(*t)) {
        const auto state = parts.exchange->fetch_order(id, t->pair);
        if (state.side == t->entry_side())
            entry_gone = trader->cancel_entry(t, state, cancel_reason::force_exit) || entry_gone;
        else if (state.side == t->exit_side())
            trader->cancel_exit(t, state, cancel_reason::force_exit);
    }
    if (entry_gone || t->has_open_orders()) return false;
    exit_wish exit;
    exit.limit = wish.order_type == "market" || !wish.price
                     ? rates.rate(t->pair, true, exchange::direction::exit, t->is_short)
                     : *wish.price;
    exit.check = {strategy::exit_type::force_exit, std::string{text_of(strategy::exit_type::force_exit)}};
    const auto& types = parts.settings->strategy.order_types;
    exit.order_type = wish.order_type.value_or(types.force_exit.value_or(types.exit));
    if (wish.amount.value_or(0) != 0 && *wish.amount < t->amount) {
        const auto least = trader->smallest_stake(t->pair, exit.limit, t->stop_loss_pct.value_or(0));
        const double left = (t->amount - *wish.amount) * exit.limit;
        if (least && left < *least)
            throw refusal{"Remaining amount of " + plugins::number_text(left) + " would be too small."};
        exit.amount = wish.amount;
    }
    exit.skip_custom_price = wish.price && wish.order_type == "limit";
    (void)trader->execute_exit(t, exit);
    return true;
}

command_answer bot::insides::run(const force_exit& wish) {
    if (is_stopped()) throw refusal{"trader is not running"};
    command_answer answer;
    if (wish.trade_id == "all") {
        const auto trades = ledger.open();
        for (const auto& t : trades) {
            try {
                (void)exit_by_force(t, {wish.trade_id, wish.order_type, {}, {}});
            } catch (const operational_error&) { throw; } catch (const error& e) {
                parts.log.warning("Trade {} of {} could not be left: {}", t->id, t->pair, e.what());
            }
        }
        wallets.update();
        answer.text = "Created exit orders for all open trades.";
        return answer;
    }
    const auto id = whole_number(wish.trade_id);
    const auto t = id ? ledger.find_open(*id) : nullptr;
    if (!t) {
        parts.log.warning("force_exit: Invalid argument received");
        throw refusal{"invalid argument"};
    }
    const bool done = exit_by_force(t, wish);
    wallets.update();
    if (!done) throw refusal{"Failed to exit trade."};
    answer.text = "Created exit order for trade " + wish.trade_id + ".";
    return answer;
}

command_answer bot::insides::run(const cancel_open_order& wish) {
    if (is_stopped()) throw refusal{"trader is not running"};
    const auto t = ledger.find_open(wish.trade_id);
    if (!t) {
        parts.log.warning("cancel_open_order: Invalid trade_id received.");
        throw refusal{"Invalid trade_id."};
    }
    if (!t->has_open_orders()) {
        parts.log.warning("cancel_open_order: No open order for trade_id.");
        throw refusal{"No open order for trade_id."};
    }
    trader->settle_intents_of(t);
    for (const auto& id : open_order_ids(*t)) {
        market::order_state state;
        try {
            state = parts.exchange->fetch_order(id, t->pair);
        } catch (const exchange::exchange_error& e) {
            parts.log.info("Cannot query order {} of trade {}: {}", id, t->id, e.what());
            throw refusal{"Order not found."};
        }
        trader->cancel_order(t, state, cancel_reason::user_cancel);
    }
    command_answer answer;
    if (const auto left = ledger.find(wish.trade_id)) answer.trade = *left;
    return answer;
}

command_answer bot::insides::run(const delete_trade& wish) {
    const auto t = ledger.find(wish.trade_id);
    if (!t) {
        parts.log.warning("delete trade: Invalid argument received");
        throw refusal{"Trade with id '" + std::to_string(wish.trade_id) + "' not found."};
    }
    command_answer answer;
    const bool stops_too = parts.settings->strategy.order_types.stoploss_on_exchange;
    for (const auto& o : t->orders) {
        if (!o.ft_is_open || (o.ft_order_side == "stoploss" && !stops_too)) continue;
        try {
            (void)parts.exchange->cancel_order(o.order_id, t->pair);
            ++answer.cancelled_orders;
        } catch (const exchange::exchange_error& e) {
            parts.log.info("Order {} of the deleted trade was not cancelled: {}", o.order_id, e.what());
        }
    }
    ledger.erase(t);
    wallets.update();
    answer.text = fmt::format("Deleted trade #{} for pair {}. Closed {} open orders.", wish.trade_id, t->pair,
                              answer.cancelled_orders);
    return answer;
}

command_answer bot::insides::run(const reload_trade& wish) {
    const auto t = ledger.find(wish.trade_id);
    if (!t) throw refusal{"Could not find trade with id " + std::to_string(wish.trade_id) + "."};
    command_answer answer;
    if (!trader->recover_from_exchange(t)) answer.trade = *t;
    return answer;
}

command_answer bot::insides::run(const add_locks& wish) {
    for (const auto& one : wish.locks) (void)ledger.locks().lock_pair(one.pair, one.until, one.reason, now(), one.side);
    ledger.save_new_locks();
    return {};
}

command_answer bot::insides::run(const delete_locks& wish) {
    std::vector<trading::lock*> ended;
    if (wish.id.value_or(0) != 0) {
        if (auto* row = ledger.locks().find(*wish.id)) ended.push_back(row);
    } else if (wish.pair && !wish.pair->empty()) {
        for (const auto* row : ledger.locks().active_of_any_side(now()))
            if (row->pair == *wish.pair) ended.push_back(ledger.locks().find(row->id));
    }
    for (auto* row : ended) {
        row->active = false;
        row->lock_end_time = now();
    }
    ledger.save(ended);
    return {};
}

namespace {
// An entry that is named twice keeps its place, and has the last text.
void add_fault(command_answer& answer, const std::string& entry, std::string text) {
    const auto known = std::ranges::find(answer.errors, entry, [](const auto& one) { return one.first; });
    if (known == answer.errors.end())
        answer.errors.emplace_back(entry, std::move(text));
    else
        known->second = std::move(text);
}
} // namespace

command_answer bot::insides::run(const add_blacklist& wish) {
    command_answer answer;
    for (const auto& entry : wish.entries)
        if (const auto why = pairs->banned().add(entry)) add_fault(answer, entry, *why);
    return answer;
}

command_answer bot::insides::run(const delete_blacklist& wish) {
    command_answer answer;
    for (const auto& entry : wish.entries)
        if (const auto why = pairs->banned().remove(entry)) add_fault(answer, entry, *why);
    return answer;
}

} // namespace tremolo::bot
