// Remembers which texts were said, so that a message that would repeat each iteration is logged once per period.
#pragma once
#include "base/clock.hpp"
#include <map>
#include <string>

namespace tremolo::plugins {

// Belongs to one thread. The clock must outlive it.
class said_once {
  public:
    said_once(const clock& clock, std::chrono::seconds period) : clock_{&clock}, period_{period} {}

    // Whether the text was not said within the period; it counts as said from now on.
    [[nodiscard]] bool fresh(const std::string& text) {
        const timestamp now = clock_->now();
        const auto found = said_.find(text);
        if (found != said_.end() && now < found->second + period_ && now >= found->second) return false;
        if (said_.size() >= most_kept) said_.clear();
        said_[text] = now;
        return true;
    }

  private:
    static constexpr std::size_t most_kept = 1024;
    const clock* clock_;
    std::chrono::seconds period_;
    std::map<std::string, timestamp> said_;
};

} // namespace tremolo::plugins
