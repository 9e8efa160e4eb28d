// GET /daily, /weekly, /monthly: profit by UTC day, week (from Monday) or month, with the balance that each began with.
#include "base/decimal.hpp"
#include "base/time_text.hpp"
#include "bot/closed_totals.hpp"
#include "bot/settings.hpp"
#include "rpc/fiat.hpp"
#include "rpc/queries.hpp"

namespace tremolo::rpc {
namespace {

using std::chrono::sys_days;

// The first day of the period that is `back` periods before the one of `today`.
sys_days first_day(period unit, sys_days today, std::int64_t back) {
    using namespace std::chrono;
    switch (unit) {
    case period::day: return today - days{back};
    case period::week: return today - (weekday{today} - Monday) - weeks{back};
    case period::month: break;
    }
    const year_month_day date{today};
    return sys_days{(date.year() / date.month() - months{back}) / 1};
}

// Days before the year 1 have no date to show.
void refuse_before_year_one(period unit, sys_days today, std::int64_t count) {
    constexpr std::int64_t most = 800'000; // of days: the years until 2190
    constexpr sys_days first{std::chrono::year{1} / 1 / 1};
    if (count > most || first_day(unit, today, count - 1) < first)
        throw refusal{"timescale reaches back before the year 1"};
}

bot::period_totals totals_between(const bot::closed_totals& closed, sys_days from, sys_days to) {
    bot::period_totals sum;
    for (auto day = closed.days.lower_bound(from); day != closed.days.end() && day->first < to; ++day) {
        sum.profit_abs += day->second.profit_abs;
        sum.count += day->second.count;
    }
    return sum;
}

} // namespace

schema::daily_weekly_monthly periods(const bot::snapshot& bot, period unit, std::int64_t count, timestamp now) {
    if (count < 1) throw refusal{"timescale must be an integer greater than 0"};
    const auto today = std::chrono::floor<std::chrono::days>(now);
    refuse_before_year_one(unit, today, count);
    // The balance runs backwards: what there is now, less what each period brought.
    double balance = trading::total_stake_amount(bot.settings->wallets(), bot.stakes);
    schema::daily_weekly_monthly out;
    out.fiat_display_currency = bot.settings->config->fiat_display_currency;
    out.stake_currency = bot.settings->stake_currency();
    out.data.reserve(static_cast<std::size_t>(count));
    for (std::int64_t back = 0; back < count; ++back) {
        const auto from = first_day(unit, today, back);
        const auto totals = totals_between(*bot.closed, from,
                                           back == 0 ? first_day(unit, today, -1) : first_day(unit, today, back - 1));
        balance -= totals.profit_abs;
        schema::daily_weekly_monthly_record record;
        record.date = date_text(from);
        record.abs_profit = totals.profit_abs;
        // Most periods of a long look back hold no trade: nothing to round then.
        record.rel_profit = balance > 0 && totals.profit_abs != 0 ? round_half_even(totals.profit_abs / balance, 8) : 0;
        record.starting_balance = balance;
        record.fiat_value = totals.profit_abs == 0 ? 0 : in_fiat(bot, totals.profit_abs);
        record.trade_count = totals.count;
        out.data.push_back(std::move(record));
    }
    return out;
}

namespace {
// 2026-11-21T00:07:00, with a fraction only where there is one
std::string naive_text(timestamp at) {
    auto text = iso_z_text(at);
    text.pop_back();
    return text;
}
} // namespace

schema::wallet_history_response historic_balance(archive& records) {
    schema::wallet_history_response out;
    out.columns = {"date", "__date_ts", "total_quote"};
    std::optional<timestamp> day;
    for (const auto& record : records.wallet_history()) {
        if (day != record.at) {
            day = record.at;
            out.data.push_back({naive_text(record.at), epoch_ms(record.at), 0.0});
        }
        auto& sum = out.data.back()[2];
        sum = sum.as_double() + record.total_quote;
    }
    out.length = static_cast<std::int64_t>(out.data.size());
    const auto start = records.wallet_history_start();
    out.capture_start_ts = start ? epoch_ms(*start) : 0;
    return out;
}

} // namespace tremolo::rpc
