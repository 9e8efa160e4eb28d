#include "backtest/told_trades.hpp"
#include "backtest/results/deflate.hpp"
#include "backtest/statistics/statistics.hpp"
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace tremolo::backtest {

// Until it ends, `told`, `pack` and `text` are its thread's alone; `guard` is held for the rest.
struct trade_teller::worker {
    using batch = std::vector<const trading::trade*>;

    explicit worker(std::size_t room) {
        told->rows.reserve(room);
        if (std::thread::hardware_concurrency() > 1) thread = std::jthread{[this] { run(); }};
    }
    void take(const batch& closed) {
        {
            const std::scoped_lock lock{guard};
            waiting.insert(waiting.end(), closed.begin(), closed.end());
        }
        news.notify_one();
    }
    void end(bool wanted) {
        {
            const std::scoped_lock lock{guard};
            ended = true;
            if (!wanted) waiting.clear();
        }
        news.notify_one();
        if (thread.joinable()) return thread.join();
        if (wanted) run(); // on the only core
    }

    void run() noexcept {
        try {
            for (auto batch = next(); !batch.empty(); batch = next())
                for (const auto* closed : batch) tell(*closed);
            pack_rows();
        } catch (...) { failure = std::current_exception(); }
    }
    batch next() {
        std::unique_lock lock{guard};
        news.wait(lock, [this] { return ended || !waiting.empty(); });
        return std::exchange(waiting, {});
    }
    void tell(const trading::trade& closed) {
        told->rows.push_back(row_of(closed));
        if (told->rows.size() - packed_rows == trades_a_part) pack_rows();
    }
    void pack_rows() {
        const auto part = std::span{told->rows}.subspan(packed_rows);
        if (part.empty()) return;
        text.clear();
        write_trades(text, part, packed_rows == 0);
        told->text.push_back(pack.packed(text));
        packed_rows = told->rows.size();
    }

    std::shared_ptr<told_trades> told = std::make_shared<told_trades>();
    std::size_t packed_rows = 0;
    packer pack;
    std::string text;
    std::exception_ptr failure;
    std::mutex guard;
    std::condition_variable news;
    batch waiting;
    bool ended = false;
    std::jthread thread; // last: it uses the others
};

trade_teller::trade_teller(std::size_t room) : worker_{std::make_unique<worker>(room)} {}

trade_teller::~trade_teller() {
    if (worker_) worker_->end(false);
}

void trade_teller::follow(const std::deque<trading::trade>& closed) {
    if (seen_ == closed.size()) return;
    worker::batch fresh;
    for (; seen_ < closed.size(); ++seen_) fresh.push_back(&closed[seen_]);
    worker_->take(fresh);
}

std::shared_ptr<told_trades> trade_teller::finished() {
    const auto done = std::move(worker_);
    done->end(true);
    if (done->failure) std::rethrow_exception(done->failure);
    return done->told;
}

} // namespace tremolo::backtest
