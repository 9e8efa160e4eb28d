// What a network does to calls, decided by a seed: latency, refusals, errors before and after the effect. Every call of
// the simulated exchange goes through here.
#pragma once
#include "exchange/exchange.hpp"
#include "exchange/simulated/noise.hpp"
#include "exchange/simulated/settings.hpp"
#include <fmt/format.h>
#include <optional>
#include <thread>
#include <type_traits>

namespace tremolo::exchange {

class fault_line {
  public:
    fault_line(const simulated_faults& faults, std::uint64_t seed, std::chrono::milliseconds latency,
               std::function<void(std::chrono::milliseconds)> pause)
        : faults_{faults}, key_{mixed(seed, 0xfa17)}, latency_{latency}, pause_{std::move(pause)} {
        if (!pause_) pause_ = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
    }

    // The answer of `effect`, or an exchange_error: before it happened, or after, when the answer is lost.
    template <class F>
    auto call(std::string_view what, F effect) {
        if (latency_.count() > 0) pause_(latency_);
        if (strikes(faults_.rate_limits))
            throw exchange_error{failure::rate_limit, fmt::format("{}: asked too often (simulated)", what)};
        if (strikes(faults_.errors))
            throw exchange_error{failure::temporary, fmt::format("{}: no connection (simulated)", what)};
        const bool late = strikes(faults_.delays);
        const bool lost = strikes(faults_.lost_answers);
        if constexpr (std::is_void_v<decltype(effect())>) {
            effect();
            after(what, late, lost);
        } else {
            auto answer = effect();
            after(what, late, lost);
            return answer;
        }
    }

    // Rows as an answer that repeats itself holds them.
    template <class T>
    [[nodiscard]] std::vector<T> repeated(std::vector<T> rows) {
        if (!rows.empty() && strikes(faults_.duplicates)) rows.push_back(rows.back());
        return rows;
    }

  private:
    [[nodiscard]] bool strikes(double probability) {
        return probability > 0 && uniform(mixed(key_, ++drawn_)) < probability;
    }
    void after(std::string_view what, bool late, bool lost) {
        if (late) pause_(faults_.delay);
        if (lost) throw exchange_error{failure::temporary, fmt::format("{}: the answer got lost (simulated)", what)};
    }

    simulated_faults faults_;
    std::uint64_t key_;
    std::uint64_t drawn_ = 0;
    std::chrono::milliseconds latency_;
    std::function<void(std::chrono::milliseconds)> pause_;
};

} // namespace tremolo::exchange
