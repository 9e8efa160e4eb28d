#include "base/time_text.hpp"
#include "config/load.hpp"
#include "tests/bot/scenario_bot.hpp"
#include "tests/bot/scenario_exchange.hpp"
#include "tests/bot/scenario_strategy.hpp"
#include "json/write.hpp"
#include <cmath>
#include <set>

namespace scenario {

// The ids of simulated orders in the order in which they were made: "#n" in the records.
class numbering final : public exchange::forwarding {
  public:
    using forwarding::forwarding;
    std::vector<std::string> made;
    void follow(std::shared_ptr<::tremolo::exchange::exchange> other) { replace(std::move(other)); }
    market::order_state place_order(const ::tremolo::exchange::order_request& order) override {
        auto answer = inner().place_order(order);
        made.push_back(answer.id);
        return answer;
    }
};

class collecting_sink final : public bot::event_sink {
  public:
    void send(std::shared_ptr<const bot::event> e) override {
        static const std::set<std::string_view> told{
            "entry",     "entry_fill",  "entry_cancel",       "exit",
            "exit_fill", "exit_cancel", "protection_trigger", "protection_trigger_global"};
        if (told.contains(bot::type_of(*e))) messages.push_back(bj::parse(*bot::wire_text(*e)).as_object());
    }
    std::vector<bj::object> messages;
};

namespace {

constexpr std::int64_t start_ms = 1767261600000; // 2026-01-01 10:00:00

bool same_number(double a, double b) { return a == b || std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

// Times of messages are texts on the wire and milliseconds in the records.
bj::value normal(const bj::value& v) {
    if (!v.is_string()) return v;
    const auto at = parse_time(std::string_view{v.as_string()});
    if (!at || v.as_string().size() < 19 || v.as_string()[10] != 'T') return v;
    return epoch_ms(*at);
}

bool same(const bj::value& found, const bj::value& wanted) {
    if (wanted.is_number() && found.is_number())
        return same_number(found.to_number<double>(), wanted.to_number<double>());
    if (wanted.is_array() && found.is_array()) {
        if (wanted.as_array().size() != found.as_array().size()) return false;
        for (std::size_t i = 0; i < wanted.as_array().size(); ++i)
            if (!same(found.as_array()[i], wanted.as_array()[i])) return false;
        return true;
    }
    return found == wanted;
}

// Lines for keys of `wanted` that `found` has otherwise.
void compare(const bj::object& found, const bj::object& wanted, const std::string& where,
             std::vector<std::string>& differences) {
    for (const auto& item : wanted) {
        const auto* v = found.if_contains(item.key());
        const std::string at = where + "." + std::string{item.key()};
        if (v == nullptr)
            differences.push_back(at + " is missing");
        else if (!same(*v, item.value()))
            differences.push_back(at + ": " + bj::serialize(*v) + " instead of " + bj::serialize(item.value()));
    }
}

template <class T>
bj::value as_value(const std::optional<T>& v) {
    if (!v) return {};
    if constexpr (std::is_same_v<T, timestamp>)
        return epoch_ms(*v);
    else if constexpr (std::is_same_v<T, std::string>)
        return bj::string{*v};
    else
        return *v;
}

config::configuration configured(const bj::object& file, const bj::object& scenario,
                                 const std::filesystem::path& folder, bool futures) {
    bj::object all = file.at("base_config").as_object();
    const auto lay_over = [&](const bj::value* more) {
        if (more != nullptr)
            for (const auto& item : more->as_object()) all[item.key()] = item.value();
    };
    lay_over(&file.at("base_strategy"));
    lay_over(scenario.if_contains("config"));
    lay_over(scenario.if_contains("strategy"));
    if (scenario.contains("live")) {
        all["dry_run"] = false;
        all["exchange"].as_object()["connector"] = "simulated";
    }
    all.erase("protections");
    all.erase("can_short");
    all.erase("use_custom_roi");
    all.erase("runmode");
    all["strategy"] = "Told";
    if (const auto* list = scenario.if_contains("whitelist")) all["exchange"].as_object()["pair_whitelist"] = *list;
    if (const auto* list = scenario.if_contains("blacklist")) all["exchange"].as_object()["pair_blacklist"] = *list;
    if (futures) {
        if (!scenario.contains("whitelist")) all["exchange"].as_object()["pair_whitelist"] = bj::array{"ETH/USDT:USDT"};
        all["trading_mode"] = "futures";
        const auto* margin = scenario.if_contains("margin");
        all["margin_mode"] = margin == nullptr ? "isolated" : margin->as_string();
    }
    if (const auto* id = scenario.if_contains("exchange")) all["exchange"].as_object()["name"] = *id;
    std::ofstream{folder / "config.json"} << bj::serialize(all);
    config::load_options options;
    options.files = {(folder / "config.json").string()};
    options.user_data_dir = folder;
    return config::load(options);
}

template <class T>
void take(const bj::object& from, const char* key, std::optional<T>& to) {
    if (const auto* v = from.if_contains(key); v && !v->is_null()) to = bj::value_to<T>(*v);
}

strategy::attributes declared(const bj::object& scenario) {
    strategy::attributes a;
    a.custom_stoploss_after_fill = true;
    const auto* given = scenario.if_contains("strategy");
    if (given == nullptr) return a;
    if (const auto* v = given->as_object().if_contains("can_short")) a.can_short = v->as_bool();
    if (const auto* v = given->as_object().if_contains("use_custom_roi")) a.use_custom_roi = v->as_bool();
    if (const auto* list = given->as_object().if_contains("protections"))
        for (const auto& item : list->as_array()) {
            const auto& o = item.as_object();
            strategy::protection p;
            p.method = std::string{o.at("method").as_string()};
            take(o, "lookback_period", p.lookback_period);
            take(o, "lookback_period_candles", p.lookback_period_candles);
            take(o, "stop_duration", p.stop_duration);
            take(o, "stop_duration_candles", p.stop_duration_candles);
            take(o, "unlock_at", p.unlock_at);
            take(o, "trade_limit", p.trade_limit);
            take(o, "required_profit", p.required_profit);
            take(o, "only_per_pair", p.only_per_pair);
            take(o, "only_per_side", p.only_per_side);
            take(o, "max_allowed_drawdown", p.max_allowed_drawdown);
            take(o, "calculation_mode", p.calculation_mode);
            a.protections.push_back(std::move(p));
        }
    return a;
}

} // namespace

runner::runner(const bj::object& file, const bj::object& scenario)
    : scenario_{scenario}, clock_{from_epoch_ms(start_ms)} {
    const auto* mode = scenario.if_contains("mode");
    const bool futures = mode != nullptr && mode->as_string() == "futures";
    const auto tiers =
        testing_support::read_json(testing_support::data() / "engine" / "min_stake.json").at("tiers").as_object();
    market_ = std::make_shared<book_exchange>(file, tiers, futures, clock_);
    market_->set_all_books(99.99, 100.01);
    if (const auto* id = scenario.if_contains("exchange"))
        market_->pose_as(std::string{id->as_string()}, scenario.at("fees").as_object());
    if (const auto* fee = scenario.if_contains("funding_fee")) market_->funding_answer = fee->to_number<double>();
    if (const auto* tickers = scenario.if_contains("tickers")) market_->set_tickers(tickers->as_object());
    if (const auto* fee = scenario.if_contains("funding_per_coin"))
        market_->funding_per_coin = fee->to_number<double>();
    market_->funding_flows = scenario.contains("funding_flow");
    if (const auto* flow = scenario.if_contains("flow")) {
        constexpr std::int64_t day_ms = 86'400'000;
        market_->flow = candle_flow{start_ms - flow->at("days").as_int64() * day_ms,
                                    flow->at("gaps").to_number<std::uint64_t>(), flow->at("late").as_int64() * 1000};
    }
    if (const auto* fees = scenario.if_contains("live"))
        market_->orders = std::make_unique<told_orders>(std::string{fees->as_string()}, clock_);
    database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(), clock_,
                                                  store::database_options{store::durability::process});
    sink_ = std::make_unique<collecting_sink>();
    numbered_ = std::make_shared<numbering>(market_);
    settings_ = configured(file, scenario, folder_.path(), futures);
    first_pair_ = settings_.exchange.pair_whitelist.front();
    begin();
    control_.set_state(bot_->pacing().initial_state);
    sink_->messages.clear();
}

// As a process does that starts: nothing but the database and the exchange is left of an earlier one.
void runner::begin() {
    bot_.reset();
    dry_run_ = std::make_shared<exchange::dry_run>(market_, clock_, exchange::uuid_source{++lives_}, settings_.fee);
    if (market_->orders)
        dry_run_.reset();
    else
        numbered_->follow(dry_run_);
    strategy_ = std::make_shared<told_strategy>(declared(scenario_));
    if (const auto* watched = scenario_.if_contains("watched"))
        for (const auto& one : watched->as_array())
            strategy_->watched.push_back({std::string{one.at(0).as_string()}, std::string{one.at(1).as_string()}});
    strategy_->fills_forward = !scenario_.contains("merged_as_told");
    strategy_->timeframe_name = settings_.timeframe.value_or("5m");
    bot_ = std::make_unique<bot::bot>(bot::bot_parts{.clock = clock_,
                                                     .exchange = numbered_,
                                                     .dry_run = dry_run_,
                                                     .database = database_,
                                                     .settings = bot::make_settings(settings_, *strategy_, "Told"),
                                                     .strategy = strategy_,
                                                     .sink = sink_.get(),
                                                     .control = control_,
                                                     .board = board_});
}

runner::~runner() = default;

// What did not change since the step before may be left out.
const bj::object& runner::expected(std::size_t index) {
    wanted_["result"] = {{"value", nullptr}};
    wanted_["messages"] = bj::array{};
    wanted_["callbacks"] = bj::array{};
    for (const auto& item : scenario_.at("outcome").as_array()[index].as_object()) wanted_[item.key()] = item.value();
    return wanted_;
}

std::vector<std::string> runner::step(std::size_t index) {
    const auto& what = scenario_.at("steps").as_array()[index].as_object();
    const bj::object& wanted = expected(index);
    clock_.set(from_epoch_ms(start_ms + what.at("at").to_number<std::int64_t>() * 1000));
    if (const auto* book = what.if_contains("book"))
        market_->set_all_books(book->as_array()[0].to_number<double>(), book->as_array()[1].to_number<double>());
    if (const auto* books = what.if_contains("books"))
        for (const auto& item : books->as_object()) market_->set_book(std::string{item.key()}, item.value().as_array());
    if (const auto* tickers = what.if_contains("tickers")) market_->set_tickers(tickers->as_object());
    if (const auto* marks = what.if_contains("marks"))
        for (const auto& item : marks->as_object())
            market_->marks[std::string{item.key()}] = item.value().to_number<double>();
    market_->tell_orders(what);
    strategy_->signals.clear();
    if (const auto* signal = what.if_contains("signal")) strategy_->signals[first_pair_] = signal->as_object();
    if (const auto* signals = what.if_contains("signals"))
        for (const auto& item : signals->as_object())
            strategy_->signals[std::string{item.key()}] = item.value().as_object();
    strategy_->answers = {};
    if (const auto* callbacks = scenario_.if_contains("callbacks")) strategy_->answers = callbacks->as_object();
    if (const auto* answers = what.if_contains("answers"))
        for (const auto& item : answers->as_object()) strategy_->answers[item.key()] = item.value();
    if (const auto* state = what.if_contains("state"))
        control_.set_state(state->as_string() == "PAUSED" ? bot::bot_state::paused : bot::bot_state::running);
    strategy_->asked.clear();
    sink_->messages.clear();

    bj::object result{{"value", nullptr}};
    if (what.contains("do"))
        result = act(what);
    else
        try {
            bot_->process({});
        } catch (const ::tremolo::exchange::exchange_error&) { result = {{"error", "RPCException"}}; }

    std::vector<std::string> differences;
    if (!same(result, wanted.at("result")) && bj::serialize(result) != bj::serialize(wanted.at("result")))
        differences.push_back("result: " + bj::serialize(result) + " instead of " + bj::serialize(wanted.at("result")));
    compare_trades(wanted.at("trades").as_array(), differences);
    compare_messages(wanted.at("messages").as_array(), differences);
    compare_rest(wanted, differences);
    return differences;
}

std::string runner::order_name(const std::string& id) const {
    const auto found = std::find(numbered_->made.begin(), numbered_->made.end(), id);
    if (found == numbered_->made.end()) return id;
    return id.substr(0, id.rfind('_')) + "#" + std::to_string(found - numbered_->made.begin() + 1);
}

bj::object runner::shown(const trading::trade& t) const {
    std::optional<timestamp> stop_update;
    for (const auto* o : t.open_stop_orders())
        if (o->order_date) stop_update = std::max(stop_update.value_or(*o->order_date), *o->order_date);
    bj::object out{{"id", t.id},
                   {"pair", t.pair},
                   {"is_short", t.is_short},
                   {"leverage", t.leverage},
                   {"open_rate_requested", as_value(t.open_rate_requested)},
                   {"close_rate_requested", as_value(t.close_rate_requested)},
                   {"open_date", epoch_ms(t.open_date)},
                   {"close_date", as_value(t.close_date)},
                   {"enter_tag", as_value(t.enter_tag)},
                   {"max_rate", as_value(t.max_rate)},
                   {"min_rate", as_value(t.min_rate)},
                   {"amount_requested", as_value(t.amount_requested)},
                   {"stoploss_last_update_utc", as_value(stop_update)},
                   {"is_open", t.is_open},
                   {"amount", t.amount},
                   {"stake_amount", t.stake_amount},
                   {"max_stake_amount", t.max_stake_amount},
                   {"open_rate", t.open_rate},
                   {"open_trade_value", t.open_trade_value},
                   {"fee_open", t.fee_open},
                   {"fee_open_cost", as_value(t.fee_open_cost)},
                   {"fee_open_currency", as_value(t.fee_open_currency)},
                   {"fee_close", t.fee_close},
                   {"fee_close_cost", as_value(t.fee_close_cost)},
                   {"fee_close_currency", as_value(t.fee_close_currency)},
                   {"close_rate", as_value(t.close_rate)},
                   {"close_profit", as_value(t.close_profit)},
                   {"close_profit_abs", as_value(t.close_profit_abs)},
                   {"realized_profit", t.realized_profit},
                   {"stop_loss", as_value(t.stop_loss)},
                   {"stop_loss_pct", as_value(t.stop_loss_pct)},
                   {"initial_stop_loss", as_value(t.initial_stop_loss)},
                   {"initial_stop_loss_pct", as_value(t.initial_stop_loss_pct)},
                   {"is_stop_loss_trailing", t.is_stop_loss_trailing},
                   {"funding_fees", as_value(t.funding_fees)},
                   {"funding_fee_running", as_value(t.funding_fee_running)},
                   {"liquidation_price", as_value(t.liquidation_price)},
                   {"exit_reason", as_value(t.exit_reason)},
                   {"exit_order_status", as_value(t.exit_order_status)},
                   {"nr_of_successful_entries", t.nr_of_successful_entries()},
                   {"nr_of_successful_exits", t.nr_of_successful_exits()},
                   {"has_open_orders", t.has_open_orders()},
                   {"has_open_position", t.has_open_position()}};
    return out;
}

void runner::compare_trades(const bj::array& wanted, std::vector<std::string>& differences) {
    const auto stored = database_->read().all_trades();
    if (stored.size() != wanted.size()) {
        differences.push_back(std::to_string(stored.size()) + " trades instead of " + std::to_string(wanted.size()));
        return;
    }
    for (std::size_t i = 0; i < stored.size(); ++i) {
        bj::object row = wanted[i].as_object();
        const bj::array orders = row.at("orders").as_array();
        row.erase("orders");
        const std::string where = "trade " + std::to_string(stored[i].id);
        compare(shown(stored[i]), row, where, differences);
        if (orders.size() != stored[i].orders.size()) {
            differences.push_back(where + ": " + std::to_string(stored[i].orders.size()) + " orders instead of " +
                                  std::to_string(orders.size()));
            continue;
        }
        for (std::size_t k = 0; k < orders.size(); ++k) {
            const auto& o = stored[i].orders[k];
            const bj::object found{{"order_id", order_name(o.order_id)},
                                   {"ft_order_side", o.ft_order_side},
                                   {"ft_is_open", o.ft_is_open},
                                   {"ft_amount", o.ft_amount},
                                   {"ft_price", o.ft_price},
                                   {"status", as_value(o.status)},
                                   {"order_type", as_value(o.order_type)},
                                   {"side", as_value(o.side)},
                                   {"price", as_value(o.price)},
                                   {"average", as_value(o.average)},
                                   {"amount", as_value(o.amount)},
                                   {"filled", as_value(o.filled)},
                                   {"remaining", as_value(o.remaining)},
                                   {"cost", as_value(o.cost)},
                                   {"stop_price", as_value(o.stop_price)},
                                   {"funding_fee", as_value(o.funding_fee)},
                                   {"ft_fee_base", as_value(o.ft_fee_base)},
                                   {"ft_order_tag", as_value(o.ft_order_tag)},
                                   {"ft_cancel_reason", as_value(o.ft_cancel_reason)},
                                   {"safe_price", o.safe_price()},
                                   {"safe_amount_after_fee", o.safe_amount_after_fee()},
                                   {"order_date", as_value(o.order_date)},
                                   {"order_filled_date", as_value(o.order_filled_date)}};
            compare(found, orders[k].as_object(), where + " order " + std::to_string(k + 1), differences);
        }
    }
}

void runner::compare_messages(const bj::array& wanted, std::vector<std::string>& differences) {
    const auto& found = sink_->messages;
    for (std::size_t i = 0; i < std::max(found.size(), wanted.size()); ++i) {
        const std::string where = "message " + std::to_string(i + 1);
        if (i >= found.size()) {
            differences.push_back(where + " is missing: " + bj::serialize(wanted[i]));
        } else if (i >= wanted.size()) {
            differences.push_back(where + " is too many: " + bj::serialize(found[i]));
        } else {
            bj::object told;
            for (const auto& item : found[i]) told[item.key()] = normal(item.value());
            compare(told, wanted[i].as_object(), where, differences);
        }
    }
}

void runner::compare_rest(const bj::object& wanted, std::vector<std::string>& differences) {
    const auto& asked = wanted.at("callbacks").as_array();
    if (asked.size() != strategy_->asked.size())
        differences.push_back(std::to_string(strategy_->asked.size()) + " callbacks instead of " +
                              std::to_string(asked.size()));
    for (std::size_t i = 0; i < std::min(asked.size(), strategy_->asked.size()); ++i) {
        const std::string where = "callback " + std::to_string(i + 1);
        if (strategy_->asked[i].first != asked[i].as_array()[0].as_string())
            differences.push_back(where + ": " + strategy_->asked[i].first);
        compare(strategy_->asked[i].second, asked[i].as_array()[1].as_object(), where, differences);
    }
    const auto picture = board_.newest();
    bj::object wallets;
    for (const auto& row : picture->wallets.currencies)
        wallets[row.currency] = bj::array{row.free, row.used, row.total};
    compare(wallets, wanted.at("wallets").as_object(), "wallets", differences);
    if (wallets.size() != wanted.at("wallets").as_object().size())
        differences.push_back("wallets: " + bj::serialize(wallets));
    if (const auto* list = wanted.if_contains("whitelist")) {
        bj::array whitelist;
        for (const auto& pair : picture->whitelist) whitelist.push_back(bj::string{pair});
        if (whitelist != list->as_array())
            differences.push_back("whitelist: " + bj::serialize(whitelist) + " instead of " + bj::serialize(*list));
    }
    bj::array locks;
    for (const auto& row : database_->read().locks())
        locks.push_back(bj::array{bj::string{row.pair}, bj::string{row.side}, epoch_ms(row.lock_end_time),
                                  as_value(row.reason), row.active});
    if (!same(locks, wanted.at("locks")))
        differences.push_back("locks: " + bj::serialize(locks) + " instead of " + bj::serialize(wanted.at("locks")));
    std::string state{bot::name_of(control_.state())};
    std::transform(state.begin(), state.end(), state.begin(), [](unsigned char c) { return std::toupper(c); });
    if (state != wanted.at("state").as_string()) differences.push_back("state: " + state);
}

} // namespace scenario
