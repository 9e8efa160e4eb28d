#include "api/reader_pool.hpp"
#include "base/error.hpp"

namespace tremolo::api {

reader_pool::reader_pool(unsigned threads, rpc::archive_opener open, std::size_t longest_queue, logger log)
    : open_{std::move(open)}, longest_queue_{longest_queue}, log_{std::move(log)} {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back(&reader_pool::work, this);
}

reader_pool::~reader_pool() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& one : threads_) one.join();
}

bool reader_pool::post(bool with_records, task run, failed fail) {
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() >= longest_queue_) return false;
        waiting_.push_back({with_records, std::move(run), std::move(fail)});
    }
    wake_.notify_one();
    return true;
}

void reader_pool::work() {
    std::unique_ptr<rpc::archive> records;
    for (;;) {
        job next;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        run(next, records);
    }
}

void reader_pool::run(job& one, std::unique_ptr<rpc::archive>& records) const {
    try {
        if (one.with_records && !records) {
            if (!open_) throw operational_error{"there is no database to read from"};
            records = open_();
        }
        one.run(one.with_records ? records.get() : nullptr);
    } catch (const operational_error& e) {
        log_.error("Reading the database failed: {}", e.what());
        records.reset(); // a new reader for the next request
        one.fail(std::current_exception());
    } catch (...) { one.fail(std::current_exception()); }
}

} // namespace tremolo::api
