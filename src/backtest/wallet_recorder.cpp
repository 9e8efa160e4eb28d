#include "backtest/wallet_recorder.hpp"
#include "market/computed.hpp"
#include <algorithm>

namespace tremolo::backtest {

wallet_recorder::wallet_recorder(const std::string& stake_currency, const std::vector<market::pair_name>& pairs)
    : currencies_{stake_currency} {
    for (const auto& pair : pairs) {
        auto coin = pair.substr(0, pair.find('/'));
        const auto known = std::ranges::find(currencies_, coin);
        coins_.push_back(static_cast<std::int32_t>(known - currencies_.begin()));
        if (known == currencies_.end()) currencies_.push_back(std::move(coin));
    }
}

void wallet_recorder::make_room(std::size_t rows) {
    dates_.reserve(rows);
    held_.reserve(rows);
    rates_.reserve(rows);
    balances_.reserve(rows);
}

void wallet_recorder::record(timestamp at, std::int32_t currency, double rate, double balance) {
    if (balance == 0) return;
    dates_.push_back(epoch_ms(at));
    held_.push_back(currency);
    rates_.push_back(rate);
    balances_.push_back(balance);
}

market::frame wallet_recorder::take() {
    const auto rows = dates_.size();
    auto totals = market::computed<double>(
        rows, [rates = rates_.data(), balances = balances_.data()](std::size_t i) { return rates[i] * balances[i]; });
    market::frame out{std::move(dates_)};
    out.set("currency", market::text_series{std::move(currencies_), std::move(held_)});
    out.set("rate", market::series{std::move(rates_)});
    out.set("balance", market::series{std::move(balances_)});
    out.set("total_quote", market::series{std::move(totals)});
    return out;
}

} // namespace tremolo::backtest
