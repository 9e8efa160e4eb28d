// The work of a backtest job: as `tremolo backtesting` does it, for one strategy, with the result as the API shows it.
#include "backtest/results/result_folder.hpp"
#include "backtest/run_id.hpp"
#include "backtest/session.hpp"
#include "backtest/statistics/statistics.hpp"
#include "rpc/webserver_orders.hpp"
#include "rpc/webserver_session.hpp"
#include "rpc/webserver_work.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>
#include <thread>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

// freqtrade's four steps and their names.
struct step {
    double number;
    const char* name;
};
step step_of(backtest::phase at) {
    switch (at) {
    case backtest::phase::load: return {1, "dataload"};
    case backtest::phase::analyse: return {2, "analyze"};
    case backtest::phase::convert: return {3, "convert"};
    case backtest::phase::backtest: return {4, "backtest"};
    }
    return {4, "backtest"};
}

std::string word(const config::configuration& settings, std::string_view key) {
    const auto* found = settings.raw.if_contains(key);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

// PT2H20M: how pydantic writes a duration.
std::string iso_duration(double seconds) {
    auto rest = static_cast<std::int64_t>(std::floor(seconds));
    std::string text = "P";
    const auto part = [&](std::int64_t unit, const char* name) {
        if (rest >= unit) text += std::to_string(rest / unit) + name;
        rest %= unit;
    };
    part(365 * 86400, "Y");
    part(86400, "D");
    if (rest == 0) return text == "P" ? "PT0S" : text;
    text += 'T';
    part(3600, "H");
    part(60, "M");
    part(1, "S");
    return text;
}

// What FastAPI makes of Python's own types, where a stored result has their texts.
void show_live(bj::object& result) {
    const auto duration = [](bj::object& in, const char* text, const char* seconds) {
        const auto* value = in.if_contains(seconds);
        if (value && value->is_number() && in.contains(text)) in[text] = iso_duration(value->to_number<double>());
    };
    duration(result, "holding_avg", "holding_avg_s");
    duration(result, "drawdown_duration", "drawdown_duration_s");
    if (auto* wallet = result.if_contains("wallet_stats"); wallet && wallet->is_object())
        duration(wallet->as_object(), "drawdown_duration", "drawdown_duration_s");
    // Of a run without trades.
    for (const auto* key : {"holding_avg", "winner_holding_avg", "loser_holding_avg"})
        if (auto* value = result.if_contains(key); value && *value == "0:00:00") *value = "PT0S";
    for (const auto* key : {"drawdown_start", "drawdown_end"})
        if (auto* value = result.if_contains(key); value && *value == "1970-01-01T00:00:00+00:00")
            *value = "1970-01-01T00:00:00Z";
    const auto iso = [](bj::value& date) {
        if (!date.is_string() || date.as_string().size() < 19) return;
        std::string text{date.as_string().subview(0, 19)};
        text[10] = 'T';
        date = text + "Z";
    };
    for (auto& trade : result.at("trades").as_array())
        for (const auto* key : {"open_date", "close_date"})
            if (auto* date = trade.as_object().if_contains(key)) iso(*date);
}

std::string answer_of(const backtest::backtest_result& result, const std::string& strategy,
                      const std::string& filename) {
    auto all = std::move(json::parse(json::text(result)).value.as_object());
    for (auto& one : all.at("strategy").as_object()) show_live(one.value().as_object());
    if (!filename.empty())
        for (auto& one : all.at("metadata").as_object()) {
            one.value().as_object()["filename"] = filename;
            one.value().as_object()["strategy"] = strategy;
        }
    std::string out;
    json::write_value(out, bj::value(std::move(all)));
    return out;
}

// What freqtrade's schema asks of the section, once a request has named a model.
void refuse_part_of_freqai(const work& job) {
    const auto* asked = job.task.if_contains("freqai");
    if (asked == nullptr || !asked->is_object()) return;
    const auto& section = job.settings.raw.at("freqai").as_object();
    for (const std::string_view key : {"feature_parameters", "data_split_parameters"})
        if (!section.contains(key)) throw configuration_error{fmt::format("'{}' is a required property", key)};
}

} // namespace

std::string run_backtest(const work& job) {
    const auto& log = job.around.log;
    const auto strategy = word(job.settings, "strategy");
    const auto threads = std::max(1U, std::thread::hardware_concurrency());
    prepared_session prepared{job,
                              job.settings,
                              venue_of(job),
                              threads,
                              [&job](backtest::phase at, std::size_t done, std::size_t total) {
                                  const auto now = step_of(at);
                                  job.progress("0", now.name, now.number, 4);
                                  job.progress("1", now.name, static_cast<double>(done), static_cast<double>(total));
                              },
                              [&job](std::size_t closed) {
                                  const auto count = static_cast<double>(closed);
                                  job.progress(std::string{closed_trades_task}, "", count, count + 1); // more may come
                              }};
    refuse_part_of_freqai(job);
    job.progress("0", "dataload", 1, 4);
    job.progress("1", "dataload", 0, 1);
    const backtest::result_folder folder{job.settings.user_data_dir / "backtest_results"};
    const auto run_id = backtest::run_id_of(prepared.candidate(), job.settings);
    if (const auto oldest = backtest::oldest_cached(word(job.settings, "backtest_cache"), prepared.session().range(),
                                                    job.around.time.now(), log)) {
        const auto known = folder.find_cached({{strategy, run_id}}, *oldest);
        if (!known.empty()) {
            log.info("Reusing result of previous backtest for {}", strategy);
            return answer_of(folder.merged(known), strategy, known.front().filename);
        }
    }
    std::vector<backtest::finished_run> runs;
    runs.push_back(prepared.session().run(prepared.candidate()));
    // Shares of nothing are no numbers; the words are freqtrade's.
    if (runs.front().starting_balance == 0) throw operational_error{"float division by zero"};
    if (runs.front().run_id.empty()) runs.front().run_id = run_id;
    const auto result = backtest::make_result(runs);
    if (job.settings.export_ == "none") return answer_of(result, strategy, "");
    const auto stored =
        backtest::store_archive(folder.path(), {result, job.settings.original, runs}, job.around.time.now(), log);
    return answer_of(result, strategy, stored.stem().string());
}

} // namespace tremolo::rpc::webserver
