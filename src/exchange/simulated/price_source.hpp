// Where the simulated exchange takes markets and prices from; synthetic, replay and frozen implement it. All functions
// take the exchange's time and know nothing of a clock: what was said about a time stays true.
#pragma once
#include "exchange/exchange.hpp"
#include "exchange/simulated/settings.hpp"
#include "market/timeframe.hpp"
#include <memory>

namespace tremolo::exchange {

struct candle_question {
    const market::market_info& market;
    market::timeframe timeframe;
    market::candle_type type = market::candle_type::spot;
    std::optional<std::int64_t> since_ms; // absent: the newest ones
    std::size_t limit = 1000;
    std::int64_t now_ms = 0;
};

// Trades of everybody: see exchange::fetch_public_trades.
struct trade_question {
    const market::market_info& market;
    std::int64_t since_ms = 0;
    std::optional<std::int64_t> after; // number of the last one that is known; goes before `since_ms`
    std::size_t limit = 1000;
    std::int64_t now_ms = 0;
};

// What was traded in a span of time.
struct traded {
    double low = 0;
    double high = 0;
    double volume = 0; // coins
};

class price_source {
  public:
    virtual ~price_source() = default;
    [[nodiscard]] virtual const market::market_list& markets() const = 0;
    // Oldest first, the forming one last.
    [[nodiscard]] virtual std::vector<market::raw_candle> candles(const candle_question& question) = 0;
    // Nothing where the market has none.
    [[nodiscard]] virtual std::optional<market::ticker> ticker(const market::market_info& market,
                                                               std::int64_t now_ms) = 0;
    // Of all markets that have one, in the order in which they are told: that of the markets unless a file has another.
    [[nodiscard]] virtual market::ticker_map tickers(std::int64_t now_ms) {
        market::ticker_map all;
        for (const auto& market : markets())
            if (auto found = ticker(market, now_ms)) all.emplace(market.symbol, std::move(*found));
        return all;
    }
    [[nodiscard]] virtual market::order_book book(const market::market_info& market, std::size_t depth,
                                                  std::int64_t now_ms) = 0;
    // In (from, to]; nothing when there was no trade.
    [[nodiscard]] virtual std::optional<traded> traded_in(const market::market_info& market, std::int64_t from_ms,
                                                          std::int64_t to_ms) = 0;
    [[nodiscard]] virtual std::vector<market::leverage_tier> tiers(const market::market_info& market) const = 0;
    [[nodiscard]] virtual std::vector<funding_payment> funding(const market::market_info& market, std::int64_t since_ms,
                                                               std::int64_t now_ms) = 0;
    // Whether trades() answers: they make the candles that are told, see tape.hpp.
    [[nodiscard]] virtual bool has_trades() const { return false; }
    [[nodiscard]] virtual std::vector<public_trade> trades(const trade_question&) { return {}; }
    // Whether there is nothing left to come: the end of a replay.
    [[nodiscard]] virtual bool finished(std::int64_t) const { return false; }
};

[[nodiscard]] std::unique_ptr<price_source> make_synthetic(const simulated_settings& settings);
// configuration_error when the folder is not there, operational_error when a file cannot be used.
[[nodiscard]] std::unique_ptr<price_source> make_frozen(const simulated_settings& settings);

// Steps of maintenance margin as exchanges have them, for futures that name none.
[[nodiscard]] std::vector<market::leverage_tier> usual_tiers();

} // namespace tremolo::exchange
