// The stream by itself: a hub in a server, and a second process full of listeners. Prints how long messages take from
// publish() to the last listener, how much a busy thread that publishes is slowed, what an idle listener costs, and how
// long a full table of candles takes to write.
//
//     bench_stream [SUBSCRIBERS] [SECONDS] [IDLE] [--together]
//
// The listeners stand for other machines: where there are two cores or more they stay off the one that the publishing
// thread works on; with --together everything takes what core it gets. The server's thread is never told where to run.
#include "base/clock.hpp"
#include "http/hub.hpp"
#include "http/server.hpp"
#include "market/frame_json.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <netinet/in.h>
#include <new>
#include <numeric>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <time.h>
#include <unistd.h>

namespace {
std::atomic<std::uint64_t> allocations{0};
}

// Every allocation of this process is counted.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* const memory = std::malloc(bytes)) return memory;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace tremolo;
using clock_type = std::chrono::steady_clock;

constexpr unsigned heard_topic = 0;
constexpr unsigned unheard_topic = 1;

class listener final : public http::stream_handler {
  public:
    explicit listener(http::hub& hub) : hub_{hub} {}
    void opened(http::stream& with) override {
        line_ = &with;
        member_.topics = 1U << heard_topic;
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

// The calling thread, and what it starts from now on, to the first core or to all but that; false on a single core.
bool keep_to(bool the_first) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < 2) return false;
    int first = 0;
    while (!CPU_ISSET(first, &allowed)) ++first;
    if (the_first) {
        CPU_ZERO(&allowed);
        CPU_SET(first, &allowed);
    } else {
        CPU_CLR(first, &allowed);
    }
    return sched_setaffinity(0, sizeof allowed, &allowed) == 0;
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

// A bot's thread: 20 rounds a second, each a message and 20 ms of work. Every second message has the topic that is
// listened to, the others have one that nobody hears, so that both kinds of rounds see the same machine.
struct kind_of_round {
    std::vector<double> publishing_us;
    std::vector<double> round_ms;     // by the clock
    std::vector<double> processor_ms; // that the thread itself used
};

double mean(const std::vector<double>& of) {
    return of.empty() ? 0 : std::accumulate(of.begin(), of.end(), 0.0) / static_cast<double>(of.size());
}

double busy(int turns) {
    double sum = 0;
    for (int i = 1; i <= turns; ++i) sum += std::sin(static_cast<double>(i)) / i;
    return sum;
}

struct paces {
    kind_of_round heard;
    kind_of_round unheard;
};

paces bot_rounds(http::hub& hub, int messages, int turns) {
    paces out;
    double kept = 0;
    auto next = clock_type::now();
    for (int i = 0; i < 2 * messages; ++i) {
        auto& into = i % 2 == 0 ? out.heard : out.unheard;
        const auto at = nanoseconds();
        const auto used = thread_nanoseconds();
        std::string text = "{\"at\":" + std::to_string(at) + ",\"n\":" + std::to_string(i / 2) + ",\"x\":\"";
        text += std::string(498 - text.size(), 'x') + "\"}";
        const auto begun = nanoseconds();
        hub.publish(i % 2 == 0 ? heard_topic : unheard_topic, text);
        into.publishing_us.push_back(static_cast<double>(nanoseconds() - begun) / 1e3);
        kept += busy(turns);
        into.round_ms.push_back(static_cast<double>(nanoseconds() - at) / 1e6);
        into.processor_ms.push_back(static_cast<double>(thread_nanoseconds() - used) / 1e6);
        std::this_thread::sleep_until(next += std::chrono::milliseconds{50});
    }
    if (kept == 0) std::printf("nothing was done\n");
    return out;
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

void tell_rounds(const char* of, const paces& both) {
    const auto slower = [](double is, double was) { return (is / was - 1) * 100; };
    std::printf(
        "%s: a round whose message is heard %.2f ms (mean %.2f), unheard %.2f ms (mean %.2f): %+.2f %% (%+.2f %%); "
        "its processor time %+.2f %%; publish() %.1f us, unheard %.1f us\n",
        of, median(both.heard.round_ms), mean(both.heard.round_ms), median(both.unheard.round_ms),
        mean(both.unheard.round_ms), slower(median(both.heard.round_ms), median(both.unheard.round_ms)),
        slower(mean(both.heard.round_ms), mean(both.unheard.round_ms)),
        slower(median(both.heard.processor_ms), median(both.unheard.processor_ms)), median(both.heard.publishing_us),
        median(both.unheard.publishing_us));
}

void measure_delivery(http::hub& hub, std::uint16_t port, int subscribers, int seconds, bool apart) {
    const int messages = seconds * 10;
    int ready[2];
    if (pipe(ready) != 0) std::abort();
    const pid_t child = fork();
    if (child == 0) {
        if (apart) keep_to(false);
        listen_and_measure(port, subscribers, messages, ready[1]);
    }
    if (apart && !keep_to(true)) std::printf("a single core: the listeners share it\n");
    const int turns = turns_of_work();
    char byte = 0;
    if (::read(ready[0], &byte, 1) != 1) std::abort();
    while (hub.subscribers() < static_cast<std::size_t>(subscribers))
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    const auto allocated = allocations.load();
    const auto listened = bot_rounds(hub, messages, turns);
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    const auto allocated_since = static_cast<double>(allocations.load() - allocated);
    waitpid(child, nullptr, 0);
    while (hub.subscribers() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    const auto alone = bot_rounds(hub, messages / 2, turns);
    const auto used = [](const rusage& r) {
        return static_cast<double>(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
               static_cast<double>(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
    };
    tell_rounds("with listeners", listened);
    tell_rounds("without any", alone);
    const auto own = mean(listened.heard.processor_ms) + mean(listened.unheard.processor_ms);
    std::printf("the server, without the bot's own work: %.1f %% of one core\n",
                ((used(after) - used(before)) - own / 1e3 * messages) / seconds * 100);
    std::printf("allocations: %.1f a message that is heard and one that is not, %.4f a delivery\n",
                allocated_since / messages, allocated_since / messages / subscribers);
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

// Subscribers that never read, while more is published than anybody's queue holds.
void measure_silent(http::hub& hub, std::uint16_t port, int silent) {
    const auto publish = [&hub](int messages) {
        for (int i = 0; i < messages; ++i) {
            hub.publish(heard_topic, "{\"x\":\"" + std::string(1990, static_cast<char>('a' + i % 26)) + "\"}");
            if (i % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    };
    publish(12'000); // as many as are kept for those who come back
    std::vector<int> sockets;
    for (int i = 0; i < silent; ++i) sockets.push_back(connected(port));
    while (hub.subscribers() < static_cast<std::size_t>(silent))
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    const auto before = resident_kb();
    publish(4'000);
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    const auto most = resident_kb();
    publish(2'000); // too much: all of them are closed
    while (hub.subscribers() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    std::printf("%d subscribers that never read: %.1f kB each behind 4,000 messages of 2 kB, then closed\n", silent,
                (static_cast<double>(most) - static_cast<double>(before)) / silent);
    for (const int each : sockets) ::close(each);
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
    const bool apart = count < 2 || std::string_view{arguments[count - 1]} != "--together";
    if (!apart) --count;
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // else a process that is forked says again what waits to be written
    const int subscribers = count > 1 ? std::atoi(arguments[1]) : 1000;
    const int seconds = count > 2 ? std::atoi(arguments[2]) : 10;
    const int idle = count > 3 ? std::atoi(arguments[3]) : 10'000;
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    mallopt(M_ARENA_MAX, 2);
    const system_clock machine;
    http::hub hub{{.topics = {"heard", "unheard"}}};
    http::server server{machine, {}, [&hub](http::request&& in, http::responder out) {
                            auto shake = http::websocket_handshake(in);
                            if (shake.refused) return out.answer(std::move(*shake.refused));
                            shake.accepted->handler = std::make_unique<listener>(hub);
                            out.become(std::move(*shake.accepted));
                        }};
    server.start();
    measure_idle(server.port(), idle);
    while (hub.subscribers() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    measure_delivery(hub, server.port(), subscribers, seconds, apart);
    measure_silent(hub, server.port(), 100);
    measure_tables();
    server.stop();
}
