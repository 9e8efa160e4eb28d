// The schema of the whole configuration. The described sections come first; beside them stand the keys of freqtrade's
// that this program accepts and checks as freqtrade does, but does not act on.
#include "config/schema.hpp"
#include <boost/json/parse.hpp>

namespace tremolo::config {
namespace {

schema named(std::string_view name, schema made) {
    made.name = name;
    return made;
}
schema number_at_least(double least, unsigned kinds = number) { return {.kinds = kinds, .ge = least}; }
schema word(std::vector<std::string> words) { return {.kinds = text, .one_of = std::move(words)}; }
schema list_of(schema item) { return {.kinds = list, .items = {std::move(item)}}; }
schema filled(schema made, std::string_view json) {
    made.filled = boost::json::parse(boost::json::string_view{json.data(), json.size()});
    return made;
}
schema required(schema made) {
    made.required = true;
    return made;
}
schema secret_text() { return {.kinds = text, .hidden = true}; }
schema section(std::vector<schema> members) { return {.kinds = object, .members = std::move(members)}; }

schema pairlists() {
    auto entry = section(
        {named("method", required(word({"StaticPairList", "VolumePairList", "PercentChangePairList", "ProducerPairList",
                                        "RemotePairList", "MarketCapPairList", "CrossMarketPairList", "AgeFilter",
                                        "DelistFilter", "FullTradesFilter", "OffsetFilter", "PairInformationFilter",
                                        "PerformanceFilter", "PrecisionFilter", "PriceFilter", "RangeStabilityFilter",
                                        "ShuffleFilter", "SpreadFilter", "VolatilityFilter"})))});
    entry.open = true; // each method has keys of its own
    auto made = list_of(std::move(entry));
    made.min_items = 1;
    return made;
}

schema telegram() {
    const auto loudness = [] { return word({"on", "off", "silent"}); };
    const auto by_reason = [&] {
        // A text is free here, as in freqtrade.
        return schema{.kinds = text | object, .values = {loudness()}, .open = true};
    };
    auto notifications =
        section({named("status", loudness()), named("warning", loudness()), named("startup", loudness()),
                 named("entry", loudness()), named("entry_fill", filled(loudness(), R"("off")")),
                 named("entry_cancel", loudness()), named("exit", by_reason()),
                 named("exit_fill", filled(by_reason(), R"("on")")), named("exit_cancel", loudness()),
                 named("protection_trigger", filled(loudness(), R"("on")")),
                 named("protection_trigger_global", filled(loudness(), R"("on")")),
                 named("liquidation_warning", filled(loudness(), R"("on")"))});
    notifications.open = true;
    auto users = list_of({.kinds = text});
    users.unique = true;
    return section({named("enabled", required({.kinds = boolean})), named("token", required(secret_text())),
                    named("chat_id", required(secret_text())), named("topic_id", secret_text()),
                    named("authorized_users", std::move(users)),
                    named("allow_custom_messages", filled({.kinds = boolean}, "true")),
                    named("balance_dust_level", number_at_least(0)),
                    named("notification_settings", filled(std::move(notifications), "{}")),
                    named("reload", {.kinds = boolean})});
}

schema webhook() {
    auto made = section({named("enabled", {.kinds = boolean}), named("url", secret_text()),
                         named("format", filled(word({"form", "json", "raw"}), R"("form")")),
                         named("retries", number_at_least(0, integer)), named("retry_delay", number_at_least(0))});
    for (const auto* message : {"status", "warning", "exception", "startup", "entry", "entry_fill", "entry_cancel",
                                "exit", "exit_fill", "exit_cancel", "protection_trigger", "protection_trigger_global",
                                "liquidation_warning", "strategy_msg", "whitelist", "analyzed_df", "new_candle"})
        made.members.push_back(named(message, {.kinds = object, .open = true}));
    return made;
}

schema discord() {
    const auto lines = [] { return list_of({.kinds = object, .open = true}); };
    return section({named("enabled", {.kinds = boolean}), named("webhook_url", secret_text()),
                    named("exit_fill", lines()), named("entry_fill", lines())});
}

schema message_consumer() {
    auto producer =
        section({named("name", required({.kinds = text})), named("host", required({.kinds = text})),
                 named("port", filled({.kinds = integer, .ge = 0, .le = 65535}, "8080")),
                 named("secure", filled({.kinds = boolean}, "false")), named("ws_token", required(secret_text()))});
    return section(
        {named("enabled", filled({.kinds = boolean}, "false")),
         named("producers", required(list_of(std::move(producer)))), named("wait_timeout", number_at_least(0, integer)),
         named("sleep_time", number_at_least(0, integer)), named("ping_timeout", number_at_least(0, integer)),
         named("remove_entry_exit_signals", filled({.kinds = boolean}, "false")),
         named("initial_candle_limit", filled({.kinds = integer, .ge = 0, .le = 1500}, "1500")),
         named("message_size_limit", filled({.kinds = integer, .ge = 1, .le = 20}, "8"))});
}

schema orderflow() {
    return section({named("cache_size", filled(number_at_least(1), "1500")),
                    named("max_candles", filled(required(number_at_least(1)), "1500")),
                    named("scale", required(number_at_least(0))),
                    named("stacked_imbalance_range", required(number_at_least(0))),
                    named("imbalance_volume", required(number_at_least(0))),
                    named("imbalance_ratio", required(number_at_least(0)))});
}

schema log_config() {
    auto made = section({named("version", required({.kinds = number})),
                         named("formatters", required({.kinds = object, .open = true})),
                         named("handlers", required({.kinds = object, .open = true})),
                         named("root", required({.kinds = object, .open = true}))});
    made.open = true;
    return made;
}

// Settings of freqtrade's hyperopt and analyses.
std::vector<schema> optimisation() {
    auto candles = schema{.kinds = list, .unique = true};
    return {named("backtest_breakdown", list_of(word({"day", "week", "month", "year", "weekday"}))),
            named("backtest_cache", word({"none", "day", "week", "month"})),
            named("hyperopt_path", {.kinds = text}),
            named("epochs", number_at_least(1, integer)),
            named("early_stop", number_at_least(0, integer)),
            named("spaces", filled(list_of({.kinds = text}), R"(["default"])")),
            named("analyze_per_epoch", {.kinds = boolean}),
            named("print_all", filled({.kinds = boolean}, "false")),
            named("hyperopt_jobs", filled({.kinds = integer}, "-1")),
            named("hyperopt_random_state", number_at_least(0, integer)),
            named("hyperopt_min_trades", number_at_least(0, integer)),
            named("hyperopt_loss", {.kinds = text}),
            named("lookahead_analysis_exportfilename", {.kinds = text}),
            named("minimum_trade_amount", filled({.kinds = number}, "10")),
            named("targeted_trade_amount", filled({.kinds = number}, "20")),
            named("startup_candle", filled(std::move(candles), "[199, 399, 499, 999, 1999]"))};
}

std::vector<schema> accepted_keys() {
    auto made = optimisation();
    const auto add = [&made](std::string_view name, schema one) { made.push_back(named(name, std::move(one))); };
    add("$schema", {});
    add("add_config_files", list_of({.kinds = text}));
    add("reduce_df_footprint", filled({.kinds = boolean}, "false"));
    add("disableparamexport", {.kinds = boolean});
    add("download_trades", {.kinds = boolean});
    add("timeframe_detail", {.kinds = text});
    add("coingecko", section({named("is_demo", required(filled({.kinds = boolean}, "true"))),
                              named("api_key", required(secret_text()))}));
    add("experimental", section({named("block_bad_exchanges", {.kinds = boolean})}));
    add("external_message_consumer", message_consumer());
    add("orderflow", orderflow());
    add("log_config", log_config());
    add("telegram", telegram());
    add("webhook", webhook());
    add("discord", discord());
    add("freqai", {.kinds = object, .open = true});
    add("freqaimodel", {.kinds = text | null_kind});
    add("freqaimodel_path", {.kinds = text});
    return made;
}

schema whole() {
    auto root = schema_of<configuration>();
    for (auto& member : root.members) {
        if (member.name == "pairlists") member = named("pairlists", pairlists());
        if (member.name == "exchange") {
            for (const auto* name : {"ccxt_config", "ccxt_async_config", "ccxt_sync_config"})
                member.members.push_back(named(name, {.kinds = object, .open = true}));
            member.members.push_back(named("_ft_has_params", {.open = true}));
        }
        if (member.name == "internals") member.members.push_back(named("interval", {.kinds = integer}));
    }
    for (auto& one : accepted_keys()) root.members.push_back(std::move(one));
    return root;
}

} // namespace

const schema& configuration_schema() {
    static const schema made = whole();
    return made;
}

} // namespace tremolo::config
