// Of several requests for one answer only the first makes it; the others wait and are sent the same. Right after a new
// snapshot many clients ask for the same page at once. Thread-safe.
#pragma once
#include "api/answer_cache.hpp"
#include <map>
#include <vector>

namespace tremolo::api {

enum class flight_role {
    leads,   // makes the answer, then calls land()
    follows, // was kept, and comes back from the leader's land()
    alone    // another snapshot's answer is being made under this key: makes its own
};

template <class Waiter>
class single_flight {
  public:
    [[nodiscard]] flight_role join(const std::string& key, const answer_cache::stamp& wanted, const Waiter& who) {
        const std::lock_guard lock{mutex_};
        const auto [found, is_new] = flights_.try_emplace(key, flight{wanted, {}});
        if (is_new) return flight_role::leads;
        if (found->second.wanted != wanted) return flight_role::alone;
        found->second.waiting.push_back(who);
        return flight_role::follows;
    }

    // By the leader, when the answer is there or has failed: those who follow.
    [[nodiscard]] std::vector<Waiter> land(const std::string& key) {
        const std::lock_guard lock{mutex_};
        const auto found = flights_.find(key);
        if (found == flights_.end()) return {};
        auto waiting = std::move(found->second.waiting);
        flights_.erase(found);
        return waiting;
    }

  private:
    struct flight {
        answer_cache::stamp wanted;
        std::vector<Waiter> waiting;
    };
    std::mutex mutex_;
    std::map<std::string, flight> flights_;
};

} // namespace tremolo::api
