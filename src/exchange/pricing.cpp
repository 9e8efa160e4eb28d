#include "exchange/pricing.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::exchange {
namespace {

std::string_view name_of(direction side) { return side == direction::entry ? "entry" : "exit"; }

[[noreturn]] void no_price(const market::pair_name& pair, direction side, std::string_view why) {
    throw exchange_error{failure::pricing, fmt::format("no {} rate for {}: {}", name_of(side), pair, why)};
}

std::optional<double> ticker_rate(const market::ticker& t, const pricing& how, direction side, price_side price) {
    auto rate = price == price_side::bid ? t.bid : t.ask;
    if (!rate || *rate == 0 || !t.last || *t.last == 0) return rate;
    const bool worse_than_last = side == direction::entry ? *rate > *t.last : *rate < *t.last;
    if (worse_than_last) rate = *rate + how.price_last_balance * (*t.last - *rate);
    return rate;
}

} // namespace

price_side resolved_side(price_side side, direction which, bool is_short) {
    if (side == price_side::bid || side == price_side::ask) return side;
    const bool buys = (which == direction::entry) != is_short;
    return (side == price_side::same) == buys ? price_side::bid : price_side::ask;
}

std::optional<double> rates::kept_rate(const market::pair_name& pair, const kept_rates& in) const {
    const auto found = in.find(pair);
    if (found == in.end() || time_.monotonic() - found->second.at >= kept_for) return {};
    if (found->second.rate == 0) return {};
    return found->second.rate;
}

double rates::ask(const market::pair_name& pair, direction side, bool is_short, answers given) const {
    const auto& how = settings(side);
    const auto price = resolved_side(how.price_side, side, is_short);
    std::optional<double> rate;
    if (how.use_order_book) {
        std::optional<market::order_book> own;
        if (!given.book) given.book = &own.emplace(on_.fetch_order_book(pair, how.order_book_top));
        const auto& levels = price == price_side::bid ? given.book->bids : given.book->asks;
        if (how.order_book_top < 1 || levels.size() < how.order_book_top) {
            log_.warning("{}: the order book has no level {} for the {} rate ({} levels).", pair, how.order_book_top,
                         name_of(side), levels.size());
            no_price(pair, side, fmt::format("the order book has no level {}", how.order_book_top));
        }
        rate = levels[how.order_book_top - 1].price;
    } else {
        std::optional<market::ticker> own;
        if (!given.ticker) given.ticker = &own.emplace(on_.fetch_ticker(pair));
        rate = ticker_rate(*given.ticker, how, side, price);
    }
    if (!rate) no_price(pair, side, "the ticker has none");
    return *rate;
}

double rates::read(const market::pair_name& pair, direction side, bool is_short, answers given) {
    const double rate = ask(pair, side, is_short, given);
    kept_[static_cast<int>(side)][pair] = {rate, time_.monotonic()};
    return rate;
}

double rates::shown(const market::pair_name& pair, bool is_short) {
    if (const auto known = kept_rate(pair, direction::exit)) return *known;
    if (const auto known = kept_rate(pair, shown_)) return *known;
    const double rate = ask(pair, direction::exit, is_short, {});
    shown_[pair] = {rate, time_.monotonic()};
    return rate;
}

double rates::rate(const market::pair_name& pair, bool refresh, direction side, bool is_short) {
    if (!refresh)
        if (const auto known = kept_rate(pair, side)) return *known;
    return read(pair, side, is_short, {});
}

rates::both rates::entry_and_exit(const market::pair_name& pair, bool refresh, bool is_short) {
    std::optional<double> entry;
    std::optional<double> exit;
    if (!refresh) {
        entry = kept_rate(pair, direction::entry);
        exit = kept_rate(pair, direction::exit);
    }
    std::optional<market::order_book> book;
    std::optional<market::ticker> ticker;
    answers shared;
    if (!entry) {
        if (entry_.use_order_book)
            shared.book =
                &book.emplace(on_.fetch_order_book(pair, std::max(entry_.order_book_top, exit_.order_book_top)));
        else
            shared.ticker = &ticker.emplace(on_.fetch_ticker(pair));
        entry = read(pair, direction::entry, is_short, shared);
    }
    if (!exit) exit = read(pair, direction::exit, is_short, shared);
    return {*entry, *exit};
}

double valid_price(std::optional<double> custom, double proposed, double max_distance) {
    const bool wished = custom && *custom != 0 && !std::isnan(*custom);
    const double wish = wished ? *custom : proposed;
    const double least = proposed - proposed * max_distance;
    const double most = proposed + proposed * max_distance;
    return std::max(std::min(wish, most), least);
}

bool deep_enough(exchange& on, const market::pair_name& pair, bool is_short, double delta, const logger& log) {
    const auto book = on.fetch_order_book(pair, 1000);
    const auto sum = [](const std::vector<market::book_level>& levels) {
        double all = 0;
        for (const auto& level : levels) all += level.amount;
        return all;
    };
    const double bids = sum(book.bids);
    const double asks = sum(book.asks);
    const double ratio = is_short ? asks / bids : bids / asks;
    log.info("{}: bids {}, asks {}, ratio {}, asked for {}.", pair, bids, asks, ratio, delta);
    return ratio >= delta;
}

} // namespace tremolo::exchange
