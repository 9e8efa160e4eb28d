// GET /sysinfo: the machine's load, from /proc.
#include "base/error.hpp"
#include "rpc/queries.hpp"
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>
#include <thread>

namespace tremolo::rpc {
namespace {

constexpr std::chrono::milliseconds watched{100};

struct cpu_ticks {
    std::uint64_t busy = 0;
    std::uint64_t total = 0;
};

// Counters of each processor since the machine's start, from the lines "cpu0 user nice system idle iowait irq softirq
// steal ...".
std::vector<cpu_ticks> read_ticks() {
    std::ifstream in{"/proc/stat"};
    std::vector<cpu_ticks> cpus;
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("cpu") || line.starts_with("cpu ")) continue;
        std::istringstream fields{line};
        std::string name;
        fields >> name;
        cpu_ticks ticks;
        std::uint64_t value = 0;
        for (int field = 0; field < 8 && fields >> value; ++field) {
            ticks.total += value;
            if (field != 3 && field != 4) ticks.busy += value; // neither idle nor waiting for a disk
        }
        cpus.push_back(ticks);
    }
    return cpus;
}

double rounded1(double value) { return std::round(value * 10) / 10; }

double memory_percent() {
    std::ifstream in{"/proc/meminfo"};
    double total = 0, available = 0;
    std::string name, unit;
    for (double value = 0; in >> name >> value;) {
        if (name == "MemTotal:") total = value;
        if (name == "MemAvailable:") available = value;
        std::getline(in, unit);
    }
    return total == 0 ? 0 : rounded1((total - available) / total * 100);
}

} // namespace

schema::sys_info sysinfo() {
    const auto before = read_ticks();
    std::this_thread::sleep_for(watched);
    const auto after = read_ticks();
    schema::sys_info out;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        const auto total = static_cast<double>(after[i].total - before[i].total);
        const auto busy = static_cast<double>(after[i].busy - before[i].busy);
        const double share = total > 0 ? rounded1(busy / total * 100) : 0;
        out.cpu_pct.push_back(share);
        out.cpu_load.push_back({static_cast<std::int64_t>(i), share});
    }
    std::array<double, 3> load{};
    if (std::ifstream in{"/proc/loadavg"}; !(in >> load[0] >> load[1] >> load[2])) load = {};
    out.cpu_load_avg = {{"1m", load[0]}, {"5m", load[1]}, {"15m", load[2]}};
    out.cpu_count = static_cast<std::int64_t>(out.cpu_pct.size());
    const auto count = static_cast<double>(out.cpu_pct.size());
    out.cpu_avg = count == 0 ? 0 : std::accumulate(out.cpu_pct.begin(), out.cpu_pct.end(), 0.0) / count;
    out.ram_pct = memory_percent();
    return out;
}

} // namespace tremolo::rpc
