#include "config/validate.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
// Keys that must be there, beyond those that a section requires. A strategy may declare those of `from_strategy`.
std::vector<std::string_view> required_keys(run_mode mode, stage when) {
    constexpr std::string_view from_strategy[] = {"timeframe",    "max_open_trades", "stake_currency",
                                                  "stake_amount", "stoploss",        "minimal_roi"};
    std::vector<std::string_view> keys{"exchange", "dataformat_ohlcv", "dataformat_trades"};
    const auto add = [&keys](std::initializer_list<std::string_view> more) { keys.insert(keys.end(), more); };
    switch (mode) {
    case run_mode::live:
    case run_mode::dry_run:
        add({"dry_run", "dry_run_wallet", "tradable_balance_ratio", "last_stake_amount_min_ratio", "entry_pricing",
             "exit_pricing", "pairlists", "internals", "timeframe", "max_open_trades", "stake_currency", "stake_amount",
             "stoploss", "minimal_roi"});
        break;
    case run_mode::backtest:
        add({"dry_run_wallet", "pairlists", "max_open_trades", "stake_currency", "stake_amount", "stoploss",
             "minimal_roi"});
        break;
    case run_mode::webserver: add({"dry_run", "api_server"}); break;
    case run_mode::other: add({"dry_run"}); break;
    }
    if (when == stage::preliminary)
        std::erase_if(keys, [&](auto key) { return std::ranges::find(from_strategy, key) != std::end(from_strategy); });
    return keys;
}
} // namespace

std::vector<violation> validate(bj::object& settings, run_mode mode, stage when, const logger& log) {
    std::vector<violation> found;
    move_old_names(settings, found, log);
    check_consistency(settings, mode, found, log);

    std::vector<std::string> path;
    bj::value whole = std::move(settings);
    check(configuration_schema(), whole, path, found);
    settings = std::move(whole.get_object());
    for (const auto key : required_keys(mode, when))
        if (find(settings, key) == nullptr)
            found.push_back({{}, "required", std::string{key}, "", expectation(*configuration_schema().find(key))});

    for (const auto& key : unknown_keys(settings)) log.debug("Unknown setting `{}` is ignored.", key);
    return found;
}

void refuse_violations(const std::vector<violation>& violations) {
    if (violations.empty()) return;
    if (violations.size() == 1) throw configuration_error{"The configuration cannot be used: " + violations[0].text()};
    auto message = fmt::format("The configuration cannot be used, {} things are wrong:", violations.size());
    for (const auto& one : violations) message += "\n  - " + one.text();
    throw configuration_error{message};
}

} // namespace tremolo::config
