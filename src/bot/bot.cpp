#include "bot/bot_insides.hpp"
#include "plugins/number_text.hpp"
#include <algorithm>

namespace tremolo::bot {

namespace {
exchange::pricing pricing_of(const config::pricing_settings& from) {
    exchange::pricing to;
    switch (from.price_side) {
    case config::price_side::bid: to.price_side = exchange::price_side::bid; break;
    case config::price_side::ask: to.price_side = exchange::price_side::ask; break;
    case config::price_side::same: to.price_side = exchange::price_side::same; break;
    case config::price_side::other: to.price_side = exchange::price_side::other; break;
    }
    to.use_order_book = from.use_order_book;
    to.order_book_top = static_cast<std::size_t>(from.order_book_top);
    to.price_last_balance = from.price_last_balance;
    return to;
}

// Funding is looked at twice an hour, a little after the exchange may have booked it: the newest such moment.
timestamp last_funding_job(timestamp now) {
    constexpr std::chrono::seconds settled{62};
    return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<1800>>>(now - settled) + settled;
}

strategy::guard::reporter reporter_of(logger log) {
    return [log](const strategy::strategy_failure& failure) {
        if (failure.bad_value)
            log.warning("Strategy caused the following exception: {} in {}", failure.message, failure.callback);
        else
            log.error("Unexpected error {} calling {}", failure.message, failure.callback);
    };
}
} // namespace

bot::insides::insides(bot_parts given)
    : parts{std::move(given)}, ledger{*parts.database, parts.settings->timeframe()},
      rates{*parts.exchange, parts.clock, pricing_of(parts.settings->config->entry_pricing),
            pricing_of(parts.settings->config->exit_pricing), parts.log.named("tremolo.exchange")},
      announce{parts.clock, parts.settings, rates, parts.sink, *parts.exchange, parts.log.named("tremolo.rpc")},
      strategy{parts.strategy, parts.implemented, reporter_of(parts.log.named("tremolo.strategy"))},
      candles{parts.clock, *parts.exchange, parts.settings, strategy, announce, parts.log.named("tremolo.candles")},
      wallets{parts.clock, *parts.exchange, ledger, parts.settings, parts.log.named("tremolo.wallets")},
      said{parts.clock, std::chrono::seconds{parts.settings->parsed_timeframe().seconds()}},
      ids{parts.seed ^ static_cast<std::uint64_t>(parts.clock.now().time_since_epoch().count())},
      whitelist{parts.settings->config->exchange.pair_whitelist} {
    last_job = last_funding_job(now());
    parts.database->mend_old_rows();
    ledger.load();
    load_markets();
    candles.check_startup_candles();
    restore_dry_run_orders();
    wallets.update();
    plugins::surroundings around{*parts.exchange, parts.settings->config, parts.clock,
                                 parts.log.named("tremolo.pairlists")};
    around.open_trade_count = [this] { return ledger.open().size(); };
    around.performance = [this](timestamp since) { return ledger.performance_since(since); };
    around.seed = parts.seed;
    around.web = parts.web.get();
    around.producer_pairs = [this](const std::string& producer) {
        return parts.producers ? parts.producers->pairs(producer) : std::vector<market::pair_name>{};
    };
    pairs = std::make_unique<plugins::pairlist_chain>(around);
    services =
        std::make_unique<strategy_services>(parts.clock, *parts.exchange, ledger, wallets, candles, whitelist,
                                            parts.settings, parts.producers, parts.log.named("tremolo.strategy"));
    parts.strategy->attach(*services, parts.settings->strategy);
    refresh_whitelist(false); // a bot that was not started yet does not show the pairs of its open trades
    strategy.bot_start();
    protections = std::make_unique<plugins::protection_manager>(
        parts.strategy->declared().protections,
        plugins::protection_parts{parts.settings->parsed_timeframe().minutes(), ledger, parts.clock,
                                  parts.log.named("tremolo.protections")});
    trader = std::make_unique<tremolo::bot::trader>(
        context{parts.clock, parts.log.named("tremolo.bot"), *parts.exchange, parts.settings, strategy, rates, ledger,
                wallets, announce, candles, *protections, parts.control, ids, said, parts.nap});
    if (parts.settings->config->dry_run) trader->settle_intents();
    const auto& db = parts.database->read();
    if (const auto v = db.value("bot_start_time"); v && std::holds_alternative<timestamp>(*v))
        bot_start = std::get<timestamp>(*v);
    if (const auto v = db.value("startup_time"); v && std::holds_alternative<timestamp>(*v))
        bot_startup = std::get<timestamp>(*v);
}

void bot::insides::load_markets() {
    parts.exchange->load_markets();
    markets = std::make_shared<const market::market_list>(parts.exchange->markets());
    markets_at = now();
}

void bot::insides::reload_markets_if_old() {
    const auto every = std::chrono::minutes{parts.settings->config->exchange.markets_refresh_interval};
    if (markets_at && now() < *markets_at + every) return;
    try {
        load_markets();
    } catch (const exchange::exchange_error& e) {
        parts.log.error("Could not load markets, the old ones stay: {}", e.what());
        markets_at = now();
    }
}

// Dry-run orders live in memory; those that were open when the process ended are put back.
void bot::insides::restore_dry_run_orders() {
    if (!parts.dry_run) return;
    for (const auto& t : ledger.open())
        for (const auto& o : t->orders)
            if (o.ft_is_open && o.status) parts.dry_run->restore(trading::state_of(o));
}

void bot::insides::refresh_whitelist(bool with_open_trades) {
    auto fresh = pairs->refresh();
    for (const auto& t : ledger.open())
        if (with_open_trades && std::find(fresh.begin(), fresh.end(), t->pair) == fresh.end()) fresh.push_back(t->pair);
    if (fresh == whitelist) return;
    whitelist = std::move(fresh);
    announce.whitelist(whitelist);
}

bot::bot(bot_parts parts) : in_{std::make_unique<insides>(std::move(parts))} {}
bot::~bot() = default;

pace bot::pacing() const {
    const auto& c = *in_->parts.settings->config;
    pace p;
    p.throttle_s = static_cast<double>(c.internals.process_throttle_secs);
    p.heartbeat_s = c.internals.heartbeat_interval;
    p.timeframe = in_->parts.settings->timeframe();
    switch (c.initial_state.value_or(config::starting_state::stopped)) {
    case config::starting_state::running: p.initial_state = bot_state::running; break;
    case config::starting_state::paused: p.initial_state = bot_state::paused; break;
    case config::starting_state::stopped: p.initial_state = bot_state::stopped; break;
    }
    return p;
}

std::optional<std::string> bot::strategy_version() const { return in_->strategy.version(); }

void bot::process(const std::function<void()>& between_steps) {
    in_->with_honest_books([&] {
        in_->settle_after_failure();
        round(between_steps);
    });
}

void bot::round(const std::function<void()>& between_steps) {
    const auto step = [&] {
        in_->publish_if_told();
        if (between_steps) between_steps();
    };
    auto& i = *in_;
    i.reload_markets_if_old();
    i.trader->assign_missing_fees();
    i.refresh_whitelist(true);
    i.candles.refresh(i.whitelist);
    i.strategy.bot_loop_start(i.now());
    i.candles.analyse(i.whitelist);
    step();
    i.trader->manage_open_orders();
    step();
    i.trader->exit_positions();
    step();
    i.trader->check_liquidation_warnings();
    if (i.parts.settings->strategy.position_adjustment_enable) i.trader->adjust_positions();
    step();
    if (i.parts.control.state() == bot_state::running && i.trader->free_slots() > 0)
        i.trader->enter_positions(i.whitelist, step);
    i.run_due_jobs();
    i.send_strategy_messages();
    i.last_process = i.now();
    i.publish();
}

void bot::insides::run_due_jobs() {
    record_wallets_if_due();
    if (!parts.settings->is_futures()) return;
    const timestamp newest = last_funding_job(now());
    const bool is_due = *last_job < newest;
    last_job = newest;
    if (!is_due) return;
    trader->update_funding_fees();
    trader->update_all_liquidation_prices();
    wallets.update();
}

void bot::insides::send_strategy_messages() {
    for (auto& text : services->take_messages()) announce.strategy_message(std::move(text));
}

void bot::process_stopped() {
    constexpr std::chrono::seconds rates_live = exchange::rates::kept_for;
    auto& i = *in_;
    if (i.parts.settings->config->cancel_open_orders_on_exit)
        i.with_honest_books([&] {
            i.settle_after_failure();
            i.trader->cancel_all_open_orders();
        });
    if (i.announce.waiting() || !i.published_at || i.now() >= *i.published_at + rates_live) i.publish();
}

void bot::tell(const std::string& type, const std::string& text) {
    in_->announce.status(type, text);
    in_->publish();
}

void bot::warn_of_open_trades() {
    const auto open = in_->ledger.open().size();
    if (open == 0) return;
    tell("warning", fmt::format("{} open trades active.\n\nHandle these trades manually on {}, or '/start' the bot "
                                "again and use '/stopentry' to handle open trades gracefully. \n{}",
                                open, in_->parts.exchange->about().name,
                                in_->parts.settings->config->dry_run ? "Note: Trades are simulated (dry run)." : ""));
}

void bot::publish() { in_->publish(); }

void bot::clean_up(bool reloading) {
    auto& i = *in_;
    i.parts.log.info("Cleaning up modules ...");
    try {
        if (i.parts.settings->config->cancel_open_orders_on_exit)
            i.with_honest_books([&] { i.trader->cancel_all_open_orders(); });
        if (!reloading) warn_of_open_trades();
        i.publish();
        i.parts.database->checkpoint();
    } catch (const std::exception& e) { i.parts.log.warning("Exception during cleanup: {}", e.what()); }
}

} // namespace tremolo::bot
