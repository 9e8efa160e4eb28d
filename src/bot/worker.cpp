#include "bot/worker.hpp"
#include "bot/throttle.hpp"
#include "exchange/exchange.hpp"
#include "market/timeframe.hpp"
#include <algorithm>
#include <cctype>
#include <unistd.h>

namespace tremolo::bot {

namespace {
std::string upper(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

bool trades(bot_state state) { return state == bot_state::running || state == bot_state::paused; }

double seconds_of(std::chrono::nanoseconds length) { return std::chrono::duration<double>{length}.count(); }
} // namespace

worker::worker(worker_parts parts) : parts_{std::move(parts)} {}

worker::~worker() {
    request_stop();
    join();
}

void worker::start() {
    engine_ = parts_.prepare()();
    parts_.control.set_state(engine_->pacing().initial_state);
    engine_->publish();
    {
        const std::lock_guard lock{mutex_};
        gone_ = false;
    }
    say("READY=1");
    thread_ = std::thread{[this] { run(); }};
}

void worker::request_stop() {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    changed_.notify_all();
}

void worker::join() {
    if (thread_.joinable()) thread_.join();
}

void worker::submit(command wish, command_done done) {
    {
        const std::lock_guard lock{mutex_};
        if (!gone_ && !stopping_) {
            queue_.push_back({std::move(wish), std::move(done)});
            changed_.notify_all();
            return;
        }
    }
    done({{}, std::make_exception_ptr(refusal{"trader is not running"})});
}

void worker::wake() {
    const std::lock_guard lock{mutex_}; // so that a pause that is about to begin is not missed
    changed_.notify_all();
}

void worker::run() {
    while (true) {
        {
            const std::lock_guard lock{mutex_};
            if (stopping_ || failed_) break;
        }
        round();
    }
    say("STOPPING=1");
    if (engine_) {
        (void)guarded([&] { engine_->tell("status", "process died"); });
        engine_->clean_up(false);
    }
    refuse_waiting();
}

void worker::refuse_waiting() {
    std::deque<waiting> left;
    {
        const std::lock_guard lock{mutex_};
        gone_ = true;
        left.swap(queue_);
    }
    for (auto& one : left) one.done({{}, std::make_exception_ptr(refusal{"trader is not running"})});
}

void worker::round() {
    parts_.control.vitals().round_began(parts_.clock.monotonic());
    const bot_state state = parts_.control.state();
    acting_ = state;
    serve_commands();
    if (state != old_state_) on_change(state);
    if (start_up_due_ && trades(state)) start_up_due_ = !guarded([&] { engine_->start_up(); });
    if (state == bot_state::reload_config) {
        old_state_ = state;
        reload();
        return;
    }
    old_state_ = state;
    throttled(state);
    heartbeat(state);
}

void worker::on_change(bot_state state) {
    if (state == bot_state::reload_config && old_state_) before_reload_ = *old_state_;
    (void)guarded([&] {
        engine_->publish();
        if (old_state_ != bot_state::reload_config) engine_->tell("status", std::string{name_of(state)});
        parts_.log.info("Changing state{} to: {}", old_state_ ? " from " + upper(name_of(*old_state_)) : "",
                        upper(name_of(state)));
        if (state == bot_state::stopped) engine_->warn_of_open_trades();
    });
    if (trades(state) && !(old_state_ && trades(*old_state_))) start_up_due_ = true;
    last_heartbeat_.reset();
}

void worker::throttled(bot_state state) {
    say("WATCHDOG=1\nSTATUS=State: " + upper(name_of(state)) + ".");
    const auto began = parts_.clock.monotonic();
    if (trades(state) && !start_up_due_)
        (void)guarded([&] {
            engine_->process([this] { serve_commands(); });
            parts_.control.vitals().exchange_answered();
        });
    else if (state == bot_state::stopped)
        (void)guarded([&] { engine_->process_stopped(); });
    const pace how = engine_->pacing();
    std::optional<double> to_next_candle;
    if (trades(state) && how.timeframe) {
        const timestamp now = parts_.clock.now();
        to_next_candle = seconds_of(market::timeframe{*how.timeframe}.next(now) - now);
    }
    const double length = pause_after(how.throttle_s, seconds_of(parts_.clock.monotonic() - began), to_next_candle);
    pause(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>{length}));
}

void worker::heartbeat(bot_state state) {
    const double interval = engine_->pacing().heartbeat_s;
    if (interval <= 0) return;
    const auto now = parts_.clock.monotonic();
    if (last_heartbeat_ && seconds_of(now - *last_heartbeat_) <= interval) return;
    std::string version = parts_.version;
    if (const auto own = engine_->strategy_version()) version += ", strategy_version: " + *own;
    parts_.log.info("Bot heartbeat. PID={}, version='{}', state='{}'", ::getpid(), version, upper(name_of(state)));
    last_heartbeat_ = now;
}

// A configuration that cannot be used leaves the old engine as it was.
void worker::reload() {
    say("RELOADING=1");
    build_engine build;
    try {
        build = parts_.prepare();
    } catch (const std::exception& e) {
        parts_.log.error("The new configuration cannot be used, the bot goes on with the old one: {}", e.what());
        (void)guarded([&] {
            engine_->tell("warning", "The new configuration cannot be used, the bot goes on with the old one: " +
                                         std::string{e.what()});
        });
        // Only if nobody asked for something else meanwhile.
        if (parts_.control.state() == bot_state::reload_config) parts_.control.set_state(before_reload_);
        old_state_ = before_reload_;
        (void)guarded([&] { engine_->publish(); });
        say("READY=1");
        return;
    }
    engine_->clean_up(true);
    engine_.reset();
    try {
        engine_ = build();
    } catch (const std::exception& e) {
        parts_.log.error("The bot could not be built anew after a reload: {}", e.what());
        failed_ = true;
        return;
    }
    const bot_state initial = engine_->pacing().initial_state;
    parts_.control.set_state(initial);
    (void)guarded([&] {
        engine_->publish();
        engine_->tell("status", std::string{name_of(initial)} + " after config reloaded");
    });
    say("READY=1");
}

bool worker::guarded(const std::function<void()>& step) {
    using exchange::failure;
    try {
        step();
        return true;
    } catch (const exchange::exchange_error& e) {
        parts_.control.vitals().exchange_failed(e.what());
        if (e.kind == failure::operational || e.kind == failure::authentication) {
            stop_trading(e.what());
        } else {
            parts_.log.warning("Error: {}, retrying in {} seconds...", e.what(), parts_.after_temporary.count() / 1000);
            pause(parts_.after_temporary);
        }
    } catch (const operational_error& e) { stop_trading(e.what()); } catch (const configuration_error& e) {
        stop_trading(e.what());
    } catch (const std::exception& e) {
        // A bug. The next round may well be fine, and open trades need someone who looks after them.
        parts_.log.error("Unexpected error, going on with the next round: {}", e.what());
    }
    return false;
}

void worker::stop_trading(const std::string& why) {
    parts_.log.error("OperationalException. Stopping trader ... {}", why);
    parts_.control.set_state(bot_state::stopped);
    try {
        engine_->tell("exception", "*OperationalException:*\n```\n" + why +
                                       "\n```\n Issue `/start` if you think it is safe to restart.");
    } catch (const std::exception& e) { parts_.log.error("Could not tell of it: {}", e.what()); }
}

void worker::serve_commands() {
    while (true) {
        waiting next;
        {
            const std::lock_guard lock{mutex_};
            if (queue_.empty()) return;
            next = std::move(queue_.front());
            queue_.pop_front();
        }
        command_result result;
        try {
            result.answer = engine_->execute(next.wish);
        } catch (...) { result.failure = std::current_exception(); }
        next.done(std::move(result));
    }
}

void worker::pause(std::chrono::nanoseconds length) {
    const auto until = parts_.clock.monotonic() + length;
    std::unique_lock lock{mutex_};
    while (!stopping_ && parts_.control.state() == acting_) {
        const auto left = until - parts_.clock.monotonic();
        if (left <= left.zero()) return;
        if (queue_.empty()) {
            changed_.wait_for(lock, std::chrono::duration_cast<std::chrono::nanoseconds>(left / parts_.clock_speed));
            continue;
        }
        lock.unlock();
        serve_commands();
        lock.lock();
    }
}

void worker::say(std::string_view to_systemd) const {
    if (parts_.notify) parts_.notify(to_systemd);
}

} // namespace tremolo::bot
