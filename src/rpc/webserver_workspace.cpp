#include "config/load.hpp"
#include "rpc/webserver.hpp"
#include <algorithm>
#include <boost/json/value.hpp>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <set>
#include <thread>

namespace tremolo::rpc::webserver {

namespace {

constexpr std::chrono::seconds patience{10}; // of a client that asks for the list of strategies

strategy::loader_settings loader_settings_of(const config::configuration& settings, const logger& log) {
    strategy::loader_settings out;
    if (!settings.strategy_path.empty()) out.folders.push_back(settings.strategy_path);
    out.folders.push_back(settings.user_data_dir / "strategies");
    out.recursive = settings.recursive_strategy_search;
    out.note = [log = log.named("tremolo.strategy")](const std::string& text) { log.info("{}", text); };
    return out;
}

} // namespace

// Which strategies can be loaded. A file is looked at once; a changed one again. One thread compiles.
class workspace::examination {
  public:
    // `check` throws what is wrong with a strategy.
    examination(const strategy::loader& loader, std::function<void(const std::string&)> check, logger log)
        : loader_{loader}, check_{std::move(check)}, log_{std::move(log)}, thread_{[this] { work(); }} {}
    ~examination() {
        {
            const std::scoped_lock lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join(); // a compilation under way is waited for
    }
    examination(const examination&) = delete;
    examination& operator=(const examination&) = delete;

    std::vector<std::string> names() {
        std::vector<key> wanted;
        for (const auto& one : loader_.list(false))
            if (!one.name.empty()) wanted.push_back(key_of(one));
        std::unique_lock lock{mutex_};
        for (const auto& one : wanted)
            if (!known_.contains(one) && std::ranges::find(waiting_, one) == waiting_.end()) waiting_.push_back(one);
        changed_.notify_all();
        changed_.wait_for(lock, patience, [&] {
            return std::ranges::all_of(wanted, [&](const key& one) { return known_.contains(one); });
        });
        std::set<std::string> names;
        for (const auto& one : wanted) {
            const auto found = known_.find(one);
            if (found == known_.end() || found->second) names.insert(one.name);
        }
        return {names.begin(), names.end()};
    }

  private:
    struct key {
        std::string name;
        std::filesystem::path file;
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        auto operator<=>(const key&) const = default;
    };
    static key key_of(const strategy::listed_strategy& one) {
        std::error_code ignored;
        return {one.name, one.file, std::filesystem::last_write_time(one.file, ignored),
                std::filesystem::file_size(one.file, ignored)};
    }

    void work() {
        std::unique_lock lock{mutex_};
        for (;;) {
            changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            const auto one = waiting_.front();
            lock.unlock();
            const bool sound = is_sound(one.name);
            lock.lock();
            waiting_.pop_front();
            known_[one] = sound;
            changed_.notify_all();
        }
    }

    [[nodiscard]] bool is_sound(const std::string& name) const {
        try {
            check_(name);
            return true;
        } catch (const std::exception& e) {
            log_.warning("Strategy {} is left out of the list: {}", name, e.what());
            return false;
        }
    }

    const strategy::loader& loader_;
    const std::function<void(const std::string&)> check_;
    const logger log_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<key, bool> known_;
    std::deque<key> waiting_; // the first is being looked at
    bool stopping_ = false;
    std::thread thread_; // last: it uses all of the above
};

std::string impossible_to_load(const std::string& strategy) {
    return fmt::format("Impossible to load Strategy '{}'. This class does not exist or contains Python code errors.",
                       strategy);
}

config::configuration settings_of(boost::json::object settings, config::run_mode mode, const logger& log) {
    config::load_options how;
    how.command_line = std::move(settings);
    how.mode = mode;
    return config::load(how, log);
}

workspace::workspace(config::configuration settings, const clock& time, logger log, exchange_opener open)
    : settings_{std::move(settings)}, time_{time}, log_{std::move(log)}, open_{std::move(open)},
      loader_{loader_settings_of(settings_, log_)}, examined_{std::make_shared<examination>(
                                                        loader_,
                                                        [this](const std::string& name) {
                                                            if (shows_elsewhere())
                                                                static_cast<void>(plot_config_text(*this, name));
                                                            else
                                                                static_cast<void>(loader_.load(name));
                                                        },
                                                        log_.named("tremolo.strategy"))} {}

void workspace::show_strategies_by(strategy_shower shower) {
    const std::unique_lock lock{showing_};
    shower_ = std::move(shower);
}

bool workspace::shows_elsewhere() const {
    const std::shared_lock lock{showing_};
    return static_cast<bool>(shower_);
}

std::string workspace::shown_elsewhere(const std::string& order) const {
    const std::shared_lock lock{showing_};
    return shower_(order);
}

config::configuration workspace::settings_for(const exchange_choice& choice) const {
    auto raw = settings_.raw;
    bool changed = false;
    if (choice.exchange && *choice.exchange != "" && *choice.exchange != settings_.exchange.name) {
        raw["exchange"].as_object()["name"] = *choice.exchange;
        raw.erase("datadir");
        changed = true;
    }
    if (choice.trading_mode && *choice.trading_mode != settings_.trading_mode) {
        raw["trading_mode"] = std::string{json::enum_text(*choice.trading_mode)};
        changed = true;
    }
    if (choice.margin_mode && *choice.margin_mode != config::margin_mode::none &&
        *choice.margin_mode != settings_.margin_mode) {
        raw["margin_mode"] = std::string{json::enum_text(*choice.margin_mode)};
        changed = true;
    }
    if (!changed) return settings_;
    auto made = settings_of(std::move(raw), settings_.mode);
    made.original = settings_.original;
    made.config_files = settings_.config_files;
    return made;
}

std::vector<std::string> workspace::strategies() { return examined_->names(); }

// What is done with a strategy, with what is wrong with it in freqtrade's words.
template <class F>
auto workspace::in_known_words(const std::string& name, F&& done) const {
    try {
        return done();
    } catch (const configuration_error& e) {
        // A strategy that is there has its own reason; compilers have a lot to say.
        if (!loader_.source_of(name)) throw configuration_error{impossible_to_load(name)};
        throw configuration_error{impossible_to_load(name) + " " + e.what()};
    }
}

strategy::loaded_strategy workspace::load_strategy(const std::string& name) const {
    return in_known_words(name, [&] { return loader_.load(name); });
}

void workspace::compile_strategy(const std::string& name) const {
    in_known_words(name, [&] { loader_.compile(name); });
}

workspace::opened& workspace::exchange_of(const config::configuration& settings) {
    const auto key = fmt::format("{}_{}", settings.exchange.name, json::enum_text(settings.trading_mode));
    opened* one = nullptr;
    {
        const std::scoped_lock lock{mutex_};
        auto& place = exchanges_[key];
        if (!place) place = std::make_unique<opened>();
        one = place.get();
    }
    const std::scoped_lock lock{one->mutex};
    if (!one->venue) {
        auto venue = open_(settings);
        venue->load_markets();
        one->venue = std::move(venue);
    }
    return *one;
}

} // namespace tremolo::rpc::webserver
