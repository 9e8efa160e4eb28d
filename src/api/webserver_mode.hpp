// What handlers of webserver mode are given beside the request: the folders and the exchange, the background jobs, and
// which backtest GET /backtest speaks of. Outlives the service. Thread-safe.
#pragma once
#include "api/schema/jobs.hpp"
#include "jobs/board.hpp"
#include "jobs/sandbox.hpp"
#include "rpc/webserver.hpp"
#include "rpc/webserver_orders.hpp"
#include <mutex>

namespace tremolo::api {

class webserver_mode {
  public:
    // All outlive it. The newest backtest that the board knows is the one to speak of.
    // Without a sandbox charts are drawn here, strategies and all.
    webserver_mode(rpc::webserver::workspace& place, jobs::board& board, jobs::sandbox* charts = nullptr);

    [[nodiscard]] rpc::webserver::workspace& place() { return place_; }
    [[nodiscard]] jobs::board& board() { return board_; }
    [[nodiscard]] jobs::sandbox* charts() { return charts_; }

    // The backtest that was started last; nothing before the first one and after a reset.
    [[nodiscard]] std::optional<jobs::job> backtest() const;
    void show_backtest(const std::string& id);
    void reset_backtest();

    // Starts a job; nothing when its slot is taken. Throws an operational_error as a detail_failure.
    [[nodiscard]] std::optional<jobs::job> start(rpc::webserver::work_order order);

  private:
    rpc::webserver::workspace& place_;
    jobs::board& board_;
    jobs::sandbox* charts_;
    mutable std::mutex mutex_;
    std::string shown_;
};

// A job as the API and the stream show it.
[[nodiscard]] schema::background_task_status status_of(const jobs::job& job);
// The message of the stream: {"type": "job_progress", "data": ...}.
[[nodiscard]] std::string progress_message(const jobs::job& job);

} // namespace tremolo::api
