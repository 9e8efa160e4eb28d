#include "base/memory.hpp"
#include "cli/web_access.hpp"
#include "cli/webserver.hpp"
#include "jobs/order.hpp"
#include "rpc/webserver_work.hpp"
#include <random>

namespace tremolo::cli {

int run_job() {
    keep_freed_memory();
    const system_clock clock;
    jobs::order order{clock};
    const auto sink = std::make_shared<log_sink>(clock, log_sink::options{});
    const logger log{sink, "tremolo.job"};
    try {
        std::random_device device;
        web_access web;
        const rpc::webserver::work_surroundings around{
            .time = clock,
            .log = log,
            .open = [&](const config::configuration& settings) { return open_exchange(settings, clock, log); },
            .seed = device(),
            .web = &web,
            .progress =
                [&](const std::string& id, const std::string& description, double done, double total) {
                    order.progress({id, description, done, total});
                }};
        order.succeed(rpc::webserver::do_work(order.work(), around));
        return 0;
    } catch (const std::bad_alloc&) { order.fail("there is not enough memory."); } catch (const std::exception& e) {
        order.fail(e.what());
    }
    return 1;
}

} // namespace tremolo::cli
