// The thread that owns a bot, and its state machine (ENGINE.md section 1): rounds and pauses, changes of state,
// heartbeats, reloads, errors. Commands of users are queued here and run between the steps of an iteration or during
// the pause, which they end at once.
#pragma once
#include "bot/engine.hpp"
#include "bot/port.hpp"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tremolo::bot {

// Builds the engine that was prepared; runs after the old one is cleaned up.
using build_engine = std::function<std::unique_ptr<engine>()>;
// Reads and checks the configuration and the strategy, and throws configuration_error when they cannot be used; then
// the old engine goes on. Called for the first start and for each reload.
using prepare_engine = std::function<build_engine()>;

struct worker_parts {
    const tremolo::clock& clock;
    logger log{};
    snapshot_board& board;
    bot_control& control;
    prepare_engine prepare;
    std::string version;                              // shown in heartbeats
    std::function<void(std::string_view)> notify{};   // systemd: "READY=1", "WATCHDOG=1\nSTATUS=..."; empty: nobody
    std::chrono::milliseconds after_temporary{30000}; // pause after a temporary error of the exchange
    double clock_speed = 1; // seconds of `clock` a second: of a replay; pauses are that much shorter
};

class worker final : public port {
  public:
    explicit worker(worker_parts parts);
    ~worker() override; // stops

    // Builds the first engine in the calling thread (throws what `prepare` and the build throw), then starts the
    // thread.
    void start();
    // Asks the thread to end, message "process died" and clean-up included. Returns at once; any thread.
    void request_stop();
    // Waits for that end.
    void join();
    // Whether the thread ended by itself because no engine could be built at a reload.
    [[nodiscard]] bool failed() const { return failed_; }

    [[nodiscard]] std::shared_ptr<const snapshot> newest() const override { return parts_.board.newest(); }
    [[nodiscard]] bot_control& control() override { return parts_.control; }
    void submit(command wish, command_done done) override;
    void wake() override;

  private:
    struct waiting {
        command wish;
        command_done done;
    };
    void run();
    void round();
    void on_change(bot_state state);
    void throttled(bot_state state);
    void heartbeat(bot_state state);
    void reload();
    [[nodiscard]] bool guarded(const std::function<void()>& step);
    void stop_trading(const std::string& why);
    void serve_commands();
    void refuse_waiting();
    // Ended by a change of state or a stop; commands are served meanwhile.
    void pause(std::chrono::nanoseconds length);
    void say(std::string_view to_systemd) const;

    worker_parts parts_;
    std::unique_ptr<engine> engine_;
    std::thread thread_;
    std::optional<bot_state> old_state_;
    bot_state acting_ = bot_state::stopped; // the state that this round acts upon
    bot_state before_reload_ = bot_state::stopped;
    std::optional<std::chrono::nanoseconds> last_heartbeat_;
    bool start_up_due_ = false;
    std::atomic<bool> failed_{false};

    std::mutex mutex_; // of what follows
    std::condition_variable changed_;
    std::deque<waiting> queue_;
    bool stopping_ = false;
    bool gone_ = true;
};

} // namespace tremolo::bot
