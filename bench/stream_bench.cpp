// The stream by itself: a hub in a server, and a second process full of listeners. Prints how long messages take from
// publish() to the last listener, how much a busy thread that publishes is slowed, what an idle listener costs, and how
// long a full table of candles takes to write.
//
//     bench_stream [SUBSCRIBERS] [SECONDS] [IDLE]
#include "base/clock.hpp"
#include "http/hub.hpp"
#include "http/server.hpp"
#include "market/frame_json.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <time.h>
#include <unistd.h>

namespace {

using namespace tremolo;
using clock_type = std::chrono::steady_clock;

class listener final : public http::stream_handler {
  public:
    explicit listener(http::hub& hub) : hub_{hub} {}
    void opened(http::stream& with) override {
        line_ = &with;
        member_.topics = 1;
        member_.join(hub_, with);
    }
    void text(std::string&) override {}
    void closed() override { member_.leave(); }

  private:
    http::hub& hub_;
    http::subscriber member_;
};

int connected(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) std::abort();
    const char* text =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    if (::send(socket, text, std::strlen(text), 0) < 0) std::abort();
    char room[1024];
    if (::recv(socket, room, sizeof room, 0) <= 0) std::abort();
    return socket;
}

std::int64_t nanoseconds() { return clock_type::now().time_since_epoch().count(); }

// The other process: listens, and at the end prints what it measured.
[[noreturn]] void listen_and_measure(std::uint16_t port, int subscribers, int messages, int ready) {
    const int epoll = epoll_create1(0);
    for (int i = 0; i < subscribers; ++i) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = connected(port);
        epoll_ctl(epoll, EPOLL_CTL_ADD, wanted.data.fd, &wanted);
    }
    if (::write(ready, "x", 1) != 1) std::abort();
    std::vector<double> each;
    std::vector<double> last(static_cast<std::size_t>(messages), 0);
    std::vector<epoll_event> events(512);
    std::vector<char> room(65536);
    const auto total = static_cast<std::size_t>(subscribers) * static_cast<std::size_t>(messages);
    while (each.size() < total) {
        const int found = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 5000);
        if (found <= 0) break;
        for (int i = 0; i < found; ++i) {
            const auto size = ::recv(events[static_cast<std::size_t>(i)].data.fd, room.data(), room.size(), 0);
            const auto now = nanoseconds();
            std::string_view bytes{room.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
            // {"at":NANOSECONDS,"n":NUMBER, ...
            for (auto at = bytes.find("{\"at\":"); at != std::string_view::npos; at = bytes.find("{\"at\":", at + 1)) {
                char* end = nullptr;
                const auto sent = std::strtoll(bytes.data() + at + 6, &end, 10);
                const auto number = static_cast<std::size_t>(std::strtoll(end + 5, nullptr, 10));
                const double took = static_cast<double>(now - sent) / 1e6;
                each.push_back(took);
                last[number] = std::max(last[number], took);
            }
        }
    }
    std::sort(each.begin(), each.end());
    std::sort(last.begin(), last.end());
    const auto at = [](const std::vector<double>& of, double share) {
        return of.empty()
                   ? 0
                   : of[std::min(of.size() - 1, static_cast<std::size_t>(static_cast<double>(of.size()) * share))];
    };
    std::printf(
        "%d subscribers: %zu of %zu arrived; to each: median %.2f ms, p99 %.2f ms; to the last: median %.2f ms, p99 "
        "%.2f ms, worst %.2f ms\n",
        subscribers, each.size(), total, at(each, 0.5), at(each, 0.99), at(last, 0.5), at(last, 0.99), last.back());
    std::fflush(stdout);
    _exit(0);
}

std::size_t resident_kb() {
    std::size_t pages = 0;
    std::size_t resident = 0;
    if (auto* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%zu %zu", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * 4;
}

double median(std::vector<double> of) {
    std::sort(of.begin(), of.end());
    return of.empty() ? 0 : of[of.size() / 2];
}

std::int64_t thread_nanoseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

// A bot's thread: in each round a message and 20 ms of work, then a rest until the next tenth of a second. Medians.
struct pace {
    double publishing_us = 0;
    double round_ms = 0;     // by the clock
    double processor_ms = 0; // that the thread itself used
};

double busy(int turns) {
    double sum = 0;
    for (int i = 1; i <= turns; ++i) sum += std::sin(static_cast<double>(i)) / i;
    return sum;
}

pace bot_rounds(http::hub& hub, int messages, int turns) {
    std::vector<double> publishing;
    std::vector<double> rounds;
    std::vector<double> processor;
    double kept = 0;
    auto next = clock_type::now();
    for (int i = 0; i < messages; ++i) {
        const auto at = nanoseconds();
        const auto used = thread_nanoseconds();
        std::string text = "{\"at\":" + std::to_string(at) + ",\"n\":" + std::to_string(i) + ",\"x\":\"";
        text += std::string(498 - text.size(), 'x') + "\"}";
        const auto begun = nanoseconds();
        hub.publish(0, text);
        publishing.push_back(static_cast<double>(nanoseconds() - begun) / 1e3);
        kept += busy(turns);
        rounds.push_back(static_cast<double>(nanoseconds() - at) / 1e6);
        processor.push_back(static_cast<double>(thread_nanoseconds() - used) / 1e6);
        std::this_thread::sleep_until(next += std::chrono::milliseconds{100});
    }
    if (kept == 0) std::printf("nothing was done\n");
    return {median(publishing), median(rounds), median(processor)};
}

// As many turns as take 20 ms.
int turns_of_work() {
    constexpr int few = 100'000;
    double best = 1e9;
    for (int i = 0; i < 20; ++i) {
        const auto begun = thread_nanoseconds();
        const double kept = busy(few);
        if (kept > 0) best = std::min(best, static_cast<double>(thread_nanoseconds() - begun) / 1e6);
    }
    return static_cast<int>(few * 20 / best);
}

void measure_delivery(http::hub& hub, std::uint16_t port, int subscribers, int seconds) {
    const int messages = seconds * 10;
    const int turns = turns_of_work();
    const auto alone = bot_rounds(hub, messages / 2, turns);
    int ready[2];
    if (pipe(ready) != 0) std::abort();
    const pid_t child = fork();
    if (child == 0) listen_and_measure(port, subscribers, messages, ready[1]);
    char byte = 0;
    if (::read(ready[0], &byte, 1) != 1) std::abort();
    while (hub.subscribers() < static_cast<std::size_t>(subscribers))
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    const auto heard = bot_rounds(hub, messages, turns);
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    waitpid(child, nullptr, 0);
    const auto used = [](const rusage& r) {
        return static_cast<double>(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
               static_cast<double>(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
    };
    const auto slower = [](double was, double is) { return (is / was - 1) * 100; };
    std::printf("publish(): %.1f us (%.1f us with no listener)\n", heard.publishing_us, alone.publishing_us);
    std::printf("a round of the bot: %.2f ms (%.2f ms with no listener: %+.1f %%); its processor time %+.1f %%\n",
                heard.round_ms, alone.round_ms, slower(alone.round_ms, heard.round_ms),
                slower(alone.processor_ms, heard.processor_ms));
    std::printf("the server, without the bot's own work: %.1f %% of one core\n",
                ((used(after) - used(before)) - heard.processor_ms / 1e3 * messages) / seconds * 100);
}

void measure_idle(std::uint16_t port, int idle) {
    const auto before = resident_kb();
    int ready[2];
    int done[2];
    if (pipe(ready) != 0 || pipe(done) != 0) std::abort();
    const pid_t child = fork();
    char byte = 0;
    if (child == 0) {
        for (int i = 0; i < idle; ++i) (void)connected(port);
        if (::write(ready[1], "x", 1) != 1 || ::read(done[0], &byte, 1) != 1) std::abort();
        _exit(0);
    }
    if (::read(ready[0], &byte, 1) != 1) std::abort();
    std::printf("%d idle subscribers: %.2f kB each\n", idle, static_cast<double>(resident_kb() - before) / idle);
    if (::write(done[1], "x", 1) != 1) std::abort();
    waitpid(child, nullptr, 0);
}

void measure_tables() {
    constexpr std::size_t rows = 1000;
    std::vector<std::int64_t> dates(rows);
    for (std::size_t i = 0; i < rows; ++i) dates[i] = static_cast<std::int64_t>(i) * 60'000;
    market::frame candles{std::move(dates)};
    std::uint64_t state = 1;
    for (int column = 0; column < 18; ++column) {
        std::vector<double> values(rows);
        for (auto& each : values) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            each = static_cast<double>(state >> 20U) / 1e7;
        }
        candles.set("column" + std::to_string(column), market::series{std::move(values)});
    }
    candles.set("enter_tag", "tag");
    for (const bool deflates : {false, true}) {
        double best = 1e9;
        std::size_t bytes = 0;
        for (int round = 0; round < 20; ++round) {
            const auto begun = nanoseconds();
            std::string table;
            market::write_split(table, candles, rows);
            std::string text = R"({"type":"analyzed_df","data":{"key":["BTC/USDT","1m","spot"],"df":{"__value__":)";
            json::write_string(text, table);
            const auto frame = http::text_frame(text += "}}}", deflates);
            best = std::min(best, static_cast<double>(nanoseconds() - begun) / 1e6);
            bytes = frame->size();
        }
        std::printf("analyzed_df, 1,000 rows x 20 columns%s: %.2f ms, %zu bytes\n", deflates ? ", deflated" : "", best,
                    bytes);
    }
}

} // namespace

int main(int count, char** arguments) {
    const int subscribers = count > 1 ? std::atoi(arguments[1]) : 1000;
    const int seconds = count > 2 ? std::atoi(arguments[2]) : 10;
    const int idle = count > 3 ? std::atoi(arguments[3]) : 10'000;
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    mallopt(M_ARENA_MAX, 2);
    const system_clock machine;
    http::hub hub{{.topics = {"bench"}}};
    http::server server{machine, {}, [&hub](http::request&& in, http::responder out) {
                            auto shake = http::websocket_handshake(in);
                            if (shake.refused) return out.answer(std::move(*shake.refused));
                            shake.accepted->handler = std::make_unique<listener>(hub);
                            out.become(std::move(*shake.accepted));
                        }};
    server.start();
    measure_idle(server.port(), idle);
    while (hub.subscribers() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    measure_delivery(hub, server.port(), subscribers, seconds);
    measure_tables();
    server.stop();
}
