#include "exchange/simulated/quotes.hpp"
#include "exchange/simulated/noise.hpp"
#include <fmt/format.h>

namespace tremolo::exchange {

quote quote_around(const bar& now) {
    const auto spread = std::max<std::int64_t>(1, now.close / 12'000);
    if (now.close > now.open) return {std::max<std::int64_t>(now.close - spread, 1), now.close, now.close};
    return {now.close, now.close + spread, now.close};
}

market::order_book book_around(const quote& around, const grid& counts, double usual, std::uint64_t key,
                               std::size_t depth) {
    market::order_book book;
    book.asks.reserve(depth);
    book.bids.reserve(depth);
    auto bid = around.bid;
    auto ask = around.ask;
    const double gap = static_cast<double>(around.last) * 2e-4;
    for (std::size_t i = 0; i < depth; ++i) {
        const auto drawn = mixed(key, i);
        const double deeper = 1 + 0.05 * static_cast<double>(std::min<std::size_t>(i, 40));
        const auto amount = [&](std::uint64_t k) {
            return std::max(std::round(usual * deeper * (0.2 + 1.6 * uniform(k)) * counts.steps), 1.0) / counts.steps;
        };
        if (bid > 0) book.bids.push_back({counts.price(bid), amount(drawn)});
        book.asks.push_back({counts.price(ask), amount(mixed(drawn))});
        bid -= 1 + std::llround(gap * uniform(mixed(drawn, 1)));
        ask += 1 + std::llround(gap * uniform(mixed(drawn, 2)));
    }
    return book;
}

double rough_dollars(std::string_view currency) {
    if (currency == "BTC") return 65000;
    if (currency == "ETH") return 3200;
    if (currency == "BNB") return 580;
    if (currency == "EUR") return 1.08;
    return 1;
}

market::market_info invented_market(const std::string& base, const std::string& quote_currency, const grid& counts,
                                    bool future) {
    const double tick = 1 / counts.ticks;
    const double step = 1 / counts.steps;
    market::market_info m;
    m.base = base;
    m.quote = quote_currency;
    m.symbol = base + "/" + quote_currency;
    m.active = true;
    m.amount_precision = step;
    m.price_precision = tick;
    m.limits.amount = {step, 9e10};
    m.limits.price = {tick, 1e7};
    m.limits.cost = {std::stod(fmt::format("{:.1g}", 5 / rough_dollars(quote_currency))), 9e6};
    m.maker_fee = m.taker_fee = 0.001;
    if (!future) return m;
    m.symbol += ":" + quote_currency;
    m.settle = quote_currency;
    m.spot = false;
    m.swap = m.linear = true;
    m.contract_size = 1;
    m.limits.leverage = {1.0, 125.0};
    m.maker_fee = 0.0002;
    m.taker_fee = 0.0005;
    return m;
}

} // namespace tremolo::exchange
