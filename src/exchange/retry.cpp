#include "exchange/retry.hpp"
#include <condition_variable>
#include <mutex>

namespace tremolo::exchange {

void interruptible_wait(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock{mutex};
    woken.wait_for(lock, stop, time, [] { return false; });
}

bool retry_policy::again(std::string_view what, int retries, int tried, const exchange_error& e,
                         bool missing_may_appear) const {
    const bool missing = e.kind == failure::order_not_found && missing_may_appear;
    const bool limited = e.kind == failure::rate_limit;
    if (e.kind != failure::temporary && !limited && !missing) return false;
    if (tried >= retries || stop_.stop_requested()) {
        log_.warning("{} failed: {}. Giving up.", what, e.what());
        return false;
    }
    log_.warning("{} failed: {}. Trying {} more times.", what, e.what(), retries - tried);
    if (limited || missing) {
        const std::chrono::seconds pause{tried * tried + 1};
        log_.info("Waiting {} s before {} is tried again.", pause.count(), what);
        wait_(pause, stop_);
    }
    return !stop_.stop_requested();
}

void retrying::load_markets() {
    policy_.run("load_markets", retry_policy::usual_retries, [&] { inner().load_markets(); });
}

std::vector<market::leverage_tier> retrying::leverage_tiers(const market::pair_name& pair) {
    return policy_.run("leverage_tiers", retry_policy::usual_retries, [&] { return inner().leverage_tiers(pair); });
}

market::ticker_map retrying::fetch_tickers() {
    return policy_.run("fetch_tickers", retry_policy::usual_retries, [&] { return inner().fetch_tickers(); });
}

market::ticker retrying::fetch_ticker(const market::pair_name& pair) {
    return policy_.run("fetch_ticker", retry_policy::usual_retries, [&] { return inner().fetch_ticker(pair); });
}

market::order_book retrying::fetch_order_book(const market::pair_name& pair, std::size_t depth) {
    return policy_.run("fetch_order_book", retry_policy::usual_retries,
                       [&] { return inner().fetch_order_book(pair, depth); });
}

std::vector<market::raw_candle> retrying::fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                        market::candle_type type, std::optional<timestamp> since,
                                                        std::size_t limit) {
    return policy_.run("fetch_candles", retry_policy::usual_retries,
                       [&] { return inner().fetch_candles(pair, timeframe, type, since, limit); });
}

std::vector<funding_payment> retrying::fetch_funding(const market::pair_name& pair, timestamp since) {
    return policy_.run("fetch_funding", retry_policy::usual_retries,
                       [&] { return inner().fetch_funding(pair, since); });
}

std::map<market::pair_name, double> retrying::fetch_mark_prices(const std::vector<market::pair_name>& pairs) {
    return policy_.run("fetch_mark_prices", retry_policy::usual_retries,
                       [&] { return inner().fetch_mark_prices(pairs); });
}

std::vector<public_trade> retrying::fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                        const std::string& after, std::size_t limit) {
    return policy_.run("fetch_public_trades", retry_policy::usual_retries,
                       [&] { return inner().fetch_public_trades(pair, since, after, limit); });
}

order_state retrying::place_order(const order_request& order) {
    try {
        return inner().place_order(order);
    } catch (const exchange_error& e) {
        if (e.kind != failure::temporary || order.client_order_id.empty()) throw;
        try {
            return policy_.run("fetch_order", retry_policy::order_retries,
                               [&] { return inner().fetch_order(order.client_order_id, order.pair); });
        } catch (const exchange_error& lookup) {
            // Either it never arrived, or nobody can say: the caller has stored it and will look again.
            if (lookup.kind != failure::order_not_found) throw;
        }
        throw;
    }
}

order_state retrying::cancel_order(const std::string& id, const market::pair_name& pair) {
    return policy_.run("cancel_order", retry_policy::usual_retries, [&] { return inner().cancel_order(id, pair); });
}

order_state retrying::fetch_order(const std::string& id, const market::pair_name& pair) {
    return policy_.run(
        "fetch_order", retry_policy::order_retries, [&] { return inner().fetch_order(id, pair); }, true);
}

std::vector<order_trade> retrying::fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                      timestamp since) {
    return policy_.run("fetch_order_trades", retry_policy::usual_retries,
                       [&] { return inner().fetch_order_trades(id, pair, since); });
}

std::vector<balance> retrying::fetch_balances() {
    return policy_.run("fetch_balances", retry_policy::usual_retries, [&] { return inner().fetch_balances(); });
}

std::vector<position> retrying::fetch_positions() {
    return policy_.run("fetch_positions", retry_policy::usual_retries, [&] { return inner().fetch_positions(); });
}

} // namespace tremolo::exchange
