// An exchange that only lists: markets, tickers and candles as a file has them.
#pragma once
#include "exchange/exchange.hpp"
#include "tests/testing.hpp"
#include <algorithm>

namespace listed {

using namespace tremolo;
namespace bj = boost::json;

inline std::optional<double> number_or_none(const bj::value& v) {
    return v.is_null() ? std::nullopt : std::optional{v.to_number<double>()};
}

// Markets and tickers of the file, and its daily candles; or, with a clock, candles of each timeframe until now.
class listed_exchange final : public exchange::exchange {
  public:
    explicit listed_exchange(const bj::object& file, const ::tremolo::clock* time = nullptr)
        : file_{file}, time_{time} {
        if (const auto* tickers = file.if_contains("tickers")) tell_tickers(tickers->as_object());
        about_.id = "binance";
        about_.name = "Binance";
        for (const auto& item : file.at("markets").as_object()) {
            const auto& m = item.value().as_object();
            market::market_info info;
            info.symbol = std::string{item.key()};
            info.base = info.symbol.substr(0, info.symbol.find('/'));
            info.quote = info.symbol.substr(info.symbol.find('/') + 1);
            if (const auto colon = info.quote.find(':'); colon != std::string::npos) {
                info.settle = info.quote.substr(colon + 1);
                info.quote.resize(colon);
                info.spot = false;
                info.swap = info.linear = true;
            }
            if (const auto* own = m.if_contains("info")) info.info_json = bj::serialize(*own);
            info.active = m.at("active").as_bool();
            info.amount_precision = number_or_none(m.at("precision").at("amount"));
            info.price_precision = number_or_none(m.at("precision").at("price"));
            info.limits.amount.min = number_or_none(m.at("limits").at("amount").at("min"));
            info.limits.cost.min = number_or_none(m.at("limits").at("cost").at("min"));
            markets_.push_back(info);
        }
    }
    const ::tremolo::exchange::traits& about() const override { return about_; }
    void load_markets() override {}
    const market::market_list& markets() const override { return markets_; }
    const market::market_info* find_market(const market::pair_name& pair) const override {
        const auto found =
            std::find_if(markets_.begin(), markets_.end(), [&](const auto& m) { return m.symbol == pair; });
        return found == markets_.end() ? nullptr : &*found;
    }
    std::vector<market::leverage_tier> leverage_tiers(const market::pair_name&) override { return {}; }
    void tell_tickers(const bj::object& told) {
        tickers_.clear();
        for (const auto& item : told) {
            const auto& o = item.value().as_object();
            market::ticker t;
            t.symbol = std::string{item.key()};
            t.bid = number_or_none(o.at("bid"));
            t.ask = number_or_none(o.at("ask"));
            t.last = number_or_none(o.at("last"));
            t.quote_volume = number_or_none(o.at("quoteVolume"));
            t.percentage = number_or_none(o.at("percentage"));
            tickers_.assign(t.symbol, t);
        }
    }
    market::ticker_map fetch_tickers() override { return tickers_; }
    market::ticker fetch_ticker(const market::pair_name&) override { return {}; }
    market::order_book fetch_order_book(const market::pair_name&, std::size_t) override { return {}; }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  market::candle_type, std::optional<timestamp> since,
                                                  std::size_t) override {
        std::vector<market::raw_candle> candles;
        const auto& all = file_.at("candles").as_object();
        if (time_ != nullptr && !all.at(timeframe).as_object().contains(pair))
            throw ::tremolo::exchange::exchange_error{::tremolo::exchange::failure::rejected, "there is no " + pair};
        for (const auto& row : (time_ == nullptr ? all.at(pair) : all.at(timeframe).at(pair)).as_array()) {
            const auto v = [&](std::size_t i) { return row.as_array()[i].to_number<double>(); };
            const market::raw_candle c{row.as_array()[0].as_int64(), v(1), v(2), v(3), v(4), v(5)};
            if (time_ != nullptr && c.open_ms > epoch_ms(time_->now())) break;
            if (!since || c.open_ms >= epoch_ms(*since)) candles.push_back(c);
        }
        return candles;
    }
    std::vector<::tremolo::exchange::funding_payment> fetch_funding(const market::pair_name&, timestamp) override {
        return {};
    }
    market::order_state place_order(const ::tremolo::exchange::order_request&) override { return {}; }
    market::order_state cancel_order(const std::string&, const market::pair_name&) override { return {}; }
    market::order_state fetch_order(const std::string&, const market::pair_name&) override { return {}; }
    std::vector<market::order_state> fetch_orders(const market::pair_name&, timestamp) override { return {}; }
    std::vector<::tremolo::exchange::order_trade> fetch_order_trades(const std::string&, const market::pair_name&,
                                                                     timestamp) override {
        return {};
    }
    std::vector<::tremolo::exchange::balance> fetch_balances() override { return {}; }
    std::vector<::tremolo::exchange::position> fetch_positions() override { return {}; }

  private:
    const bj::object& file_;
    const ::tremolo::clock* time_;
    market::ticker_map tickers_;
    ::tremolo::exchange::traits about_;
    market::market_list markets_;
};

inline std::vector<std::string> texts_of(const bj::value& list) {
    std::vector<std::string> texts;
    for (const auto& item : list.as_array()) texts.emplace_back(item.as_string());
    return texts;
}

} // namespace listed
