// A service with a bot that answers what a test tells it to: for all that can be said of requests without trading.
#pragma once
#include "api/service.hpp"
#include "tests/testing.hpp"

namespace api_testing {

using namespace tremolo;

class fake_bot final : public bot::port {
  public:
    [[nodiscard]] std::shared_ptr<const bot::snapshot> newest() const override { return picture; }
    [[nodiscard]] bot::bot_control& control() override { return control_; }
    void submit(bot::command wish, bot::command_done done) override {
        const std::lock_guard lock{mutex_};
        commands.push_back(std::move(wish));
        if (hold) {
            held.push_back(std::move(done));
            return;
        }
        done({{}, std::make_exception_ptr(refusal{refuse_with})});
    }
    void wake() override { ++wakes; }
    [[nodiscard]] std::size_t held_count() const {
        const std::lock_guard lock{mutex_};
        return held.size();
    }

    std::shared_ptr<const bot::snapshot> picture;
    std::string refuse_with = "invalid argument";
    bool hold = false; // commands wait in `held`
    std::vector<bot::command> commands;
    std::vector<bot::command_done> held;
    int wakes = 0;

  private:
    bot::bot_control control_;
    mutable std::mutex mutex_; // of commands and held while a request is under way
};

inline constexpr const char* key = "0123456789abcdef0123456789abcdef0123456789";

inline api::service_options options() {
    return {.keys = {"freqtrader", secret{"test"}, secret{key}, {secret{"ws-token-for-tests"}}},
            .cors_origins = {"http://allowed.example:3000"},
            .enable_openapi = true};
}

inline timestamp noon() { return from_epoch_ms(1795245900000); }

inline const std::string basic = "Basic ZnJlcXRyYWRlcjp0ZXN0"; // freqtrader:test

// Clock, bot and service in one.
struct bench {
    explicit bench(api::service_options how = options(), rpc::archive_opener open = {})
        : service{std::move(how), clock, &bot, nullptr, std::move(open)} {}
    http::response get(std::string_view target, bool with_credentials = true) {
        return with_credentials ? service.answer({"GET", target, {{"authorization", basic}}})
                                : service.answer({"GET", target});
    }
    manual_clock clock{noon()};
    fake_bot bot;
    api::service service;
};

// A bot whose picture is numbered and otherwise empty.
inline std::shared_ptr<bot::snapshot> picture(std::uint64_t number) {
    auto made = std::make_shared<bot::snapshot>();
    made->number = number;
    return made;
}

} // namespace api_testing
