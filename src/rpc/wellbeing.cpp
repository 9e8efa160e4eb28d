#include "rpc/wellbeing.hpp"
#include "bot/settings.hpp"
#include <fmt/format.h>

namespace tremolo::rpc {

namespace {

using check = schema::wellbeing_check;

// Longer than any round with a slow exchange, shorter than anybody's patience: the thread hangs.
constexpr double dead_after_s = 300;
// A round may wait for the exchange, and pauses half a minute after it failed.
constexpr double late_after_s = 60;
// Candles come some seconds after their end.
constexpr double candle_grace_s = 60;

// `longest_s` since the last round began, in seconds of the machine.
check loop_check(bot::port& bot, const bot_time& when, double longest_s) {
    const auto last = bot.control().vitals().last_round();
    if (!last) return {false, {}, "the bot has not begun its first round"};
    const double age = std::chrono::duration<double>{when.time.monotonic() - *last}.count() / when.speed;
    if (age <= longest_s) return {true, age, {}};
    return {false, age, fmt::format("the bot's round has not ended for {:.0f} s (at most {:.0f} s)", age, longest_s)};
}

check exchange_check(bot::port& bot) {
    if (auto trouble = bot.control().vitals().exchange_trouble()) return {false, {}, "the exchange fails: " + *trouble};
    return {};
}

check database_check(const std::optional<std::string>& trouble) {
    if (trouble) return {false, {}, "the database cannot be read: " + *trouble};
    return {};
}

// The newest analysed candle of any pair: only a bot that trades has to have one.
check candle_check(const bot::snapshot& picture, timestamp now) {
    std::optional<timestamp> newest;
    for (const auto& one : picture.analysed) {
        if (!one.candles || one.candles->empty()) continue;
        const auto at = from_epoch_ms(one.candles->dates().back());
        if (!newest || at > *newest) newest = at;
    }
    if (!newest) return {false, {}, "no candles were analysed yet"};
    // A candle of 12:00 ends at 12:05, and is the newest until 12:10.
    const double oldest = 2 * static_cast<double>(picture.settings->parsed_timeframe().seconds()) + candle_grace_s;
    const double age = std::chrono::duration<double>{now - *newest}.count();
    if (age <= oldest) return {true, age, {}};
    return {false, age, fmt::format("the newest candle is {:.0f} s old (at most {:.0f} s)", age, oldest)};
}

schema::wellbeing judged(schema::wellbeing made) {
    for (const auto& [name, one] : made.checks)
        if (!one.ok && !made.reason) made.reason = one.reason;
    made.status = made.reason ? "failing" : "ok";
    return made;
}

} // namespace

schema::wellbeing liveness(bot::port* bot, const bot_time& when) {
    schema::wellbeing made;
    if (!bot) return judged(std::move(made));
    made.state = name_of(bot->control().state());
    auto loop = loop_check(*bot, when, dead_after_s);
    if (!loop.age_s) loop = {}; // a start may take its time: nobody is helped by another one
    made.checks.emplace_back("loop", std::move(loop));
    return judged(std::move(made));
}

schema::wellbeing readiness(bot::port* bot, const bot_time& when, const std::optional<std::string>& database_trouble) {
    schema::wellbeing made;
    if (!bot) return judged(std::move(made));
    const auto state = bot->control().state();
    const auto picture = bot->newest();
    made.state = name_of(state);
    double late_s = late_after_s;
    if (picture && picture->settings)
        late_s += 2 * static_cast<double>(picture->settings->config->internals.process_throttle_secs);
    made.checks.emplace_back("loop", loop_check(*bot, when, late_s));
    made.checks.emplace_back("exchange", exchange_check(*bot));
    made.checks.emplace_back("database", database_check(database_trouble));
    const bool trades = state == bot::bot_state::running || state == bot::bot_state::paused;
    if (trades && picture && picture->settings)
        made.checks.emplace_back("candles", candle_check(*picture, when.time.now()));
    return judged(std::move(made));
}

} // namespace tremolo::rpc
