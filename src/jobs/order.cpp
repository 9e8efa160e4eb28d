#include "jobs/order.hpp"
#include "base/error.hpp"
#include "jobs/keep_file.hpp"
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace tremolo::jobs {

namespace {

constexpr std::chrono::milliseconds between_reports{100};

std::string read_some(int file, std::size_t most) {
    std::string piece(most, '\0');
    for (;;) {
        const auto count = read(file, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        piece.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return piece;
    }
}

std::string line_of(int file) {
    std::string line;
    for (;;) {
        const auto one = read_some(file, 1);
        if (one.empty()) throw operational_error{"the order of the job is cut short"};
        if (one == "\n") return line;
        line += one;
    }
}

// Nobody waits for a job whose server is gone.
void end_with_server() {
    std::thread{[] {
        while (!read_some(STDIN_FILENO, 64).empty()) {}
        kill(0, SIGKILL); // the group: compilers that were started too
        _exit(1);
    }}.detach();
}

// When memory runs out it is the job that goes, not the server.
void offer_self_first() { std::ofstream{"/proc/self/oom_score_adj"} << "500"; }

} // namespace

order::order(const clock& clock) : clock_{clock} {
    std::signal(SIGPIPE, SIG_IGN);
    offer_self_first();
    reports_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (reports_ < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        throw operational_error{"a job is started by the server, not by hand"};
    result_ = line_of(STDIN_FILENO);
    const auto size = line_of(STDIN_FILENO);
    std::size_t expected = 0;
    if (std::from_chars(size.data(), size.data() + size.size(), expected).ec != std::errc{})
        throw operational_error{"the order of the job cannot be understood"};
    while (work_.size() < expected) {
        const auto piece = read_some(STDIN_FILENO, std::min<std::size_t>(expected - work_.size(), 1 << 16));
        if (piece.empty()) throw operational_error{"the order of the job is cut short"};
        work_ += piece;
    }
    end_with_server();
}

void order::tell(const std::string& line) {
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto count = write(reports_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return; // the server is gone, and so will we be
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

void order::progress(const task& now) {
    const std::scoped_lock lock{mutex_};
    auto& known = told_[now.id];
    const bool is_news = known.last.description != now.description || now.done >= now.total || known.last.id.empty();
    const auto at = clock_.monotonic();
    if (known.last == now || (!is_news && at - known.at < between_reports)) return;
    known = {now, at};
    const boost::json::object line{
        {"task", now.id}, {"description", now.description}, {"done", now.done}, {"total", now.total}};
    tell(boost::json::serialize(line) + "\n");
}

void order::succeed(std::string_view result) {
    keep_file(result_, result);
    const std::scoped_lock lock{mutex_};
    tell("{\"finished\":true}\n");
}

void order::fail(const std::string& text) {
    const std::scoped_lock lock{mutex_};
    tell(boost::json::serialize(boost::json::object{{"error", text}}) + "\n");
}

} // namespace tremolo::jobs
