#include "base/memory.hpp"
#include "base/text_room.hpp"
#include "cli/webserver.hpp"
#include "jobs/sandbox_process.hpp"
#include "market/candle_files.hpp"
#include "market/feather_table.hpp"
#include "rpc/webserver_work.hpp"
#include "strategy/source_scan.hpp"
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace tremolo::cli {

namespace {

// Hands a chart over in order, while it is written on all cores, by one thread more than they are: who waits for its
// turn leaves its core to that. Ends when nobody waits for the chart any more.
class handing_over {
  public:
    handing_over(const rpc::candle_answer& chart, const jobs::piece_taker& take) : chart_{chart}, take_{take} {}

    void run() {
        const std::size_t writers = std::max(1U, std::thread::hardware_concurrency()) + 1;
        std::vector<std::future<void>> others;
        for (std::size_t more = 1; more < std::min(writers, chart_.pieces()); ++more)
            others.push_back(std::async(std::launch::async, [this] { work(); }));
        work();
        for (auto& other : others) other.get();
    }

  private:
    void work() {
        try {
            text_room text;
            for (std::size_t piece = 0; (piece = begun_++) < chart_.pieces();) {
                text.clear();
                chart_.write_piece(text, piece);
                if (!wait_for_turn(piece)) return;
                end_turn(take_(text.text()));
            }
        } catch (...) {
            end_turn(false);
            throw;
        }
    }
    bool wait_for_turn(std::size_t piece) {
        std::unique_lock lock{mutex_};
        turn_ended_.wait(lock, [&] { return !wanted_ || handed_over_ == piece; });
        return wanted_;
    }
    void end_turn(bool wanted) {
        {
            const std::scoped_lock lock{mutex_};
            wanted_ = wanted_ && wanted;
            ++handed_over_;
        }
        turn_ended_.notify_all();
    }

    const rpc::candle_answer& chart_;
    const jobs::piece_taker& take_; // by whose turn it is
    std::atomic<std::size_t> begun_{0};
    std::mutex mutex_; // of what follows
    std::condition_variable turn_ended_;
    std::size_t handed_over_ = 0;
    bool wanted_ = true;
};

} // namespace

int run_charts() {
    const auto warm_up = [] {
        keep_freed_memory();
        static_cast<void>(strategy::sha256_hex("")); // OpenSSL looks for its settings once
        if (!market::check_feather().available) return;
        static_cast<void>(market::frame_of_feather(market::feather_bytes(market::frame{{0}}))); // finds its codecs
    };
    return jobs::serve_sandbox(warm_up, [](const std::string& order, const jobs::piece_taker& take) {
        const system_clock clock;
        const logger log{std::make_shared<log_sink>(clock, log_sink::options{}), "tremolo.chart"};
        const rpc::webserver::work_surroundings around{
            .time = clock, .log = log, .open = [&](const config::configuration& settings) {
                return open_exchange(settings, clock, log);
            }};
        const auto shown = rpc::webserver::ask_strategy(order, around);
        if (shown.chart)
            handing_over{*shown.chart, take}.run();
        else
            take(shown.text);
    });
}

} // namespace tremolo::cli
