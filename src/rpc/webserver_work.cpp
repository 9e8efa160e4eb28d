#include "rpc/webserver_work.hpp"
#include "plugins/pairlists/chain.hpp"
#include "plugins/pairlists/registry.hpp"
#include "rpc/webserver_orders.hpp"
#include "json/parse.hpp"
#include <fmt/format.h>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

config::run_mode mode_of(std::string_view category) {
    return category == pairlist_category || category == download_category ? config::run_mode::other
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
    plugins::pairlist_chain chain{around};
    const auto pairs = chain.refresh();
    schema::whitelist_response out;
    out.whitelist = pairs;
    out.length = static_cast<std::int64_t>(pairs.size());
    out.method = chain.method_names();
    return json::text(out);
}

std::string do_work(const std::string& order, const work_surroundings& around) {
    auto parsed = json::parse(order);
    if (!parsed) throw operational_error{"the order of the job cannot be understood"};
    auto& all = parsed.value.as_object();
    const auto category = bj::value_to<std::string>(all.at("category"));
    work job{category, settings_of(std::move(all.at("settings").as_object()), mode_of(category), around.log),
             std::move(all.at("task").as_object()), around};
    job.settings.original = std::move(all.at("original").as_object());
    for (const auto& file : all.at("config_files").as_array())
        job.settings.config_files.emplace_back(bj::value_to<std::string>(file));
    if (category == pairlist_category) return evaluate_pairlist(job);
    if (category == download_category) return download_candles(job);
    if (category == backtest_category) return run_backtest(job);
    if (category == lookahead_category) return analyse_lookahead(job);
    if (category == recursive_category) return analyse_recursive(job);
    throw operational_error{fmt::format("jobs of the category {} are not known", category)};
}

} // namespace tremolo::rpc::webserver
