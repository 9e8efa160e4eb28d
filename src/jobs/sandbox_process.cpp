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
#include <fmt/format.h>
#include <fstream>
#include <new>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
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
    explicit warm_process(const answering& answer) : answer_{answer} {
        sigset_t ends;
        sigemptyset(&ends);
        sigaddset(&ends, SIGCHLD);
        sigprocmask(SIG_BLOCK, &ends, nullptr);
        ends_ = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    ~warm_process() {
        for (auto& one : working_) {
            kill(-one.process, SIGKILL);
            close_file(one.socket);
        }
        close_file(ends_);
    }
    warm_process(const warm_process&) = delete;
    warm_process& operator=(const warm_process&) = delete;

    // Until the server is gone.
    void serve() {
        for (;;) {
            std::vector<pollfd> watched{{STDIN_FILENO, POLLIN, 0}, {ends_, POLLIN, 0}};
            for (const auto& one : working_) watched.push_back({one.told_to_end ? -1 : one.socket, 0, 0});
            poll(watched.data(), watched.size(), -1);
            for (std::size_t i = 0; i < working_.size(); ++i)
                if (watched[i + 2].revents != 0) end(working_[i]); // nobody waits for it
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
        int socket;
        bool told_to_end = false;
    };

    static void end(worker& one) {
        kill(-one.process, SIGKILL); // its group: a compiler that it has started too
        one.told_to_end = true;
    }

    void begin(int socket) {
        const pid_t process = fork();
        if (process == 0) answer_one(socket);
        if (process < 0) {
            send_frame_now(socket, frame_kind::error,
                           fmt::format("No process could be started: {}", std::strerror(errno)));
            close(socket);
            return;
        }
        setpgid(process, process); // as the process does itself: whoever is first
        working_.push_back({process, socket});
    }

    [[noreturn]] void answer_one(int socket) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close_file(ends_);
        for (auto& other : working_) close_file(other.socket);
        close(STDIN_FILENO);
        static_cast<void>(open("/dev/null", O_RDONLY)); // takes its place
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        std::ofstream{"/proc/self/oom_score_adj"} << "500"; // when memory runs out it is this one that goes
        respond(socket);
        std::fflush(nullptr);
        _exit(0); // nothing is left to be done, and a table of a million rows takes its time to be taken apart
    }

    void respond(int socket) const {
        try {
            answer_on_its_way answer{socket};
            const auto question = receive_question(socket);
            if (!question) return;
            answer_(*question, [&answer](std::string_view piece) { return answer.take(piece); });
            send_frame(socket, frame_kind::end, {});
        } catch (const std::bad_alloc&) {
            send_frame(socket, frame_kind::error, "there is not enough memory.");
        } catch (const std::exception& e) { send_frame(socket, frame_kind::error, e.what()); }
    }

    void reap() {
        signalfd_siginfo ignored;
        while (read(ends_, &ignored, sizeof ignored) > 0) {}
        int status = 0;
        for (pid_t gone = 0; (gone = waitpid(-1, &status, WNOHANG)) > 0;) {
            const auto found = std::ranges::find(working_, gone, &worker::process);
            if (found == working_.end()) continue;
            kill(-gone, SIGKILL); // what it has left behind
            if (!found->told_to_end) tell_end(found->socket, status);
            close_file(found->socket);
            working_.erase(found);
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
    int ends_ = -1; // readable when a process has ended
    std::vector<worker> working_;
};

} // namespace

int serve_sandbox(const std::function<void()>& warm_up, const answering& answer) {
    std::signal(SIGPIPE, SIG_IGN);
    warm_up();
    warm_process{answer}.serve();
    return 0;
}

} // namespace tremolo::jobs
