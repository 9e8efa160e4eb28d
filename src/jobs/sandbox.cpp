#include "jobs/sandbox.hpp"
#include "base/error.hpp"
#include "jobs/relay.hpp"
#include "jobs/sandbox_frames.hpp"
#include "jobs/shared_slots.hpp"
#include "jobs/spawn.hpp"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tremolo::jobs {

namespace {

constexpr int socket_bytes = 1 << 20; // what a process may have written ahead

// What processes log, until the last of them has ended.
void relay_lines(const logger& log, int from) {
    FILE* const lines = fdopen(from, "r");
    if (!lines) {
        close(from);
        return;
    }
    char* line = nullptr;
    std::size_t room = 0;
    while (getline(&line, &room, lines) > 0) {
        std::string text{line};
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        relay(log, "tremolo.chart", text);
    }
    free(line);
    fclose(lines);
}

} // namespace

// Both ways to the process of one question. Pieces that lie in its memory keep it open.
class sandbox::answer::link {
  public:
    link() = default;
    ~link() { close_file(socket_); }
    link(const link&) = delete;
    link& operator=(const link&) = delete;

    void hold(int socket) { socket_ = socket; }
    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] const shared_slots& slots() const { return slots_; }
    void end() const { shutdown(socket_, SHUT_RDWR); }

  private:
    int socket_ = -1;
    const shared_slots slots_;
};

class sandbox::body {
  public:
    body(sandbox_options options, const clock& clock) : options_{std::move(options)}, clock_{clock} {}
    ~body() { stop(); }
    body(const body&) = delete;
    body& operator=(const body&) = delete;

    void start() {
        const std::scoped_lock lock{mutex_};
        if (process_ < 0) begin();
    }

    void stop() {
        const std::scoped_lock lock{mutex_};
        end();
    }

    // At whose other end the question is being answered.
    std::shared_ptr<answer::link> put(const std::string& question) {
        const auto ours = std::make_shared<answer::link>();
        auto both = socket_to_child();
        ours->hold(both.ours);
        setsockopt(both.theirs, SOL_SOCKET, SO_SNDBUF, &socket_bytes, sizeof socket_bytes);
        {
            const std::scoped_lock lock{mutex_};
            if (process_ < 0) begin();
            if (!send_file(control_, both.theirs)) { // the warm process has died: another one
                end();
                begin();
                static_cast<void>(send_file(control_, both.theirs));
            }
        }
        close_file(both.theirs);
        // Who is gone does not answer either.
        if (send_file(both.ours, ours->slots().file())) static_cast<void>(send_question(both.ours, question));
        return ours;
    }

    [[nodiscard]] const sandbox_options& options() const { return options_; }
    [[nodiscard]] const clock& time() const { return clock_; }

  private:
    void begin() {
        auto control = socket_to_child();
        auto said = pipe_from_child();
        process_ = spawn(options_.command, control.theirs, said.theirs, said.theirs, options_.environment);
        const int failure = errno;
        close_file(control.theirs);
        close_file(said.theirs);
        if (process_ < 0) {
            close_file(control.ours);
            close_file(said.ours);
            errno = failure;
            cannot_start(options_.command.front());
        }
        control_ = control.ours;
        listener_ = std::thread{relay_lines, options_.log, said.ours};
    }

    // The warm process ends what it has forked, and itself, when its control socket does; it is not waited for long.
    void end() {
        if (process_ < 0) return;
        close_file(control_);
        constexpr auto glance = std::chrono::milliseconds{5};
        const auto patient_until = clock_.monotonic() + std::chrono::seconds{2};
        while (waitpid(process_, nullptr, WNOHANG) == 0) {
            if (clock_.monotonic() > patient_until) kill(process_, SIGKILL);
            std::this_thread::sleep_for(glance);
        }
        process_ = -1;
        listener_.join();
    }

    const sandbox_options options_;
    const clock& clock_;
    std::mutex mutex_; // of what follows
    pid_t process_ = -1;
    int control_ = -1;
    std::thread listener_; // to what is logged
};

sandbox::sandbox(sandbox_options options, const clock& clock)
    : body_{std::make_unique<body>(std::move(options), clock)} {}
sandbox::~sandbox() = default;

void sandbox::start() { body_->start(); }
void sandbox::stop() { body_->stop(); }

std::unique_ptr<sandbox::answer> sandbox::ask(const std::string& question, std::optional<std::chrono::seconds> wanted) {
    const std::chrono::milliseconds patience = wanted.value_or(body_->options().patience);
    auto begun = std::make_unique<answer>(body_->put(question));
    begun->patience_ = patience;
    const auto asked_at = body_->time().monotonic();
    auto first = receive_frame(begun->link_->socket(), patience);
    if (!first && body_->time().monotonic() - asked_at >= patience)
        throw operational_error{
            fmt::format("There was no answer within {} seconds.", patience / std::chrono::seconds{1})};
    if (first && first->kind == frame_kind::error) throw operational_error{first->bytes};
    if (first) begun->first_ = begun->piece_of(std::move(*first));
    if (!begun->first_) throw operational_error{"The process that was to answer has ended."};
    return begun;
}

sandbox::answer::~answer() { link_->end(); }

std::optional<sandbox::piece> sandbox::answer::piece_of(frame&& from) {
    ended_ = from.kind == frame_kind::end;
    if (from.kind != frame_kind::slot) {
        const auto text = std::make_shared<const std::string>(std::move(from.bytes));
        return piece{*text, text};
    }
    const auto use = slot_of(from);
    if (!use || link_->slots().empty()) return {};
    const auto returned = [link = link_, slot = use->slot](const void*) { give_back(link->socket(), slot); };
    return piece{link_->slots().written(use->slot, use->size), {static_cast<const void*>(link_.get()), returned}};
}

std::optional<sandbox::piece> sandbox::answer::next_piece() {
    if (first_ && !first_->bytes.empty()) return std::exchange(first_, std::nullopt);
    if (ended_) return piece{};
    auto more = receive_frame(link_->socket(), patience_);
    if (!more || more->kind == frame_kind::error) return {};
    return piece_of(std::move(*more));
}

std::optional<sandbox::piece> sandbox::answer::piece_at_hand() {
    if (first_ || ended_) return next_piece();
    auto more = frame_at_hand(link_->socket());
    return more ? piece_of(std::move(*more)) : std::nullopt;
}

std::optional<std::string> sandbox::answer::next() {
    const auto more = next_piece();
    if (!more) return {};
    return std::string{more->bytes};
}

} // namespace tremolo::jobs
