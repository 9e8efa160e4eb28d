// Backtests of webserver mode: start, state, result, and those that were run before.
#include "api/endpoints.hpp"
#include "api/schema/backtests.hpp"
#include "api/webserver_only.hpp"
#include "rpc/schema/performance.hpp"
#include "rpc/webserver_results.hpp"
#include "json/parse.hpp"
#include <charconv>

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using rpc::schema::wallet_history_response;
namespace bj = boost::json;

template <class T>
bj::value or_null(const std::optional<T>& value) {
    return value ? bj::value(*value) : bj::value(nullptr);
}

// A stake that came as text: a number is meant as one.
bj::value stake_of(const std::optional<std::variant<std::string, double>>& given) {
    if (!given) return nullptr;
    if (const auto* number = std::get_if<double>(&*given)) return *number;
    const auto& text = std::get<std::string>(*given);
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end == text.data() + text.size()) return number;
    return bj::string{text};
}

bj::value freqai_of(const std::optional<schema::backtest_freqai_inputs>& given) {
    if (!given) return nullptr;
    return bj::object{{"identifier", given->identifier}};
}

rpc::webserver::work_order order_of(const call& c, const backtest_request& wish) {
    return rpc::webserver::order_backtest(c.webserver().place(), {{"strategy", wish.strategy.text},
                                                                  {"timeframe", or_null(wish.timeframe)},
                                                                  {"timeframe_detail", or_null(wish.timeframe_detail)},
                                                                  {"timerange", or_null(wish.timerange)},
                                                                  {"max_open_trades", or_null(wish.max_open_trades)},
                                                                  {"stake_amount", stake_of(wish.stake_amount)},
                                                                  {"enable_protections", wish.enable_protections},
                                                                  {"dry_run_wallet", or_null(wish.dry_run_wallet)},
                                                                  {"backtest_cache", or_null(wish.backtest_cache)},
                                                                  {"freqaimodel", or_null(wish.freqaimodel)},
                                                                  {"freqai", freqai_of(wish.freqai)}});
}

refusal busy() { return refusal{"Bot Background task already running"}; }

backtest_response start(const call& c, const body<backtest_request>& b) {
    auto& mode = c.webserver();
    if (mode.board().busy(rpc::webserver::analysis_slot)) throw busy();
    const auto job = mode.start(order_of(c, b.value));
    if (!job) throw busy();
    mode.show_backtest(job->id);
    return {"running", true, "Backtest started", "startup", 0, {}, {}};
}

// With "queue": true, beyond freqtrade: it waits for its turn, and several run side by side.
queued_backtest_response start_queued(const call& c, const body<backtest_request>& b) {
    auto order = order_of(c, b.value);
    order.queue = true;
    auto& mode = c.webserver();
    const auto job = mode.start(std::move(order));
    if (!job) throw busy();
    mode.show_backtest(job->id);
    return {"running", true, job->running ? "Backtest started" : "Backtest queued", "startup", 0, {}, {}, job->id};
}

const jobs::task* task_of(const jobs::job& job, std::string_view id) {
    for (const auto& one : job.tasks)
        if (one.id == id) return &one;
    return nullptr;
}

backtest_response running(const std::optional<jobs::job>& job) {
    backtest_response out{"running", true, "Backtest running", "startup", 0, 0, {}};
    if (!job) return out;
    if (const auto* detail = task_of(*job, "1")) {
        out.step = detail->description;
        out.progress = detail->total > 0 ? std::clamp(detail->done / detail->total, 0.0, 1.0) : 0;
    }
    if (const auto* trades = task_of(*job, rpc::webserver::closed_trades_task)) out.trade_count = trades->done;
    return out;
}

backtest_response ended(const call& c, const jobs::job& job) {
    if (job.is != jobs::outcome::success)
        return {"error", false, "Backtest failed with " + job.error.value_or(""), "", 0, {}, {}};
    auto text = c.webserver().board().result(job.id);
    if (!text) throw rpc::failed("The result of the job is lost.");
    return {"ended", false, "Backtest ended", "finished", 1, {}, result_text{std::move(*text)}};
}

backtest_response state(const call& c) {
    auto& mode = c.webserver();
    const auto job = mode.backtest();
    if (mode.board().busy(rpc::webserver::analysis_slot)) return running(job && !job->finished() ? job : std::nullopt);
    if (!job) return {"not_started", false, "Backtest not yet executed", "", 0, {}, {}};
    return ended(c, *job);
}

struct job_path {
    std::string jobid;
};
BOOST_DESCRIBE_STRUCT(job_path, (), (jobid))

jobs::job backtest_of(const call& c, const std::string& id) {
    auto one = c.webserver().board().find(id);
    if (!one || one->category != rpc::webserver::backtest_category) throw job_not_found();
    return std::move(*one);
}

// One of several.
backtest_response state_of(const call& c, const path<job_path>& p) {
    const auto job = backtest_of(c, p->jobid);
    return job.finished() ? ended(c, job) : running(job);
}

backtest_response reset(const call& c) {
    auto& mode = c.webserver();
    if (mode.board().busy(rpc::webserver::analysis_slot)) return {"running", true, "Backtest running", "", 0, {}, {}};
    mode.reset_backtest();
    return {"reset", false, "Backtest reset", "", 0, {}, {}};
}

// freqtrade has one task at a time, and this ends it, an analysis too.
backtest_response abort(const call& c) {
    auto& board = c.webserver().board();
    bool stopping = false;
    for (const auto& one : board.list())
        if (!one.finished() && one.category != rpc::webserver::pairlist_category &&
            one.category != rpc::webserver::download_category)
            stopping = board.abort(one.id) || stopping;
    return {stopping ? "stopping" : "not_running", false, "Backtest ended", "", 0, {}, {}};
}

// -- history
struct result_query {
    std::string filename;
    strategy_name strategy;
};
BOOST_DESCRIBE_STRUCT(result_query, (), (filename, strategy))

struct file_path {
    std::string file;
};
BOOST_DESCRIBE_STRUCT(file_path, (), (file))

struct file_and_strategy_path {
    std::string file;
    strategy_name strategy;
};
BOOST_DESCRIBE_STRUCT(file_and_strategy_path, (), (file, strategy))

using history_list = std::vector<backtest_history_entry>;

template <class Entries>
history_list shown(const Entries& entries) {
    history_list out;
    for (const auto& e : entries)
        out.push_back({e.filename, e.strategy, e.run_id, e.backtest_start_time, e.notes, e.backtest_start_ts,
                       e.backtest_end_ts, e.timeframe, e.timeframe_detail});
    return out;
}

history_list history(const call& c) { return shown(rpc::webserver::backtest_history(c.webserver().place())); }

backtest_response old_result(const call& c, const query<result_query>& q) {
    auto text = rpc::webserver::backtest_result(c.webserver().place(), q->filename, q->strategy.text);
    return {"ended", false, "Historic result", "", 1, {}, result_text{std::move(text)}};
}

history_list remove(const call& c, const path<file_path>& p) {
    return shown(rpc::webserver::delete_backtest(c.webserver().place(), p->file));
}

history_list note(const call& c, const path<file_path>& p, const body<backtest_metadata_update>& b) {
    return shown(rpc::webserver::note_backtest(c.webserver().place(), p->file, b->strategy.text, b->notes));
}

schema::backtest_market_change market_change(const call& c, const path<file_path>& p) {
    auto table = rpc::webserver::backtest_market_change(c.webserver().place(), p->file);
    return {std::move(table.columns), table.length, {std::move(table.rows)}};
}

wallet_history_response wallet(const call& c, const path<file_and_strategy_path>& p) {
    return rpc::webserver::backtest_wallet(c.webserver().place(), p->file, p->strategy.text);
}

// Beyond freqtrade: the loss functions as figures of a result.
struct losses_answer {
    json::ordered_map<double> losses;
};
BOOST_DESCRIBE_STRUCT(losses_answer, (), (losses))

losses_answer losses(const call& c, const path<file_and_strategy_path>& p) {
    return {rpc::webserver::backtest_losses(c.webserver().place(), p->file, p->strategy.text)};
}

const endpoint queued_row = own_webserver_row("POST", "/backtest", "api_queue_backtest", on<start_queued>);

// The row that answers a request with "queue": true.
const endpoint* with_queue(const http::request& request) {
    const auto parsed = json::parse(request.body());
    const auto* wish = parsed ? parsed.value.if_object() : nullptr;
    const auto* queue = wish ? wish->if_contains("queue") : nullptr;
    return queue && *queue == true ? &queued_row : nullptr;
}

endpoint start_row() {
    auto row = webserver_row("POST", "/backtest", "api_start_backtest", "Backtest", on<start>);
    row.instead = with_queue;
    return row;
}

const endpoint rows[] = {
    start_row(),
    webserver_row("GET", "/backtest", "api_get_backtest", "Backtest", on<state>),
    webserver_row("DELETE", "/backtest", "api_delete_backtest", "Backtest", on<reset>),
    webserver_row("GET", "/backtest/abort", "api_backtest_abort", "Backtest", on<abort>),
    own_webserver_row("GET", "/backtest/job/{jobid}", "api_get_backtest_of_job", on<state_of>),
    webserver_row("GET", "/backtest/history", "api_backtest_history", "Backtest", on<history>),
    webserver_row("GET", "/backtest/history/result", "api_backtest_history_result", "Backtest", on<old_result>),
    webserver_row("DELETE", "/backtest/history/{file}", "api_delete_backtest_history_entry", "Backtest", on<remove>),
    webserver_row("PATCH", "/backtest/history/{file}", "api_update_backtest_history_entry", "Backtest", on<note>),
    webserver_row("GET", "/backtest/history/{file}/market_change", "api_get_backtest_market_change", "Backtest",
                  on<market_change>),
    webserver_row("GET", "/backtest/history/{file}/{strategy}/wallet", "api_get_backtest_wallet",
                  "Backtest,webserver,backtest", on<wallet>),
    own_webserver_row("GET", "/backtest/history/{file}/{strategy}/losses", "api_get_backtest_losses", on<losses>),
};

} // namespace

std::span<const endpoint> backtests() { return rows; }

} // namespace tremolo::api::endpoints
