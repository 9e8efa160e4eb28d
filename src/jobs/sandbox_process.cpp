#include "jobs/sandbox_process.hpp"
#include "base/error.hpp"
#include "jobs/sandbox_frames.hpp"
#include "jobs/shared_slots.hpp"
#include "jobs/spawn.hpp"
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <new>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tremolo::jobs {

namespace {

// The answer to one question on its way: long pieces through memory that the server shares, while it has room.
class answer_on_its_way {
  public:
    explicit answer_on_its_way(int socket) : socket_{socket}, slots_{receive_file(socket)} {
        for (std::uint32_t slot = 0; slot < shared_slots::count && !slots_.empty(); ++slot) free_.push_back(slot);
    }
    // False when nobody waits for it any more.
    bool take(std::string_view piece) {
        constexpr std::size_t short_piece = 4096;
        if (piece.size() <= short_piece || piece.size() > shared_slots::slot_bytes || slots_.empty())
            return send_frame(socket_, frame_kind::piece, piece);
        const bool wait = free_.empty();
        for (auto slot = given_back(socket_, wait); slot; slot = given_back(socket_, false)) free_.push_back(*slot);
        if (free_.empty()) return false;
        const auto slot = free_.front();
        free_.pop_front();
        slots_.write(slot, piece);
        return send_slot(socket_, {slot, static_cast<std::uint32_t>(piece.size())});
    }

  private:
    int socket_;
    shared_slots slots_;
    std::deque<std::uint32_t> free_;
};

class warm_process {
  public:
    warm_process(const answering& answer, std::chrono::milliseconds rest) : answer_{answer}, rest_{rest} {
        sigset_t ends;
        sigemptyset(&ends);
        sigaddset(&ends, SIGCHLD);
        sigprocmask(SIG_BLOCK, &ends, nullptr);
        ends_ = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    ~warm_process() {
        for (auto& one : workers_) {
            kill(-one.process, SIGKILL);
            close_file(one.socket);
            close_file(one.line);
        }
        close_file(ends_);
    }
    warm_process(const warm_process&) = delete;
    warm_process& operator=(const warm_process&) = delete;

    // Until the server is gone.
    void serve() {
        for (;;) {
            std::vector<pollfd> watched{{STDIN_FILENO, POLLIN, 0}, {ends_, POLLIN, 0}};
            for (const auto& one : workers_) watched.push_back({one.told_to_end ? -1 : one.socket, 0, 0});
            const bool spare = std::ranges::any_of(workers_, &worker::is_free);
            if (poll(watched.data(), watched.size(), spare ? static_cast<int>(rest_.count()) : -1) == 0)
                let_free_ones_go();
            for (std::size_t i = 0; i < workers_.size(); ++i)
                if (watched[i + 2].revents != 0 && !has_answered(workers_[i])) end(workers_[i]); // nobody waits for it
            reap();
            if (watched[0].revents != 0) {
                const int socket = receive_file(STDIN_FILENO);
                if (socket < 0) return;
                begin(socket);
            }
        }
    }

  private:
    struct worker {
        pid_t process;
        int line;   // on which it gets its next question, and says before an answer's end that it is ready for one
        int socket; // of its question; -1 of none
        bool told_to_end = false;
        [[nodiscard]] bool is_free() const { return socket < 0 && !told_to_end; }
    };

    static void end(worker& one) {
        kill(-one.process, SIGKILL); // its group: a compiler that it has started too
        one.told_to_end = true;
    }

    void let_free_ones_go() {
        for (auto& one : workers_)
            if (one.is_free()) end(one);
    }

    // What it has said before anybody left it: the end of an answer comes after that. As many as there are cores are
    // kept.
    bool has_answered(worker& one) {
        char ready = 0;
        if (one.told_to_end || one.socket < 0 || recv(one.line, &ready, 1, MSG_DONTWAIT) != 1) return false;
        close_file(one.socket);
        const auto free = std::ranges::count_if(workers_, &worker::is_free);
        if (free > std::max(1L, static_cast<long>(std::thread::hardware_concurrency()))) end(one);
        return !one.told_to_end;
    }

    void begin(int socket) {
        for (auto& one : workers_)
            if ((one.is_free() || has_answered(one)) && send_file(one.line, socket)) {
                one.socket = socket;
                return;
            }
        int both[2] = {-1, -1};
        const bool connected = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) == 0;
        file_pair line{both[0], both[1]};
        const pid_t process = connected ? fork() : -1;
        if (process == 0) work(socket, line);
        if (process < 0) {
            send_frame_now(socket, frame_kind::error,
                           fmt::format("No process could be started: {}", std::strerror(errno)));
            close_file(line.ours);
            close(socket);
        } else {
            setpgid(process, process); // as the process does itself: whoever is first
            workers_.push_back({process, line.ours, socket});
        }
        close_file(line.theirs);
    }

    [[noreturn]] void work(int socket, file_pair line) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close_file(ends_);
        close_file(line.ours);
        for (auto& other : workers_) {
            close_file(other.socket);
            close_file(other.line);
        }
        close(STDIN_FILENO);
        static_cast<void>(open("/dev/null", O_RDONLY)); // takes its place
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        std::ofstream{"/proc/self/oom_score_adj"} << "500"; // when memory runs out it is this one that goes
        while (socket >= 0) {
            const bool again = respond(socket, line.theirs);
            close(socket);
            socket = again ? receive_file(line.theirs) : -1;
        }
        std::fflush(nullptr);
        _exit(0); // nothing is left to be done, and a table of a million rows takes its time to be taken apart
    }

    // True when it may be asked again.
    bool respond(int socket, int line) const {
        try {
            answer_on_its_way answer{socket};
            const auto question = receive_question(socket);
            if (!question) return false;
            answer_(*question, [&answer](std::string_view piece) { return answer.take(piece); });
            const bool again = is_as_it_was() && send_all(line, "r");
            send_frame(socket, frame_kind::end, {}); // who has announced itself stays, even where nobody hears the end
            return again;
        } catch (const std::bad_alloc&) {
            send_frame(socket, frame_kind::error, "there is not enough memory.");
        } catch (const std::exception& e) { send_frame(socket, frame_kind::error, e.what()); }
        return false;
    }

    // What it has taken is not much, and no thread goes on in it. One that has ended may be seen for a moment.
    static bool is_as_it_was() {
        constexpr long most_pages = 25'000;
        long size = 0, resident = 0;
        std::ifstream{"/proc/self/statm"} >> size >> resident;
        if (resident == 0 || resident > most_pages) return false;
        constexpr int glances = 20;
        constexpr std::chrono::microseconds moment{20};
        for (int i = 0; i < glances; ++i) {
            const std::filesystem::directory_iterator threads{"/proc/self/task"};
            if (std::distance(std::filesystem::begin(threads), std::filesystem::end(threads)) == 1) return true;
            std::this_thread::sleep_for(moment);
        }
        return false;
    }

    void reap() {
        signalfd_siginfo ignored;
        while (read(ends_, &ignored, sizeof ignored) > 0) {}
        int status = 0;
        for (pid_t gone = 0; (gone = waitpid(-1, &status, WNOHANG)) > 0;) {
            const auto found = std::ranges::find(workers_, gone, &worker::process);
            if (found == workers_.end()) continue;
            kill(-gone, SIGKILL); // what it has left behind
            if (!found->told_to_end && found->socket >= 0) tell_end(found->socket, status);
            close_file(found->socket);
            close_file(found->line);
            workers_.erase(found);
        }
    }

    // A process that has answered says nothing more.
    static void tell_end(int socket, int status) {
        std::string text;
        if (WIFSIGNALED(status))
            text = fmt::format("The process of the strategy was ended by signal {} ({}).", WTERMSIG(status),
                               strsignal(WTERMSIG(status)));
        else if (WEXITSTATUS(status) != 0)
            text = fmt::format("The process of the strategy ended with code {}.", WEXITSTATUS(status));
        if (!text.empty()) send_frame_now(socket, frame_kind::error, text);
    }

    const answering& answer_;
    const std::chrono::milliseconds rest_; // for so long nobody has asked, and those that wait for questions go
    int ends_ = -1;                        // readable when a process has ended
    std::vector<worker> workers_;
};

} // namespace

int serve_sandbox(const std::function<void()>& warm_up, const answering& answer, std::chrono::milliseconds rest) {
    std::signal(SIGPIPE, SIG_IGN);
    warm_up();
    warm_process{answer, rest}.serve();
    return 0;
}

} // namespace tremolo::jobs
