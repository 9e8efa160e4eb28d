#include "jobs/board.hpp"
#include "base/error.hpp"
#include "jobs/child.hpp"
#include "jobs/keep_file.hpp"
#include "jobs/records.hpp"
#include "jobs/relay.hpp"
#include <algorithm>
#include <list>
#include <mutex>
#include <thread>

namespace tremolo::jobs {

namespace {

constexpr auto server_ended = "The server ended while the job was under way.";

// Who is told of a job's end may ask for more on the very thread.
void wait_for(std::vector<std::thread>& runners) {
    for (auto& runner : runners)
        if (runner.get_id() == std::this_thread::get_id())
            runner.detach();
        else
            runner.join();
}

} // namespace

class board::body {
  public:
    body(board_options options, const clock& clock);
    ~body();

    std::optional<job> start(job_order order);
    bool busy(std::string_view slot) const;
    std::vector<job> list() const;
    std::optional<job> find(std::string_view id) const;
    std::optional<std::string> result(std::string_view id) const;
    removal remove(std::string_view id);
    void clear();
    bool abort(std::string_view id);

  private:
    struct entry {
        job shown;
        job_order order;
        std::unique_ptr<child> process; // while it runs
        std::thread runner;
    };
    using entries = std::list<entry>; // entries do not move: threads hold on to them

    // All under the lock.
    [[nodiscard]] entries::iterator at(std::string_view id);
    [[nodiscard]] std::size_t running_of(std::string_view slot) const;
    void launch(entry& one);
    void launch_waiting(std::vector<job>& changed);
    void finish(entry& one, outcome is, std::optional<std::string> error);
    void forget_oldest();
    [[nodiscard]] std::vector<std::thread> ended_runners();

    void run(entry& one);
    void tell(const job& changed) const {
        if (options_.on_change) options_.on_change(changed);
    }

    const board_options options_;
    const clock& clock_;
    const records records_;
    mutable std::mutex mutex_;
    entries all_;
    std::uint64_t next_number_ = 1;
    bool stopping_ = false;
};

board::body::body(board_options options, const clock& clock)
    : options_{std::move(options)}, clock_{clock}, records_{options_.folder} {
    for (auto& one : records_.load()) {
        next_number_ = std::max(next_number_, one.number + 1);
        if (one.is == outcome::pending) {
            one.is = outcome::failed;
            one.error = server_ended;
            records_.keep(one);
        }
        all_.push_back({std::move(one), {}, {}, {}});
    }
}

board::body::~body() {
    std::vector<std::thread> runners;
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
        for (auto& one : all_) {
            if (one.process) one.process->abort();
            if (one.runner.joinable()) runners.push_back(std::move(one.runner));
        }
    }
    wait_for(runners);
}

board::body::entries::iterator board::body::at(std::string_view id) {
    return std::ranges::find_if(all_, [&](const entry& e) { return e.shown.id == id; });
}

std::size_t board::body::running_of(std::string_view slot) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(all_, [&](const entry& e) { return e.process && e.order.slot == slot; }));
}

// The process begins to run; its reports are taken on a thread of its own.
void board::body::launch(entry& one) {
    one.process = std::make_unique<child>(
        child_order{options_.command, records_.result_of(one.shown.id), std::move(one.order.work)}, options_.patience,
        clock_);
    one.shown.running = true;
    one.runner = std::thread{&body::run, this, std::ref(one)};
}

void board::body::finish(entry& one, outcome is, std::optional<std::string> error) {
    one.shown.running = false;
    one.shown.is = is;
    one.shown.error = std::move(error);
    one.process.reset();
    try {
        records_.keep(one.shown);
    } catch (const operational_error& e) {
        options_.log.error("What became of job {} is not kept: {}", one.shown.id, e.what());
    }
}

void board::body::launch_waiting(std::vector<job>& changed) {
    for (auto& one : all_) {
        if (stopping_) return;
        if (one.shown.is != outcome::pending || one.process || running_of(one.order.slot) >= options_.side_by_side)
            continue;
        try {
            launch(one);
        } catch (const operational_error& e) { finish(one, outcome::failed, e.what()); }
        changed.push_back(one.shown);
    }
}

void board::body::run(entry& one) {
    const auto take_progress = [&](const task& now) {
        job changed;
        {
            const std::scoped_lock lock{mutex_};
            auto& tasks = one.shown.tasks;
            const auto known = std::ranges::find(tasks, now.id, &task::id);
            if (known == tasks.end())
                tasks.push_back(now);
            else
                *known = now;
            changed = one.shown;
        }
        tell(changed);
    };
    child* const process = [&] {
        const std::scoped_lock lock{mutex_};
        return one.process.get();
    }();
    const auto end =
        process->wait({take_progress, [&](const std::string& line) { relay(options_.log, "tremolo.job", line); }});
    if (!end.succeeded) options_.log.error("Job {} ({}) failed: {}", one.shown.id, one.shown.category, end.error);
    std::vector<job> changed;
    {
        const std::scoped_lock lock{mutex_};
        finish(one, end.succeeded ? outcome::success : outcome::failed,
               end.succeeded ? std::nullopt : std::optional{stopping_ ? server_ended : end.error});
        changed.push_back(one.shown);
        launch_waiting(changed);
    }
    for (const auto& job : changed) tell(job);
}

std::optional<job> board::body::start(job_order order) {
    std::optional<job> made;
    std::vector<std::thread> ended;
    {
        const std::scoped_lock lock{mutex_};
        const bool taken = std::ranges::any_of(
            all_, [&](const entry& e) { return e.shown.is == outcome::pending && e.order.slot == order.slot; });
        if (taken && !order.queue) return std::nullopt;
        ended = ended_runners();
        forget_oldest();
        entry one;
        one.shown = {.id = options_.new_id(),
                     .category = order.category,
                     .shows_tasks = order.shows_tasks,
                     .subject = order.subject,
                     .number = next_number_,
                     .started = clock_.now()};
        one.order = std::move(order);
        records_.keep(one.shown);
        ++next_number_;
        auto& kept = all_.emplace_back(std::move(one));
        if (running_of(kept.order.slot) < options_.side_by_side) {
            try {
                launch(kept);
            } catch (const operational_error&) {
                records_.forget(kept.shown.id);
                all_.pop_back();
                throw;
            }
        }
        made = kept.shown;
    }
    wait_for(ended);
    tell(*made);
    return made;
}

// Of jobs that have finished: nothing is left for them but to tell of it. To be waited for without the lock.
std::vector<std::thread> board::body::ended_runners() {
    std::vector<std::thread> ended;
    for (auto& one : all_)
        if (one.shown.finished() && one.runner.joinable()) ended.push_back(std::move(one.runner));
    return ended;
}

void board::body::forget_oldest() {
    auto finished =
        static_cast<std::size_t>(std::ranges::count_if(all_, [](const entry& e) { return e.shown.finished(); }));
    for (auto one = all_.begin(); one != all_.end() && finished > options_.kept;) {
        if (!one->shown.finished()) {
            ++one;
            continue;
        }
        records_.forget(one->shown.id);
        one = all_.erase(one);
        --finished;
    }
}

bool board::body::busy(std::string_view slot) const {
    const std::scoped_lock lock{mutex_};
    return std::ranges::any_of(all_,
                               [&](const entry& e) { return e.shown.is == outcome::pending && e.order.slot == slot; });
}

std::vector<job> board::body::list() const {
    const std::scoped_lock lock{mutex_};
    std::vector<job> shown;
    for (const auto& one : all_) shown.push_back(one.shown);
    return shown;
}

std::optional<job> board::body::find(std::string_view id) const {
    const std::scoped_lock lock{mutex_};
    const auto found = std::ranges::find_if(all_, [&](const entry& e) { return e.shown.id == id; });
    return found == all_.end() ? std::nullopt : std::optional{found->shown};
}

std::optional<std::string> board::body::result(std::string_view id) const {
    const auto one = find(id);
    if (!one || one->is != outcome::success) return std::nullopt;
    return read_file(records_.result_of(one->id));
}

removal board::body::remove(std::string_view id) {
    std::vector<std::thread> ended;
    {
        const std::scoped_lock lock{mutex_};
        const auto one = at(id);
        if (one == all_.end()) return removal::unknown;
        if (!one->shown.finished()) return removal::running;
        ended = ended_runners();
        records_.forget(one->shown.id);
        all_.erase(one);
    }
    wait_for(ended);
    return removal::removed;
}

void board::body::clear() {
    for (const auto& one : list())
        if (one.finished()) static_cast<void>(remove(one.id));
}

bool board::body::abort(std::string_view id) {
    std::optional<job> changed;
    {
        const std::scoped_lock lock{mutex_};
        const auto one = at(id);
        if (one == all_.end() || one->shown.finished()) return false;
        if (one->process) {
            one->process->abort();
            return true;
        }
        finish(*one, outcome::failed, "Stop requested");
        changed = one->shown;
    }
    tell(*changed);
    return true;
}

board::board(board_options options, const clock& clock) : body_{std::make_unique<body>(std::move(options), clock)} {}
board::~board() = default;
std::optional<job> board::start(job_order order) { return body_->start(std::move(order)); }
bool board::busy(std::string_view slot) const { return body_->busy(slot); }
std::vector<job> board::list() const { return body_->list(); }
std::optional<job> board::find(std::string_view id) const { return body_->find(id); }
std::optional<std::string> board::result(std::string_view id) const { return body_->result(id); }
removal board::remove(std::string_view id) { return body_->remove(id); }
void board::clear() { body_->clear(); }
bool board::abort(std::string_view id) { return body_->abort(id); }

} // namespace tremolo::jobs
