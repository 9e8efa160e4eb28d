#include "api/webserver_mode.hpp"

namespace tremolo::api {

webserver_mode::webserver_mode(rpc::webserver::workspace& place, jobs::board& board, jobs::sandbox* charts)
    : place_{place}, board_{board}, charts_{charts} {
    for (const auto& one : board_.list())
        if (one.category == rpc::webserver::backtest_category) shown_ = one.id;
}

std::optional<jobs::job> webserver_mode::backtest() const {
    const std::scoped_lock lock{mutex_};
    return shown_.empty() ? std::nullopt : board_.find(shown_);
}

void webserver_mode::show_backtest(const std::string& id) {
    const std::scoped_lock lock{mutex_};
    shown_ = id;
}

void webserver_mode::reset_backtest() {
    const std::scoped_lock lock{mutex_};
    shown_.clear();
}

std::optional<jobs::job> webserver_mode::start(rpc::webserver::work_order order) {
    try {
        return board_.start({.category = order.category,
                             .slot = order.slot,
                             .subject = std::move(order.subject),
                             .work = std::move(order.work),
                             .shows_tasks = order.category != rpc::webserver::pairlist_category,
                             .queue = order.queue});
    } catch (const operational_error& e) { throw rpc::failed(e.what()); }
}

schema::background_task_status status_of(const jobs::job& job) {
    schema::background_task_status out;
    out.job_id = job.id;
    out.job_category = job.category;
    out.status = jobs::name_of(job.is);
    out.running = job.running;
    out.error = job.error;
    if (!job.shows_tasks) return out;
    out.progress_tasks.emplace();
    for (const auto& t : job.tasks) {
        if (t.id == rpc::webserver::closed_trades_task) continue;
        out.progress_tasks->emplace_back(t.id, schema::progress_task{t.done, t.total, t.description});
    }
    return out;
}

std::string progress_message(const jobs::job& job) {
    return "{\"type\":\"job_progress\",\"data\":" + json::text(status_of(job)) + "}";
}

} // namespace tremolo::api
