#include "bot/ledger.hpp"
#include "store/database.hpp"
#include <algorithm>

namespace tremolo::bot {

namespace {
closed_trade facts_of(const trading::trade& t) {
    closed_trade c;
    c.id = t.id;
    c.pair = t.pair;
    c.is_short = t.is_short;
    c.open_date = t.open_date;
    c.close_date = t.close_date.value_or(t.open_date);
    c.leverage = t.leverage;
    c.close_profit = t.close_profit.value_or(0);
    c.close_profit_abs = t.close_profit_abs.value_or(0);
    c.enter_tag = t.enter_tag;
    c.exit_reason = t.exit_reason;
    for (const auto& o : t.orders) {
        if (o.ft_order_side == t.entry_side() && o.filled.value_or(0) > 0)
            c.entry_cost += *o.filled * o.average.value_or(o.price.value_or(o.ft_price));
        if (o.status == "closed" && o.order_filled_date >= timestamp{}) c.volume += o.cost.value_or(0);
    }
    return c;
}

closed_trade facts_of(const store::closed_trade_row& row) {
    closed_trade c;
    c.id = row.id;
    c.pair = row.pair;
    c.is_short = row.is_short;
    c.open_date = row.open_date;
    c.close_date = row.close_date;
    c.leverage = row.leverage;
    c.close_profit = row.close_profit;
    c.close_profit_abs = row.close_profit_abs;
    if (row.enter_tag) c.enter_tag = *row.enter_tag;
    if (row.exit_reason) c.exit_reason = *row.exit_reason;
    c.entry_cost = row.entry_cost;
    c.volume = row.volume;
    c.has_close_date = row.has_close_date;
    c.has_profit = row.has_profit;
    return c;
}
} // namespace

ledger::ledger(store::database& database, const std::string& timeframe) : database_{database}, locks_{timeframe} {}

void ledger::load() {
    // All is read before anything is forgotten: a database that cannot be read leaves the books as they were.
    auto stored = database_.read().open_trades();
    auto locks = database_.read().locks();
    rebuild_totals();
    open_.clear();
    written_.clear();
    for (auto& t : stored) {
        written_[t.id] = state_of(t);
        open_.push_back(std::make_shared<trading::trade>(std::move(t)));
    }
    locks_.load(std::move(locks));
    copies_stale_ = true;
    fresh_.clear();
}

void ledger::rebuild_totals() {
    std::vector<closed_trade> closed;
    database_.read().for_each_closed([&](const store::closed_trade_row& row) { closed.push_back(facts_of(row)); });
    totals_ = std::make_shared<closed_totals>(closed_totals::of(std::move(closed)));
}

ledger::written ledger::state_of(const trading::trade& t) {
    return {t.max_rate, t.min_rate, t.stop_loss, t.stop_loss_pct, t.is_stop_loss_trailing};
}

trade_ptr ledger::find_open(std::int64_t id) const {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& t) { return t->id == id; });
    return found == open_.end() ? nullptr : *found;
}

trade_ptr ledger::find_open_in(const std::string& pair) const {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& t) { return t->pair == pair; });
    return found == open_.end() ? nullptr : *found;
}

trade_ptr ledger::find(std::int64_t id) {
    if (auto t = find_open(id)) return t;
    auto stored = database_.read().trade(id);
    return stored ? std::make_shared<trading::trade>(std::move(*stored)) : nullptr;
}

std::vector<const trading::trade*> ledger::open_views() const {
    std::vector<const trading::trade*> views;
    views.reserve(open_.size());
    for (const auto& t : open_) views.push_back(t.get());
    return views;
}

void ledger::store(trading::trade& t) {
    copies_stale_ = true;
    fresh_.erase(t.id);
    if (t.id == 0)
        database_.insert(t);
    else
        database_.update(t);
}

void ledger::add(const trade_ptr& t) {
    open_.push_back(t);
    written_[t->id] = state_of(*t);
    copies_stale_ = true;
}

void ledger::save(const trade_ptr& t) {
    database_.update(*t);
    written_[t->id] = state_of(*t);
    copies_stale_ = true;
    fresh_.erase(t->id);
    if (!t->is_open) close(t);
}

void ledger::save_if_moved(const trade_ptr& t) {
    const auto found = written_.find(t->id);
    if (found != written_.end() && found->second == state_of(*t)) return;
    database_.update_row(*t);
    written_[t->id] = state_of(*t);
    copies_stale_ = true;
    fresh_.erase(t->id);
}

void ledger::close(const trade_ptr& t) {
    auto facts = facts_of(*t);
    const auto found = std::find(open_.begin(), open_.end(), t);
    if (found == open_.end()) { // it was closed before, and saved again
        if (last_closed_ != facts) rebuild_totals();
    } else {
        open_.erase(found);
        written_.erase(t->id);
        auto carried_on = std::make_shared<closed_totals>(*totals_);
        if (carried_on->add(facts))
            totals_ = std::move(carried_on);
        else
            rebuild_totals();
    }
    last_closed_ = std::move(facts);
}

void ledger::erase_order(trading::trade& t, const std::string& order_id) {
    const auto* row = t.find_order(order_id);
    if (row == nullptr) return;
    if (row->id != 0) database_.delete_order(row->id);
    std::erase_if(t.orders, [&](const trading::order& o) { return o.order_id == order_id; });
    copies_stale_ = true;
    fresh_.erase(t.id);
}

void ledger::erase(const trade_ptr& t) {
    database_.delete_trade(t->id);
    written_.erase(t->id);
    fresh_.erase(t->id);
    copies_stale_ = true;
    if (std::erase(open_, t) == 0 && !t->is_open) rebuild_totals();
}

double ledger::open_stakes() const {
    double sum = 0;
    for (const auto& t : open_) sum += t->stake_amount;
    return sum;
}

std::vector<plugins::closed_trade_facts> ledger::closed_since(timestamp since, const std::optional<std::string>& pair) {
    std::vector<plugins::closed_trade_facts> found;
    for (const auto& t : database_.read().closed_trades_since(since, pair))
        if (t.close_date && *t.close_date > since)
            found.push_back({t.pair, *t.close_date, t.close_profit, t.close_profit_abs, t.exit_reason, t.is_short});
    return found;
}

std::vector<plugins::pair_performance> ledger::performance_since(timestamp since) const {
    struct sums {
        double profit = 0;
        double cost = 0;
        std::int64_t count = 0;
    };
    std::map<std::string, sums> by_pair;
    // Those of that very moment, too.
    for (const auto& t : database_.read().closed_trades_since(since - std::chrono::microseconds{1})) {
        auto& of = by_pair[t.pair];
        of.profit += t.close_profit_abs.value_or(0);
        of.cost += facts_of(t).entry_cost / t.leverage;
        ++of.count;
    }
    std::vector<plugins::pair_performance> found;
    for (const auto& [pair, of] : by_pair) found.push_back({pair, of.cost == 0 ? 0 : of.profit / of.cost, of.count});
    return found;
}

double ledger::profit_until(timestamp until) {
    double sum = 0;
    database_.read().for_each_closed([&](const store::closed_trade_row& row) {
        if (row.close_date <= until) sum += row.close_profit_abs;
    });
    return sum;
}

const std::vector<std::shared_ptr<const trading::trade>>& ledger::copies() {
    if (!copies_stale_) return copies_;
    copies_.clear();
    for (const auto& t : open_) {
        auto& copy = fresh_[t->id];
        if (!copy) copy = std::make_shared<const trading::trade>(*t);
        copies_.push_back(copy);
    }
    std::erase_if(fresh_, [&](const auto& entry) { return find_open(entry.first) == nullptr; });
    copies_stale_ = false;
    return copies_;
}

void ledger::save_new_locks() {
    store::transaction together{database_};
    while (auto* row = locks_.find(0)) database_.save(*row);
    together.commit();
}

void ledger::save(const std::vector<trading::lock*>& rows) {
    store::transaction together{database_};
    for (auto* row : rows) database_.save(*row);
    together.commit();
}

} // namespace tremolo::bot
