// GET /balance and /count: what the wallet holds, in stake currency too, and how much of it belongs to the bot.
#include "base/decimal.hpp"
#include "bot/settings.hpp"
#include "rpc/fiat.hpp"
#include "rpc/queries.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::rpc {
namespace {

const trading::trade* trade_in(const bot::snapshot& bot, const std::string& coin) {
    const trading::trade* found = nullptr;
    for (const auto& open : bot.open_trades)
        if (open.trade->safe_base_currency() == coin) found = open.trade.get();
    return found;
}

std::optional<double> rate_of(const bot::snapshot& bot, const std::string& coin) {
    const auto found = bot.currency_rates.find(coin);
    return found == bot.currency_rates.end() || found->second == 0 ? std::nullopt : std::optional{found->second};
}

bool is_listed(const bot::snapshot& bot, const std::string& pair) {
    return bot.markets && std::ranges::find(*bot.markets, pair, &market::market_info::symbol) != bot.markets->end();
}

schema::balance balance_of(const bot::snapshot& bot, const trading::wallet& held,
                           const trading::wallet_settings& settings) {
    const bool futures = settings.mode == market::trading_mode::futures;
    const bool is_stake = held.currency == settings.stake_currency;
    const auto* trade = futures ? nullptr : trade_in(bot, held.currency);
    // The coin of a market that is gone has no name, and nobody it belongs to.
    const bool is_gone = trade && bot.settings->config->dry_run && !is_listed(bot, trade->pair);
    if (is_gone) trade = nullptr;
    schema::balance out;
    out.currency = is_gone ? "" : held.currency;
    out.free = held.free;
    out.balance = held.total;
    out.used = held.used;
    out.bot_owned = is_stake ? trading::available_stake_amount(settings, bot.stakes) : trade ? trade->amount : 0;
    out.is_bot_managed = is_stake || trade;
    // On futures the total holds the locked stakes, and with them all positions, which are listed by themselves.
    const double shown = futures ? held.free : held.total;
    if (is_stake) {
        out.est_stake = shown;
        out.est_stake_bot = *out.bot_owned;
    } else if (const auto rate = rate_of(bot, held.currency)) {
        out.est_stake = *rate * shown;
        out.est_stake_bot = *rate * *out.bot_owned;
    }
    if (!out.is_bot_managed || !out.est_stake_bot) out.est_stake_bot = 0;
    out.stake = settings.stake_currency;
    out.side = "long";
    return out;
}

// The collateral and what the position made without leverage.
double equity_of(const trading::wallet_position& held, double rate) {
    if (held.is_short) return held.collateral * (1 + held.leverage) - rate * held.position;
    return rate * held.position - held.collateral * (held.leverage - 1);
}

schema::balance position_of(const bot::snapshot& bot, const trading::wallet_position& held, const std::string& stake) {
    const auto base = is_listed(bot, held.pair) ? held.pair.substr(0, held.pair.find('/')) : std::string{};
    schema::balance out;
    out.currency = held.pair;
    out.position = held.position;
    out.est_stake = held.collateral;
    if (held.leverage != 0 && held.position != 0)
        if (const auto rate = rate_of(bot, base)) out.est_stake = equity_of(held, *rate);
    out.est_stake_bot = out.est_stake;
    out.stake = stake;
    out.side = held.is_short ? "short" : "long";
    out.is_bot_managed = trade_in(bot, base) != nullptr;
    out.is_position = true;
    return out;
}

// Coins without a name share a place, where the last one of them is seen.
void put(std::vector<schema::balance>& rows, schema::balance row) {
    const auto before = row.currency.empty() ? std::ranges::find(rows, "", &schema::balance::currency) : rows.end();
    if (before == rows.end())
        rows.push_back(std::move(row));
    else
        *before = std::move(row);
}

} // namespace

schema::balances balance(const bot::snapshot& bot) {
    const auto settings = bot.settings->wallets();
    const auto& configuration = *bot.settings->config;
    schema::balances out;
    for (const auto& held : bot.wallets.currencies) {
        if (held.total == 0 && held.free == 0) continue;
        put(out.currencies, balance_of(bot, held, settings));
    }
    for (const auto& row : out.currencies) {
        out.total += row.est_stake;
        out.total_bot += row.est_stake_bot.value_or(0);
    }
    for (const auto& held : bot.wallets.positions) {
        out.currencies.push_back(position_of(bot, held, settings.stake_currency));
        out.total += out.currencies.back().est_stake;
        out.total_bot += out.currencies.back().est_stake;
    }
    out.symbol = configuration.fiat_display_currency;
    out.stake = settings.stake_currency;
    out.note = configuration.dry_run ? "Simulated balances" : "";
    out.starting_capital = trading::starting_balance(settings, bot.stakes);
    out.starting_capital_ratio = out.starting_capital == 0 ? 0 : out.total_bot / out.starting_capital - 1;
    out.starting_capital_pct = round_half_even(out.starting_capital_ratio * 100, 2);
    out.value = in_fiat(bot, out.total);
    out.value_bot = in_fiat(bot, out.total_bot);
    out.starting_capital_fiat = in_fiat(bot, out.starting_capital);
    out.starting_capital_fiat_ratio =
        out.starting_capital_fiat == 0 ? 0 : out.value_bot / out.starting_capital_fiat - 1;
    out.starting_capital_fiat_pct = round_half_even(out.starting_capital_fiat_ratio * 100, 2);
    return out;
}

schema::count count(const bot::snapshot& bot, bot::bot_state state) {
    if (state == bot::bot_state::stopped) throw refusal{"trader is not running"};
    schema::count out;
    out.current = static_cast<std::int64_t>(bot.open_trades.size());
    const double slots = bot.settings->max_open_trades();
    out.max = std::isinf(slots) ? -1 : static_cast<std::int64_t>(slots);
    for (const auto& open : bot.open_trades) out.total_stake += open.trade->open_rate * open.trade->amount;
    return out;
}

} // namespace tremolo::rpc
