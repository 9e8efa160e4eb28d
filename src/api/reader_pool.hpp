// Threads for what must not keep a connection's thread: database reads and large answers. Each thread has a reader of
// the database of its own, opened when first needed and again after it failed.
#pragma once
#include "base/log.hpp"
#include "rpc/archive.hpp"
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tremolo::api {

class reader_pool {
  public:
    // Called on one of the threads. `records` is null where the task did not ask for it. What it throws is logged; a
    // task has its own way to tell its client.
    using task = std::function<void(rpc::archive* records)>;
    using failed = std::function<void(std::exception_ptr)>;

    reader_pool(unsigned threads, rpc::archive_opener open, std::size_t longest_queue, logger log);
    // Tasks that wait are run to their end.
    ~reader_pool();
    reader_pool(const reader_pool&) = delete;
    reader_pool& operator=(const reader_pool&) = delete;

    // Any thread. False, and nothing is kept, when too many wait already. `fail` is called instead of (or after a throw
    // of) the task.
    [[nodiscard]] bool post(bool with_records, task run, failed fail);

  private:
    struct job {
        bool with_records;
        task run;
        failed fail;
    };
    void work();
    void run(job& one, std::unique_ptr<rpc::archive>& records) const;

    const rpc::archive_opener open_;
    const std::size_t longest_queue_;
    const logger log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<job> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace tremolo::api
