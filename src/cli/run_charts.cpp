#include "cli/webserver.hpp"
#include "jobs/sandbox_process.hpp"
#include "market/candle_files.hpp"
#include "rpc/webserver_work.hpp"
#include <algorithm>
#include <deque>
#include <future>
#include <thread>

namespace tremolo::cli {

namespace {

// In order, written on all cores; ends when nobody waits for them any more.
void hand_over(const rpc::candle_answer& chart, const jobs::piece_taker& take) {
    const std::size_t ahead = std::max(1U, std::thread::hardware_concurrency());
    std::deque<std::future<std::string>> pieces;
    std::size_t begun = 1;
    const auto begin_more = [&] {
        for (; begun < chart.pieces() && pieces.size() < ahead; ++begun)
            pieces.push_back(std::async(std::launch::async, [&chart, begun] { return chart.piece(begun); }));
    };
    begin_more();
    if (!take(chart.piece(0))) return;
    while (!pieces.empty()) {
        const auto piece = pieces.front().get();
        pieces.pop_front();
        begin_more();
        if (!take(piece)) return;
    }
}

} // namespace

int run_charts() {
    const auto load_arrow = [] { static_cast<void>(market::check_feather()); };
    return jobs::serve_sandbox(load_arrow, [](const std::string& order, const jobs::piece_taker& take) {
        const system_clock clock;
        const logger log{std::make_shared<log_sink>(clock, log_sink::options{}), "tremolo.chart"};
        const rpc::webserver::work_surroundings around{
            .time = clock, .log = log, .open = [&](const config::configuration& settings) {
                return open_exchange(settings, clock, log);
            }};
        const auto shown = rpc::webserver::ask_strategy(order, around);
        if (shown.chart)
            hand_over(*shown.chart, take);
        else
            take(shown.text);
    });
}

} // namespace tremolo::cli
