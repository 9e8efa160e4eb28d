#include "plugins/protections/manager.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <array>
#include <cctype>

namespace tremolo::plugins {

namespace {
struct row {
    std::string_view method;
    std::unique_ptr<protection> (*make)(const strategy::protection&, const protection_parts&);
};
constexpr std::array rows{
    row{"CooldownPeriod", make_cooldown_period},
    row{"LowProfitPairs", make_low_profit_pairs},
    row{"MaxDrawdown", make_max_drawdown},
    row{"StoplossGuard", make_stoploss_guard},
};

// "HH:MM", each with one or two digits.
bool is_time_of_day(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    const auto part = [](std::string_view digits, int most) {
        if (digits.empty() || digits.size() > 2 ||
            !std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
            return false;
        return std::stoi(std::string{digits}) <= most;
    };
    return part(text.substr(0, colon), 23) && part(text.substr(colon + 1), 59);
}

void check(const strategy::protection& keys) {
    const std::string where = "protections: " + keys.method + ": ";
    if (keys.unlock_at && !is_time_of_day(*keys.unlock_at))
        throw configuration_error{where + "unlock_at must be a time of day as \"HH:MM\", found \"" + *keys.unlock_at +
                                  "\"."};
    if (keys.stop_duration && keys.stop_duration_candles)
        throw configuration_error{where + "set either stop_duration or stop_duration_candles."};
    if (keys.lookback_period && keys.lookback_period_candles)
        throw configuration_error{where + "set either lookback_period or lookback_period_candles."};
    if (keys.unlock_at && (keys.stop_duration || keys.stop_duration_candles))
        throw configuration_error{where + "set one of unlock_at, stop_duration and stop_duration_candles."};
}
} // namespace

protection_manager::protection_manager(const std::vector<strategy::protection>& wanted, const protection_parts& parts)
    : log_{parts.log}, said_{parts.clock, std::chrono::hours{1}} {
    for (const auto& keys : wanted) check(keys);
    for (const auto& keys : wanted) {
        const auto found =
            std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.method == keys.method; });
        if (found == rows.end())
            throw configuration_error{"protections: there is no protection named '" + keys.method + "'."};
        protections_.push_back(found->make(keys, parts));
    }
    if (protections_.empty()) log_.info("No protection Handlers defined.");
}

trading::lock* protection_manager::stop_pair(const std::string& pair, const protection_call& call,
                                             trading::lock_book& locks) {
    trading::lock* last = nullptr;
    for (const auto& p : protections_) {
        const auto wish = p->lock_of_pair(pair, call);
        if (!wish || locks.is_pair_locked(pair, wish->until, wish->side)) continue;
        if (said_.fresh(pair + wish->reason)) log_.info("{} locks {}: {}", p->name(), pair, wish->reason);
        last = locks.lock_pair(pair, wish->until, wish->reason, call.now, wish->side).row;
    }
    return last;
}

trading::lock* protection_manager::stop_all(const protection_call& call, trading::lock_book& locks) {
    trading::lock* last = nullptr;
    for (const auto& p : protections_) {
        const auto wish = p->lock_of_all(call);
        if (!wish || locks.is_global_lock(wish->until, wish->side)) continue;
        if (said_.fresh("*" + wish->reason)) log_.info("{} stops all entries: {}", p->name(), wish->reason);
        last = locks.lock_pair("*", wish->until, wish->reason, call.now, wish->side).row;
    }
    return last;
}

std::vector<std::string> protection_manager::names() const {
    std::vector<std::string> names;
    for (const auto& p : protections_) names.push_back(p->name());
    return names;
}

std::vector<std::string> protection_manager::short_descriptions() const {
    std::vector<std::string> texts;
    for (const auto& p : protections_) texts.push_back(p->short_description());
    return texts;
}

} // namespace tremolo::plugins
