// Order books as a scenario sets them, candles of no interest but for their times.
#pragma once
#include "exchange/habits.hpp"
#include "tests/bot/scenario_candles.hpp"
#include "tests/bot/scenario_orders.hpp"
#include "tests/testing.hpp"
#include <algorithm>

namespace scenario {

namespace bj = boost::json;
using namespace tremolo;

inline std::optional<double> number_or_none(const bj::value& v) {
    return v.is_null() ? std::nullopt : std::optional{v.to_number<double>()};
}

class book_exchange final : public exchange::exchange {
  public:
    book_exchange(const bj::object& file, const bj::object& tiers, bool futures, const ::tremolo::clock& time)
        : futures_{futures}, tiers_{tiers}, time_{time} {
        about_ = ::tremolo::exchange::usual_traits("binance", futures);
        for (const auto& item : file.at("markets").as_object()) add_market(std::string{item.key()}, item.value());
    }

    // As a scenario says: another exchange, whose markets tell other fees or none.
    void pose_as(const std::string& id, const bj::object& fees) {
        about_ = ::tremolo::exchange::usual_traits(id, futures_);
        for (auto& m : markets_) {
            m.taker_fee = number_or_none(fees.at("taker"));
            m.maker_fee = number_or_none(fees.at("maker"));
            if (id == "hyperliquid") m.limits.leverage.max = 40;
        }
    }
    // [bid, ask], and if it says so: [size of bids, size of asks, gap between levels, number of levels, last price].
    void set_book(const market::pair_name& pair, const bj::array& told) {
        const auto at = [&](std::size_t i, double otherwise) {
            return i < told.size() ? told[i].to_number<double>() : otherwise;
        };
        const double bid = at(0, 0), ask = at(1, 0), gap = at(4, 0.01);
        market::order_book book;
        for (int i = 0; i < static_cast<int>(at(5, 20)); ++i) {
            book.bids.push_back({std::round((bid - gap * i) * 1e8) / 1e8, at(2, 50)});
            book.asks.push_back({std::round((ask + gap * i) * 1e8) / 1e8, at(3, 50)});
        }
        last_[pair] = at(6, bid);
        books_[pair] = std::move(book);
    }
    void set_book(const market::pair_name& pair, double bid, double ask) { set_book(pair, bj::array{bid, ask}); }
    // Of each pair: [volume in quote currency, change in percent]. Only those who are named have a ticker in the list.
    void set_tickers(const bj::object& told) {
        for (const auto& item : told) listed_.assign(std::string{item.key()}, item.value().as_array());
    }
    void delist(const market::pair_name& pair) {
        std::erase_if(markets_, [&](const auto& m) { return m.symbol == pair; });
        books_.erase(pair);
    }
    void set_all_books(double bid, double ask) {
        for (const auto& m : markets_) set_book(m.symbol, bid, ask);
    }
    std::chrono::milliseconds candles_behind{0}; // by the clock of this exchange it is so much earlier
    bool funding_flows = false;                  // a rate and a mark price an hour
    std::optional<double> funding_per_coin;      // of a long position
    std::optional<double> funding_answer;        // of the whole position of 5 coins, as seen from it

    const ::tremolo::exchange::traits& about() const override { return about_; }
    void load_markets() override {}
    const market::market_list& markets() const override { return markets_; }
    const market::market_info* find_market(const market::pair_name& pair) const override {
        const auto found =
            std::find_if(markets_.begin(), markets_.end(), [&](const auto& m) { return m.symbol == pair; });
        return found == markets_.end() ? nullptr : &*found;
    }
    std::vector<market::leverage_tier> leverage_tiers(const market::pair_name& pair) override {
        std::vector<market::leverage_tier> out;
        if (const auto* list = tiers_.if_contains(pair))
            for (const auto& t : list->as_array())
                out.push_back({t.at("minNotional").to_number<double>(),
                               number_or_none(t.at("maxNotional")).value_or(std::numeric_limits<double>::infinity()),
                               t.at("maintenanceMarginRate").to_number<double>(),
                               t.at("maxLeverage").to_number<double>(), number_or_none(t.at("maintAmt")).value_or(0)});
        return out;
    }
    market::ticker_map fetch_tickers() override {
        market::ticker_map all;
        for (const auto& [pair, facts] : listed_) {
            auto one = fetch_ticker(pair);
            one.quote_volume = facts[0].to_number<double>();
            one.percentage = facts[1].to_number<double>();
            all.emplace(pair, std::move(one));
        }
        if (orders) all.emplace("BNB/USDT", {"BNB/USDT", 500.0, 500.0, 500.0, {}, {}, {}, {}});
        return all;
    }
    market::ticker fetch_ticker(const market::pair_name& pair) override {
        const auto book = fetch_order_book(pair, 1);
        return {pair, book.bids.front().price, book.asks.front().price, last_.at(pair), {}, {}, {}, {}};
    }
    market::order_book fetch_order_book(const market::pair_name& pair, std::size_t) override {
        const auto found = books_.find(pair);
        if (found == books_.end())
            throw ::tremolo::exchange::exchange_error{::tremolo::exchange::failure::rejected, "there is no " + pair};
        return found->second;
    }
    std::optional<candle_flow> flow; // absent: ten closed candles of five minutes and the one that forms
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  market::candle_type, std::optional<timestamp> since,
                                                  std::size_t limit) override {
        if (flow)
            return flow->answer(pair, market::timeframe{timeframe}.seconds() * 1000,
                                since ? std::optional{epoch_ms(*since)} : std::nullopt,
                                limit == 0 ? about_.candle_limit : limit, epoch_ms(time_.now()));
        std::vector<market::raw_candle> candles;
        const std::int64_t length = 300'000;
        const std::int64_t forming = (epoch_ms(time_.now()) - candles_behind.count()) / length * length;
        for (std::int64_t open = forming - 10 * length; open <= forming; open += length)
            if (!since || open >= epoch_ms(*since)) candles.push_back({open, 100, 101, 99, 100, 5});
        return candles;
    }
    std::vector<::tremolo::exchange::funding_payment> fetch_funding(const market::pair_name& pair,
                                                                    timestamp since) override {
        if (funding_flows) return candle_flow::funding(pair, epoch_ms(since), epoch_ms(time_.now()));
        if (funding_per_coin) return {{epoch_ms(time_.now()), -*funding_per_coin / 100, 100}};
        if (!funding_answer) return {};
        return {{epoch_ms(time_.now()), -*funding_answer / 5 / 100, 100}};
    }
    std::map<market::pair_name, double> marks; // as a scenario told them last; the others are the last price
    std::map<market::pair_name, double> fetch_mark_prices(const std::vector<market::pair_name>& pairs) override {
        std::map<market::pair_name, double> all;
        for (const auto& pair : pairs) all[pair] = marks.contains(pair) ? marks.at(pair) : last_.at(pair);
        return all;
    }
    std::unique_ptr<told_orders> orders; // null: a dry run, which sends none
    // The `fills` (number of an order: share of it) and `cancelled` numbers of a step.
    void tell_orders(const bj::object& step) {
        if (const auto* fills = step.if_contains("fills"))
            for (const auto& item : fills->as_object())
                orders->fill(std::stoul(std::string{item.key()}), item.value().to_number<double>());
        if (const auto* how = step.if_contains("next_orders"))
            for (const auto& one : how->as_array()) orders->next.push_back(one);
        if (const auto* cancelled = step.if_contains("cancelled"))
            for (const auto& number : cancelled->as_array()) orders->cancel(number.to_number<std::size_t>());
    }
    market::order_state place_order(const ::tremolo::exchange::order_request& request) override {
        if (!orders) return {};
        const auto book = fetch_order_book(request.pair, 1);
        const bool buys = request.side == market::order_side::buy;
        return orders->place(request, buys ? book.asks.front().price : book.bids.front().price);
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name&) override {
        return orders ? orders->cancel(id) : market::order_state{};
    }
    market::order_state fetch_order(const std::string& id, const market::pair_name&) override {
        return orders ? orders->find(id) : market::order_state{};
    }
    std::vector<market::order_state> fetch_orders(const market::pair_name& pair, timestamp since) override {
        return orders ? orders->of(pair, since) : std::vector<market::order_state>{};
    }
    std::vector<::tremolo::exchange::order_trade> fetch_order_trades(const std::string& id, const market::pair_name&,
                                                                     timestamp) override {
        return orders ? orders->fills_of(id) : std::vector<::tremolo::exchange::order_trade>{};
    }
    std::vector<::tremolo::exchange::balance> fetch_balances() override {
        return orders ? orders->balances() : std::vector<::tremolo::exchange::balance>{};
    }
    std::vector<::tremolo::exchange::position> fetch_positions() override { return {}; }

  private:
    void add_market(const std::string& name, const bj::value& m) {
        market::market_info info;
        info.symbol = name;
        info.base = name.substr(0, name.find('/'));
        info.quote = name.substr(name.find('/') + 1);
        if (const auto colon = info.quote.find(':'); colon != std::string::npos) {
            info.settle = info.quote.substr(colon + 1);
            info.quote.resize(colon);
            info.spot = false;
            info.swap = info.linear = true;
        }
        info.amount_precision = number_or_none(m.at("precision").at("amount"));
        info.price_precision = number_or_none(m.at("precision").at("price"));
        const auto& limits = m.at("limits");
        info.limits.amount = {number_or_none(limits.at("amount").at("min")),
                              number_or_none(limits.at("amount").at("max"))};
        info.limits.cost = {number_or_none(limits.at("cost").at("min")), number_or_none(limits.at("cost").at("max"))};
        info.contract_size = number_or_none(m.at("contractSize"));
        info.maker_fee = info.taker_fee = 0.001;
        markets_.push_back(std::move(info));
    }

    bool futures_;
    bj::object tiers_;
    const ::tremolo::clock& time_;
    ::tremolo::exchange::traits about_;
    market::market_list markets_;
    std::map<market::pair_name, market::order_book> books_;
    std::map<market::pair_name, double> last_;
    market::ordered_map<bj::array> listed_;
};

} // namespace scenario
