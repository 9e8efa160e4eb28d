// Work on many pairs on several cores: each takes the next index when it is done with one. The first failure is thrown
// when all have stopped.
#pragma once
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tremolo::backtest {

// `work(index, worker)` for every index below `count`; worker 0 is the caller's thread.
inline void for_each_index(std::size_t count, std::size_t threads,
                           const std::function<void(std::size_t, std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr failure;
    const auto run = [&](std::size_t worker) {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i, worker);
            } catch (...) {
                const std::scoped_lock lock{guard};
                if (!failure) failure = std::current_exception();
                next = count;
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t worker = 1; worker < threads && worker < count; ++worker) helpers.emplace_back(run, worker);
        run(0);
    }
    if (failure) std::rethrow_exception(failure);
}

} // namespace tremolo::backtest
