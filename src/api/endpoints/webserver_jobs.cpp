// Background jobs of webserver mode: what runs and how far it is, and those that are no backtests.
#include "api/endpoints.hpp"
#include "api/schema/candle_requests.hpp"
#include "api/schema/jobs.hpp"
#include "api/webserver_only.hpp"
#include "json/parse.hpp"
#include <limits>

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using jobs_list = std::vector<background_task_status>;

struct job_path {
    std::string jobid;
};
BOOST_DESCRIBE_STRUCT(job_path, (), (jobid))

jobs_list all_jobs(const call& c) {
    jobs_list out;
    for (const auto& one : c.webserver().board().list()) out.push_back(status_of(one));
    return out;
}

background_task_status one_job(const call& c, const path<job_path>& p) {
    const auto one = c.webserver().board().find(p->jobid);
    if (!one) throw job_not_found();
    return status_of(*one);
}

jobs_list clear_jobs(const call& c) {
    c.webserver().board().clear();
    return all_jobs(c);
}

background_task_status forget_job(const call& c, const path<job_path>& p) {
    auto& board = c.webserver().board();
    const auto one = board.find(p->jobid);
    if (!one) throw job_not_found();
    switch (board.remove(p->jobid)) {
    case jobs::removal::unknown: throw job_not_found();
    case jobs::removal::running: throw detail_error{400, "Job is still running."};
    case jobs::removal::removed: break;
    }
    return status_of(*one);
}

// Beyond freqtrade, which can only abort a backtest: any job.
background_task_status abort_job(const call& c, const path<job_path>& p) {
    auto& board = c.webserver().board();
    if (!board.find(p->jobid)) throw job_not_found();
    if (!board.abort(p->jobid)) throw detail_error{400, "Job is not running."};
    const auto one = board.find(p->jobid);
    if (!one) throw job_not_found();
    return status_of(*one);
}

bg_job_started started(const std::optional<jobs::job>& job, const char* said, const char* refused) {
    if (!job) throw detail_error{400, refused};
    return {said, job->id};
}

// The job of that id and category; an id of another category is none.
jobs::job job_of(const call& c, const std::string& id, std::string_view category) {
    auto one = c.webserver().board().find(id);
    if (!one || one->category != category) throw job_not_found();
    return std::move(*one);
}

boost::json::object result_of(const call& c, const jobs::job& job) {
    const auto text = c.webserver().board().result(job.id);
    auto parsed = json::parse(text.value_or(""));
    if (!parsed || !parsed.value.is_object()) throw rpc::failed("The result of the job is lost.");
    return std::move(parsed.value.as_object());
}

// -- pair lists
bg_job_started evaluate(const call& c, const body<pair_lists_payload>& b) {
    constexpr auto refused = "Pairlist evaluation is already running.";
    auto& mode = c.webserver();
    if (mode.board().busy(rpc::webserver::pairlist_category)) throw detail_error{400, refused};
    auto order = rpc::webserver::order_pairlist(mode.place(),
                                                {choice_of(b.value), b->pairlists, b->blacklist, b->stake_currency});
    return started(mode.start(std::move(order)), "Pairlist evaluation started in background.", refused);
}

whitelist_evaluate_response evaluated(const call& c, const path<job_path>& p) {
    const auto job = job_of(c, p->jobid, rpc::webserver::pairlist_category);
    if (!job.finished()) throw detail_error{400, "Job not finished yet."};
    whitelist_evaluate_response out;
    out.error = job.error;
    out.status = jobs::name_of(job.is);
    if (job.is != jobs::outcome::success) return out;
    json::reader r{{}};
    whitelist_response result;
    const boost::json::value found(result_of(c, job));
    if (!json::read(found, result, r)) throw rpc::failed("The result of the job is lost.");
    out.result = std::move(result);
    return out;
}

// -- candles
bg_job_started download(const call& c, const body<download_data_payload>& b) {
    if (b->days.value_or(0) != 0 && b->timerange && !b->timerange->empty())
        throw validation_error{{{"value_error",
                                 {std::string{"body"}},
                                 "Value error, Only one of timeframes or days can be provided, not both.",
                                 json::parse(c.request().body()).value,
                                 boost::json::object{{"error", boost::json::object{}}}}}};
    constexpr auto refused = "Data Download is already running.";
    auto& mode = c.webserver();
    if (mode.board().busy(rpc::webserver::download_category)) throw detail_error{400, refused};
    auto order = rpc::webserver::order_download(mode.place(),
                                                {choice_of(b.value), b->pairs, b->timeframes, b->days, b->timerange,
                                                 b->erase, b->download_trades, b->candle_types, b->prepend_data});
    return started(mode.start(std::move(order)), "Data Download started in background.", refused);
}

// -- analyses
bg_job_started analyse(const call& c, rpc::webserver::work_order order, const char* said) {
    constexpr auto refused = "Analysis is already running.";
    auto& mode = c.webserver();
    if (mode.board().busy(rpc::webserver::analysis_slot)) throw detail_error{400, refused};
    return started(mode.start(std::move(order)), said, refused);
}

template <class T>
boost::json::value or_null(const std::optional<T>& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

bg_job_started start_lookahead(const call& c, const body<lookahead_analysis_request>& b) {
    const boost::json::object wishes{{"strategy", b->strategy.text},
                                     {"timeframe", or_null(b->timeframe)},
                                     {"timerange", or_null(b->timerange)},
                                     {"minimum_trade_amount", b->minimum_trade_amount},
                                     {"targeted_trade_amount", b->targeted_trade_amount},
                                     {"lookahead_allow_limit_orders", b->lookahead_allow_limit_orders}};
    return analyse(c, rpc::webserver::order_lookahead(c.webserver().place(), wishes),
                   "Lookahead analysis started in background.");
}

bg_job_started start_recursive(const call& c, const body<recursive_analysis_request>& b) {
    boost::json::object wishes{
        {"strategy", b->strategy.text}, {"timeframe", or_null(b->timeframe)}, {"timerange", or_null(b->timerange)}};
    if (b->startup_candle)
        wishes["startup_candle"] = boost::json::array(b->startup_candle->begin(), b->startup_candle->end());
    return analyse(c, rpc::webserver::order_recursive(c.webserver().place(), wishes),
                   "Recursive analysis started in background.");
}

// Fills all but the result; true when there is one.
template <class Response>
bool fill_state(Response& out, const jobs::job& job) {
    if (!job.finished()) {
        out = {"running", true, "Analysis running", {}};
        return false;
    }
    if (job.is != jobs::outcome::success) {
        out = {"error", false, "Analysis failed with " + job.error.value_or(""), {}};
        return false;
    }
    out = {"ended", false, "Analysis ended", {}};
    return true;
}

lookahead_analysis_response lookahead(const call& c, const path<job_path>& p) {
    const auto job = job_of(c, p->jobid, rpc::webserver::lookahead_category);
    lookahead_analysis_response out;
    if (!fill_state(out, job)) return out;
    json::reader r{{}};
    lookahead_analysis_result_entry result;
    const boost::json::value found(result_of(c, job));
    if (!json::read(found, result, r)) throw rpc::failed("The result of the job is lost.");
    out.result = std::move(result);
    return out;
}

recursive_analysis_response recursive(const call& c, const path<job_path>& p) {
    const auto job = job_of(c, p->jobid, rpc::webserver::recursive_category);
    recursive_analysis_response out;
    if (!fill_state(out, job)) return out;
    const auto found = result_of(c, job);
    recursive_analysis_result_entry result;
    result.strategy = boost::json::value_to<std::string>(found.at("strategy"));
    for (const auto& candles : found.at("startup_candles").as_array())
        result.startup_candles.push_back(candles.to_number<std::int64_t>());
    if (!found.at("strategy_scc").is_null()) result.strategy_scc = found.at("strategy_scc").to_number<std::int64_t>();
    for (const auto& [indicator, values] : found.at("results").as_object()) {
        json::ordered_map<double> row;
        for (const auto& [candles, difference] : values.as_object())
            row.emplace_back(std::string{candles}, difference.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                                        : difference.to_number<double>());
        result.results.emplace_back(std::string{indicator}, std::move(row));
    }
    out.result = std::move(result);
    return out;
}

const endpoint rows[] = {
    webserver_row("GET", "/background", "background_job_list", "Webserver", on<all_jobs>),
    webserver_row("GET", "/background/{jobid}", "background_job", "Webserver", on<one_job>),
    // before {jobid}, which would take the word for a job
    webserver_row("DELETE", "/background/clear", "background_job_delete_all", "Webserver", on<clear_jobs>),
    webserver_row("DELETE", "/background/{jobid}", "background_job_delete", "Webserver", on<forget_job>),
    own_webserver_row("POST", "/background/{jobid}/abort", "background_job_abort", on<abort_job>),
    webserver_row("POST", "/pairlists/evaluate", "pairlists_evaluate", "Webserver,Pairlists", on<evaluate>),
    webserver_row("GET", "/pairlists/evaluate/{jobid}", "pairlists_evaluate_get", "Webserver,Pairlists", on<evaluated>),
    webserver_row("POST", "/download_data", "pairlists_evaluate", "Download-data,Webserver", on<download>),
    webserver_row("GET", "/lookahead_analysis/{jobid}", "api_get_lookahead_analysis", "Lookahead Analysis,Webserver",
                  on<lookahead>),
    webserver_row("POST", "/lookahead_analysis", "api_start_lookahead_analysis", "Lookahead Analysis,Webserver",
                  on<start_lookahead>),
    webserver_row("POST", "/recursive_analysis", "api_start_recursive_analysis", "Recursive Analysis,Webserver",
                  on<start_recursive>),
    webserver_row("GET", "/recursive_analysis/{jobid}", "api_get_recursive_analysis", "Recursive Analysis,Webserver",
                  on<recursive>),
};

} // namespace

std::span<const endpoint> jobs() { return rows; }

} // namespace tremolo::api::endpoints
