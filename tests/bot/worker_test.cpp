// The worker's state machine over a stand-in for a bot: changes of state, commands during the pause, errors, reloads.
#include "bot/worker.hpp"
#include "exchange/exchange.hpp"
#include "tests/testing.hpp"
#include <future>

using namespace tremolo;
using namespace tremolo::bot;
using namespace std::chrono_literals;

namespace {

// What the engine was asked to do, in order; guarded, for the test's thread waits for entries.
class diary {
  public:
    void note(const std::string& entry) {
        const std::lock_guard lock{mutex_};
        entries_.push_back(entry);
        changed_.notify_all();
    }
    [[nodiscard]] bool waits_for(const std::string& entry, std::size_t times = 1) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, 5s, [&] {
            return static_cast<std::size_t>(std::count(entries_.begin(), entries_.end(), entry)) >= times;
        });
    }
    [[nodiscard]] std::vector<std::string> all() {
        const std::lock_guard lock{mutex_};
        return entries_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> entries_;
};

struct plan {
    std::shared_ptr<diary> notes = std::make_shared<diary>();
    bot_state initial = bot_state::running;
    double throttle_s = 0.01;
    std::function<void()> on_process{};
};

class noted_engine final : public engine {
  public:
    explicit noted_engine(plan p) : plan_{std::move(p)} {}
    [[nodiscard]] pace pacing() const override { return {plan_.throttle_s, 0, {}, plan_.initial}; }
    [[nodiscard]] std::optional<std::string> strategy_version() const override { return {}; }
    void start_up() override { plan_.notes->note("start_up"); }
    void process(const std::function<void()>&) override {
        if (plan_.on_process) plan_.on_process();
        plan_.notes->note("process");
    }
    void process_stopped() override { plan_.notes->note("process_stopped"); }
    [[nodiscard]] command_answer execute(const command& wish) override {
        if (std::holds_alternative<force_exit>(wish)) throw refusal{"invalid argument"};
        command_answer answer;
        answer.text = "done";
        return answer;
    }
    void tell(const std::string& type, const std::string& text) override { plan_.notes->note(type + ": " + text); }
    void warn_of_open_trades() override { plan_.notes->note("warn_of_open_trades"); }
    void publish() override {}
    void clean_up(bool reloading) override { plan_.notes->note(reloading ? "clean_up for reload" : "clean_up"); }

  private:
    plan plan_;
};

class worker_test : public testing::Test {
  protected:
    worker_parts parts(const plan& p) {
        return {.clock = clock_,
                .board = board_,
                .control = control_,
                .prepare = [p]() -> build_engine { return [p] { return std::make_unique<noted_engine>(p); }; },
                .version = "test",
                .after_temporary = 20ms};
    }
    system_clock clock_;
    snapshot_board board_;
    bot_control control_;
    plan plan_;
};

command_result answer_of(worker& w, command wish) {
    std::promise<command_result> promise;
    w.submit(std::move(wish), [&](command_result r) { promise.set_value(std::move(r)); });
    return promise.get_future().get();
}

TEST_F(worker_test, starts_trading_tells_of_states_and_dies_with_a_message) {
    worker w{parts(plan_)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process", 2));
    control_.set_state(bot_state::stopped);
    w.wake();
    ASSERT_TRUE(plan_.notes->waits_for("process_stopped"));
    w.request_stop();
    w.join();
    const auto notes = plan_.notes->all();
    EXPECT_EQ(notes[0], "status: running");
    EXPECT_EQ(notes[1], "start_up");
    EXPECT_NE(std::find(notes.begin(), notes.end(), "status: stopped"), notes.end());
    EXPECT_NE(std::find(notes.begin(), notes.end(), "warn_of_open_trades"), notes.end());
    EXPECT_EQ(notes[notes.size() - 2], "status: process died");
    EXPECT_EQ(notes.back(), "clean_up");
}

TEST_F(worker_test, pausing_a_running_bot_does_not_start_it_again) {
    worker w{parts(plan_)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process"));
    control_.set_state(bot_state::paused);
    w.wake();
    ASSERT_TRUE(plan_.notes->waits_for("status: paused"));
    ASSERT_TRUE(plan_.notes->waits_for("process", 3));
    const auto notes = plan_.notes->all();
    EXPECT_EQ(std::count(notes.begin(), notes.end(), "start_up"), 1);
}

TEST_F(worker_test, serves_commands_during_a_long_pause_at_once) {
    plan_.throttle_s = 3600;
    worker w{parts(plan_)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process"));
    EXPECT_EQ(answer_of(w, add_locks{}).answer.text, "done");
    const auto refused = answer_of(w, force_exit{});
    ASSERT_TRUE(refused.failure);
    EXPECT_THROW(std::rethrow_exception(refused.failure), refusal);
    w.request_stop();
    w.join();
    EXPECT_TRUE(answer_of(w, add_locks{}).failure) << "a worker that is gone refuses";
}

TEST_F(worker_test, goes_on_after_temporary_errors_and_bugs) {
    int round = 0;
    plan_.on_process = [&] {
        ++round;
        if (round == 1) throw exchange::exchange_error{exchange::failure::temporary, "away"};
        if (round == 2) throw std::runtime_error{"a bug"};
    };
    worker w{parts(plan_)};
    w.start();
    EXPECT_TRUE(plan_.notes->waits_for("process", 2));
    EXPECT_EQ(control_.state(), bot_state::running);
    w.request_stop();
    w.join();
}

TEST_F(worker_test, stops_trading_after_an_operational_error) {
    plan_.on_process = [] { throw operational_error{"the disk is full"}; };
    worker w{parts(plan_)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process_stopped"));
    EXPECT_EQ(control_.state(), bot_state::stopped);
    bool told = false;
    for (const auto& note : plan_.notes->all())
        told = told || (note.starts_with("exception: ") && note.find("the disk is full") != std::string::npos);
    EXPECT_TRUE(told);
}

TEST_F(worker_test, reloads_into_a_new_engine) {
    auto p = parts(plan_);
    worker w{std::move(p)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process"));
    control_.set_state(bot_state::reload_config);
    w.wake();
    ASSERT_TRUE(plan_.notes->waits_for("status: running after config reloaded"));
    ASSERT_TRUE(plan_.notes->waits_for("start_up", 2));
    const auto notes = plan_.notes->all();
    EXPECT_NE(std::find(notes.begin(), notes.end(), "clean_up for reload"), notes.end());
    EXPECT_EQ(std::count(notes.begin(), notes.end(), "status: running"), 1) << "no state message after a reload";
}

TEST_F(worker_test, keeps_the_old_engine_when_the_new_configuration_is_bad) {
    auto p = parts(plan_);
    auto builds = std::make_shared<int>(0);
    p.prepare = [good = p.prepare, builds]() -> build_engine {
        if (++*builds > 1) throw configuration_error{"stake_amount: found \"x\""};
        return good();
    };
    worker w{std::move(p)};
    w.start();
    ASSERT_TRUE(plan_.notes->waits_for("process"));
    control_.set_state(bot_state::reload_config);
    w.wake();
    ASSERT_TRUE(plan_.notes->waits_for("warning: The new configuration cannot be used, the bot goes on with the old "
                                       "one: stake_amount: found \"x\""));
    const auto before = plan_.notes->all();
    const auto count = static_cast<std::size_t>(std::count(before.begin(), before.end(), "process"));
    EXPECT_TRUE(plan_.notes->waits_for("process", count + 2));
    EXPECT_EQ(control_.state(), bot_state::running);
    EXPECT_EQ(std::count(before.begin(), before.end(), "clean_up for reload"), 0);
}

TEST_F(worker_test, does_not_start_when_no_engine_can_be_built) {
    auto p = parts(plan_);
    p.prepare = []() -> build_engine { throw configuration_error{"no"}; };
    worker w{std::move(p)};
    EXPECT_THROW(w.start(), configuration_error);
}

} // namespace
