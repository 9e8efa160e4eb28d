#include "config/load.hpp"
#include "base/error.hpp"
#include "config/environment.hpp"
#include "config/files.hpp"
#include "config/read_settings.hpp"
#include "config/redact.hpp"
#include "config/validate.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace tremolo::config {
namespace bj = boost::json;
namespace fs = std::filesystem;

namespace {
constexpr std::string_view live_database = "sqlite:///tradesv3.sqlite";
constexpr std::string_view dry_run_database = "sqlite:///tradesv3.dryrun.sqlite";

bool bool_or(const bj::value* value, bool otherwise) {
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

std::string text_or(const bj::value* value, std::string_view otherwise) {
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{otherwise};
}

run_mode mode_of(const load_options& options, const bj::object& settings) {
    if (options.mode) return *options.mode;
    return bool_or(find(settings, "dry_run"), true) ? run_mode::dry_run : run_mode::live;
}

void choose_database(bj::object& settings, run_mode mode) {
    if (mode != run_mode::dry_run && mode != run_mode::live) return;
    const auto* url = find(settings, "db_url");
    const auto given = text_or(url, "");
    if (url != nullptr && !url->is_null() && !url->is_string()) return; // the schema refuses it
    if (mode == run_mode::dry_run && (given.empty() || given == live_database))
        settings["db_url"] = bj::string_view{dry_run_database.data(), dry_run_database.size()};
    else if (given.empty())
        settings["db_url"] = bj::string_view{live_database.data(), live_database.size()};
}

void choose_folders(const load_options& options, bj::object& settings) {
    const auto absolute = [](const fs::path& path) { return fs::absolute(path).lexically_normal().string(); };
    if (!options.user_data_dir.empty())
        settings["user_data_dir"] = absolute(options.user_data_dir);
    else if (find(settings, "user_data_dir") == nullptr)
        settings["user_data_dir"] = absolute("user_data");
    if (!options.datadir.empty()) {
        settings["datadir"] = absolute(options.datadir);
    } else if (find(settings, "datadir") == nullptr) {
        auto exchange = text_or(find(settings, "exchange", "name"), "");
        std::ranges::transform(exchange, exchange.begin(), [](unsigned char c) { return std::tolower(c); });
        settings["datadir"] = absolute(fs::path{text_or(find(settings, "user_data_dir"), ".")} / "data" / exchange);
    }
}

// What this version accepts, and does nothing with.
void warn_of_idle_sections(const bj::object& settings, const logger& log) {
    for (const auto* section : {"telegram", "webhook", "discord", "freqai"})
        if (bool_or(find(settings, section, "enabled"), false))
            log.warning("{} is enabled in the configuration, but this version of Tremolo does nothing with it.",
                        section);
}

// The attributes of a strategy that the configuration overrides, with the defaults that freqtrade's base class gives
// them; null: none.
const bj::object& attribute_defaults() {
    static const bj::object made = bj::parse(R"({
        "minimal_roi": {"0": 10.0}, "timeframe": null, "stoploss": null, "trailing_stop": false,
        "trailing_stop_positive": null, "trailing_stop_positive_offset": 0.0, "trailing_only_offset_is_reached": false,
        "use_custom_stoploss": false, "process_only_new_candles": true,
        "order_types": {"entry": "limit", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": false,
                        "stoploss_on_exchange_interval": 60},
        "order_time_in_force": {"entry": "GTC", "exit": "GTC"}, "stake_currency": null, "stake_amount": null,
        "startup_candle_count": 0, "unfilledtimeout": null, "use_exit_signal": true, "exit_profit_only": false,
        "ignore_roi_if_entry_signal": false, "exit_profit_offset": 0.0, "disable_dataframe_checks": false,
        "ignore_buying_expired_candle_after": 0, "position_adjustment_enable": false,
        "max_entry_position_adjustment": -1, "max_open_trades": -1})")
                                       .as_object();
    return made;
}

struct judged {
    configuration settings;
    std::vector<violation> violations;
};

judged judge(bj::object settings, run_mode mode, stage when, const logger& log) {
    judged made;
    made.violations = validate(settings, mode, when, log);
    made.settings = read_settings(settings, made.violations);
    made.settings.mode = mode;
    made.settings.raw = std::move(settings);
    return made;
}

// Digits in a variable become a number, which surprises who has a key of digits.
void explain_variables(std::vector<violation>& violations, const environment& variables) {
    const auto same = [](std::string_view a, std::string_view b) {
        return std::ranges::equal(a, b,
                                  [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
    };
    for (auto& one : violations) {
        if (one.rule != "type") continue;
        std::string name = "FREQTRADE";
        for (const auto& step : one.path) name += "__" + step;
        const auto from = std::ranges::find_if(variables, [&](const auto& v) { return same(v.first, name); });
        if (from == variables.end() || !from->first.starts_with("FREQTRADE__")) continue;
        one.expected += fmt::format(" (set by the environment variable {}, where digits are a number, true and false "
                                    "are a boolean and [...] is a list)",
                                    from->first);
    }
}

// Who reads of a setting that is nowhere in the files wants to know where it came from.
void explain_strategy(std::vector<violation>& violations, const bj::object& configured) {
    for (auto& one : violations) {
        const auto& key = one.path.empty() ? one.missing : one.path.front();
        if (!attribute_defaults().contains(key) || configured.contains(key)) continue;
        one.expected +=
            one.path.empty() ? " (neither the configuration nor the strategy sets it)" : " (set by the strategy)";
    }
}

// A dry run knows no credentials of the exchange, so that no mistake can use them.
void forget_credentials(configuration& settings) {
    auto& exchange = settings.exchange;
    for (auto* one : {&exchange.api_key, &exchange.key, &exchange.secret_, &exchange.password, &exchange.uid,
                      &exchange.account_id, &exchange.wallet_address, &exchange.private_key})
        *one = secret{};
    auto* section = settings.raw["exchange"].if_object();
    if (section == nullptr) return;
    for (const auto* key : {"key", "api_key", "apiKey", "secret", "password", "uid", "account_id", "accountId",
                            "wallet_address", "walletAddress", "private_key", "privateKey"})
        if (section->contains(key)) (*section)[key] = nullptr;
}
} // namespace

configuration load(const load_options& options, const logger& log) {
    auto merged = load_files(options.files, log);
    auto& settings = merged.settings;
    merge(environment_settings(options.environment, log), settings);
    auto original = settings;
    // Files may write -1.0 for no limit, which is told as -1. A request's, laid over them, is told as it was written.
    if (auto* slots = settings.if_contains("max_open_trades"); slots != nullptr && *slots == -1.0) *slots = -1;
    merge(options.command_line, settings);
    if (options.use_dry_run) settings["dry_run"] = true;

    const auto mode = mode_of(options, settings);
    choose_database(settings, mode);
    choose_folders(options, settings);
    warn_of_idle_sections(settings, log);
    auto [made, violations] = judge(std::move(settings), mode, stage::preliminary, log);
    explain_variables(violations, options.environment);
    refuse_violations(violations);
    if (made.dry_run) forget_credentials(made);
    made.original = std::move(original);
    made.config_files = std::move(merged.files);
    if (mode == run_mode::dry_run || mode == run_mode::live) {
        log.info("Dry run is {}", made.dry_run ? "enabled" : "disabled");
        log.info("Using DB: \"{}\"", without_password(made.db_url));
    }
    return made;
}

configuration complete(const configuration& settings, const bj::object& strategy_attributes, const logger& log) {
    auto all = settings.raw;
    for (const auto& attribute : attribute_defaults()) {
        if (all.contains(attribute.key())) {
            log.info("Override strategy '{}' with value from the configuration.", std::string_view{attribute.key()});
            continue;
        }
        const auto* declared = strategy_attributes.if_contains(attribute.key());
        if (declared != nullptr && !declared->is_null())
            all[attribute.key()] = *declared;
        else if (!attribute.value().is_null())
            all[attribute.key()] = attribute.value();
    }
    auto [made, violations] = judge(std::move(all), settings.mode, stage::complete, log);
    explain_strategy(violations, settings.raw);
    refuse_violations(violations);
    made.original = settings.original;
    made.config_files = settings.config_files;
    return made;
}

} // namespace tremolo::config
