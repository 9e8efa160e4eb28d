#include "jobs/child.hpp"
#include "base/error.hpp"
#include "jobs/spawn.hpp"
#include <boost/json/parse.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tremolo::jobs {

namespace {

constexpr int glance_ms = 50;                     // between two looks whether the process has ended
constexpr std::size_t longest_line = 1024 * 1024; // more of one line is cut off

} // namespace

struct child::stream {
    int& file;
    std::string line{};

    // Whole lines, as far as they are there. Closes the file at its end.
    void take(const std::function<void(const std::string&)>& each) {
        char piece[16 * 1024];
        while (file >= 0) {
            const auto count = read(file, piece, sizeof piece);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
            if (count <= 0) {
                close_file(file);
                if (!line.empty()) each(std::exchange(line, {}));
                return;
            }
            for (const char c : std::string_view{piece, static_cast<std::size_t>(count)}) {
                if (c == '\n')
                    each(std::exchange(line, {}));
                else if (line.size() < longest_line)
                    line += c;
            }
        }
    }
};

child::child(const child_order& order, std::chrono::milliseconds patience, const clock& clock)
    : order_{fmt::format("{}\n{}\n{}", order.result.string(), order.work.size(), order.work)}, patience_{patience},
      clock_{clock} {
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) cannot_start("eventfd");
    auto input = socket_to_child();
    auto output = pipe_from_child();
    auto errors = pipe_from_child();
    process_ = spawn(order.command, input.theirs, output.theirs, errors.theirs);
    const int failure = errno;
    close_file(input.theirs);
    close_file(output.theirs);
    close_file(errors.theirs);
    input_ = input.ours;
    output_ = output.ours;
    errors_ = errors.ours;
    if (process_ < 0) {
        for (int* file : {&input_, &output_, &errors_, &wake_}) close_file(*file);
        errno = failure;
        cannot_start(order.command.front());
    }
    for (const int file : {input_, output_, errors_}) fcntl(file, F_SETFL, O_NONBLOCK); // never waited for
}

child::~child() {
    if (process_ > 0 && !ended_) {
        kill(-process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    for (int* file : {&input_, &output_, &errors_, &wake_}) close_file(*file);
}

void child::hand_over() {
    while (!order_.empty()) {
        const auto count = send(input_, order_.data(), order_.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (count < 0) return order_.clear(); // it has died: how, its end tells
        order_.erase(0, static_cast<std::size_t>(count));
    }
}

void child::take_report(const std::string& line, const child_reports& reports) {
    boost::system::error_code failure;
    const auto parsed = boost::json::parse(line, failure);
    const auto* said = failure ? nullptr : parsed.if_object();
    const auto text = [&](std::string_view key) {
        const auto* found = said->if_contains(key);
        return found && found->is_string() ? std::string{found->get_string()} : std::string{};
    };
    const auto number = [&](std::string_view key) {
        const auto* found = said->if_contains(key);
        return found && found->is_number() ? found->to_number<double>() : 0.0;
    };
    if (!said) {
        if (reports.log_line) reports.log_line(line);
    } else if (said->contains("task")) {
        if (reports.progress) reports.progress({text("task"), text("description"), number("done"), number("total")});
    } else if (said->contains("error")) {
        error_ = text("error");
    } else if (said->contains("finished")) {
        finished_ = true;
    }
}

void child::abort() {
    const std::uint64_t one = 1;
    static_cast<void>(!write(wake_, &one, sizeof one));
}

// Terminates, later kills. Whatever the child has started, a compiler say, is in its group and goes with it.
void child::press() {
    std::uint64_t count = 0;
    if (read(wake_, &count, sizeof count) == sizeof count && !aborting_) {
        aborting_ = true;
        kill_at_ = clock_.monotonic() + patience_;
        kill(-process_, SIGTERM);
    }
    if (aborting_ && clock_.monotonic() >= kill_at_) kill(-process_, SIGKILL);
}

child_end child::end_of(int status) const {
    if (aborting_) return {false, "Stop requested"};
    if (error_) return {false, *error_};
    const std::string words = last_words_.empty() ? "" : " Its last words: " + last_words_;
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        const auto* const hint = signal == SIGKILL ? ", as the system does when there is not enough memory" : "";
        return {false, fmt::format("The process of the job was ended by signal {} ({}{}).{}", signal, strsignal(signal),
                                   hint, words)};
    }
    if (finished_ && WEXITSTATUS(status) == 0) return {true, {}};
    return {false, fmt::format("The process of the job ended with code {} and without a result.{}", WEXITSTATUS(status),
                               words)};
}

child_end child::wait(const child_reports& reports) {
    stream said{output_}, logged{errors_};
    const auto take_said = [&](const std::string& line) { take_report(line, reports); };
    const auto take_logged = [&](const std::string& line) {
        if (!line.empty()) last_words_ = line;
        if (reports.log_line) reports.log_line(line);
    };
    for (;;) {
        pollfd watched[] = {
            {wake_, POLLIN, 0}, {output_, POLLIN, 0}, {errors_, POLLIN, 0}, {order_.empty() ? -1 : input_, POLLOUT, 0}};
        poll(watched, std::size(watched), glance_ms);
        hand_over();
        said.take(take_said);
        logged.take(take_logged);
        press();
        int status = 0;
        const auto gone = waitpid(process_, &status, WNOHANG);
        if (gone == 0 || (gone < 0 && errno == EINTR)) continue;
        ended_ = true;
        kill(-process_, SIGKILL); // what it has left behind
        said.take(take_said);     // what came between the last look and its end
        logged.take(take_logged);
        return gone < 0 ? child_end{false, "The process of the job is lost."} : end_of(status);
    }
}

} // namespace tremolo::jobs
