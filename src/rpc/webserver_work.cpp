#include "rpc/webserver_work.hpp"
#include "plugins/pairlists/chain.hpp"
#include "plugins/pairlists/registry.hpp"
#include "rpc/strategy_view.hpp"
#include "rpc/webserver_orders.hpp"
#include "json/parse.hpp"
#include <fmt/format.h>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

config::run_mode mode_of(std::string_view category) {
    return category == pairlist_category || category == download_category || category == chart_category ||
                   category == strategy_category
               ? config::run_mode::other
               : config::run_mode::backtest;
}

} // namespace

namespace {

// What freqtrade refuses, in its words.
void refuse_in_its_words(const config::configuration& settings) {
    for (const auto& one : settings.pairlists) {
        const auto* method = one.if_contains("method");
        const auto name = method && method->is_string() ? std::string{method->get_string()} : std::string{};
        if (plugins::find_handler(name) == nullptr)
            throw configuration_error{fmt::format(
                "Impossible to load Pairlist '{}'. This class does not exist or contains Python code errors.", name)};
        if (name == "PrecisionFilter" && !settings.stoploss)
            throw configuration_error{
                "PrecisionFilter can only work with stoploss defined. Please add the stoploss key "
                "to your configuration (overwrites eventual strategy settings)."};
    }
    if (settings.pairlists.empty()) throw configuration_error{"No Pairlist Handlers defined"};
    const auto* first = plugins::find_handler(bj::value_to<std::string>(settings.pairlists.front().at("method")));
    if (!first->generates)
        throw configuration_error{
            "This Pairlist Handler should not be used at the first position in the list of Pairlist Handlers."};
}

// "pairlists: OffsetFilter: requires ..." as freqtrade says it, where it says the same.
std::string in_its_words(std::string text) {
    constexpr std::string_view place = "pairlists: ", missing = " requires \"", end = "\".";
    if (!text.starts_with(place)) return text;
    text.erase(0, place.size());
    if (const auto colon = text.find(": "); colon != text.npos) text.erase(colon, 1);
    const auto key_at = text.find(missing);
    if (key_at == text.npos || !text.ends_with(end)) return text;
    const auto key = text.substr(key_at + missing.size(), text.size() - key_at - missing.size() - end.size());
    return fmt::format("`{0}` not specified. Please check your configuration for \"pairlist.config.{0}\"", key);
}

} // namespace

std::string evaluate_pairlist(const work& job) {
    auto settings = std::make_shared<config::configuration>(job.settings);
    settings->pairlists.clear();
    for (const auto& one : job.task.at("pairlists").as_array()) settings->pairlists.push_back(one.as_object());
    refuse_in_its_words(*settings);
    const auto venue = job.around.open(*settings);
    venue->load_markets();
    plugins::surroundings around{.exchange = *venue,
                                 .config = settings,
                                 .clock = job.around.time,
                                 .log = job.around.log.named("tremolo.pairlists"),
                                 .seed = job.around.seed};
    around.web = job.around.web;
    try {
        plugins::pairlist_chain chain{around};
        schema::whitelist_response out;
        out.whitelist = chain.refresh();
        out.length = static_cast<std::int64_t>(out.whitelist.size());
        out.method = chain.method_names();
        return json::text(out);
    } catch (const configuration_error& e) { throw configuration_error{in_its_words(e.what())}; }
}

namespace {

work work_of(const std::string& order, const work_surroundings& around) {
    auto parsed = json::parse(order);
    if (!parsed) throw operational_error{"the order of the job cannot be understood"};
    auto& all = parsed.value.as_object();
    const auto category = bj::value_to<std::string>(all.at("category"));
    work job{category, settings_of(std::move(all.at("settings").as_object()), mode_of(category), around.log),
             std::move(all.at("task").as_object()), around};
    job.settings.original = std::move(all.at("original").as_object());
    for (const auto& file : all.at("config_files").as_array())
        job.settings.config_files.emplace_back(bj::value_to<std::string>(file));
    return job;
}

} // namespace

std::string do_work(const std::string& order, const work_surroundings& around) {
    const auto job = work_of(order, around);
    if (job.category == pairlist_category) return evaluate_pairlist(job);
    if (job.category == download_category) return download_candles(job);
    if (job.category == backtest_category) return run_backtest(job);
    try {
        if (job.category == lookahead_category) return analyse_lookahead(job);
        if (job.category == recursive_category) return analyse_recursive(job);
    } catch (const configuration_error& failure) {
        // An analysis that finds no such strategy says so in words of its own.
        const auto name = job.settings.strategy.value_or("");
        if (failure.what() != impossible_to_load(name)) throw;
        throw configuration_error{fmt::format("Strategy {} not found.", name)};
    }
    throw operational_error{fmt::format("jobs of the category {} are not known", job.category)};
}

namespace {

std::string show_strategy(const work& job) {
    const workspace place{job.settings, job.around.time, job.around.log, job.around.open};
    try {
        const auto loaded = place.load_strategy(bj::value_to<std::string>(job.task.at("strategy")));
        if (job.task.at("plot_config").as_bool())
            return "+" + json::text(plot_config_of(loaded.instance->declared().plot_config));
        return "+" + json::text(description_of(loaded));
    } catch (const configuration_error& e) { return std::string{"-"} + e.what(); }
}

std::unique_ptr<candle_answer> draw_chart(const work& job) {
    const auto text = [&](std::string_view key) { return bj::value_to<std::string>(job.task.at(key)); };
    history_selection wanted;
    wanted.pair = text("pair");
    wanted.timeframe = text("timeframe");
    wanted.timerange = text("timerange");
    wanted.strategy = text("strategy");
    wanted.live = job.task.at("live").as_bool();
    if (const auto* columns = job.task.if_contains("columns"))
        wanted.columns = bj::value_to<std::vector<std::string>>(*columns);
    workspace place{job.settings, job.around.time, job.around.log, job.around.open};
    return pair_history(place, wanted);
}

} // namespace

strategy_answer ask_strategy(const std::string& order, const work_surroundings& around) {
    const auto job = work_of(order, around);
    if (job.category == strategy_category) return {nullptr, show_strategy(job)};
    return {draw_chart(job), {}};
}

} // namespace tremolo::rpc::webserver
