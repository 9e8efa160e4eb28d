#include "rpc/webserver_orders.hpp"
#include <boost/json.hpp>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

// Keys that a job has no use for, and that hold secrets.
constexpr std::string_view kept_back[] = {"api_server", "telegram", "discord", "webhook"};

void lay_over(bj::object& settings, const bj::object& overrides) {
    for (const auto& [key, value] : overrides) {
        if (value.is_null()) continue;
        auto& place = settings[key];
        if (value.is_object() && place.is_object())
            lay_over(place.get_object(), value.get_object());
        else
            place = value;
    }
}

std::string text_of(std::string_view category, const config::configuration& from, bj::object settings,
                    bj::object task) {
    for (const auto key : kept_back) settings.erase(key);
    bj::array files;
    for (const auto& file : from.config_files) files.emplace_back(file.string());
    return bj::serialize(bj::object{{"category", category},
                                    {"settings", std::move(settings)},
                                    {"original", from.original},
                                    {"config_files", std::move(files)},
                                    {"task", std::move(task)}});
}

std::string word(const bj::object& all, std::string_view key) {
    const auto* found = all.if_contains(key);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

work_order analysis(std::string_view category, const workspace& place, const bj::object& overrides) {
    auto settings = place.settings().raw;
    lay_over(settings, overrides);
    return {.category = std::string{category},
            .slot = std::string{analysis_slot},
            .subject = word(overrides, "strategy"),
            .work = text_of(category, place.settings(), std::move(settings), overrides)};
}

bj::array texts(const std::vector<std::string>& all) {
    bj::array out;
    for (const auto& one : all) out.emplace_back(one);
    return out;
}

} // namespace

work_order order_pairlist(const workspace& place, const pairlist_wishes& wishes) {
    const auto from = place.settings_for(wishes.where);
    auto settings = from.raw;
    settings["stake_currency"] = wishes.stake_currency;
    bj::array lists;
    for (const auto& one : wishes.pairlists) lists.emplace_back(one);
    settings["exchange"].as_object()["pair_blacklist"] = texts(wishes.blacklist);
    return {.category = std::string{pairlist_category},
            .slot = std::string{pairlist_category},
            .subject = {},
            .work = text_of(pairlist_category, from, std::move(settings), {{"pairlists", std::move(lists)}})};
}

work_order order_download(const workspace& place, const download_wishes& wishes) {
    const auto from = place.settings_for(wishes.where);
    bj::object task{{"pairs", texts(wishes.pairs)},
                    {"erase", wishes.erase},
                    {"download_trades", wishes.download_trades},
                    {"prepend_data", wishes.prepend_data},
                    {"timerange", wishes.timerange.value_or("")}};
    if (wishes.timeframes) task["timeframes"] = texts(*wishes.timeframes);
    if (wishes.days) task["days"] = *wishes.days;
    if (wishes.candle_types) task["candle_types"] = texts(*wishes.candle_types);
    return {.category = std::string{download_category},
            .slot = std::string{download_category},
            .subject = {},
            .work = text_of(download_category, from, from.raw, std::move(task))};
}

std::string order_chart(const workspace& place, const history_selection& wanted) {
    const auto from = place.settings_for(wanted.where);
    bj::object task{{"pair", wanted.pair},
                    {"timeframe", wanted.timeframe},
                    {"timerange", wanted.timerange},
                    {"strategy", wanted.strategy.value_or("")},
                    {"live", wanted.live}};
    if (wanted.columns) task["columns"] = texts(*wanted.columns);
    return text_of(chart_category, from, from.raw, std::move(task));
}

std::string order_strategy(const workspace& place, const std::string& name, strategy_side side) {
    bj::object task{{"strategy", name}, {"plot_config", side == strategy_side::plot_config}};
    return text_of(strategy_category, place.settings(), place.settings().raw, std::move(task));
}

work_order order_backtest(const workspace& place, const bj::object& overrides) {
    auto settings = overrides;
    settings["dry_run"] = true;
    return analysis(backtest_category, place, settings);
}

work_order order_lookahead(const workspace& place, const bj::object& overrides) {
    return analysis(lookahead_category, place, overrides);
}

work_order order_recursive(const workspace& place, const bj::object& overrides) {
    return analysis(recursive_category, place, overrides);
}

} // namespace tremolo::rpc::webserver
