// What was answered to requests that carried a key of their own (`Idempotency-Key`): so that a client that got no
// answer may ask again without acting twice, also after a restart. One object belongs to one thread at a time.
#pragma once
#include "base/clock.hpp"
#include <functional>
#include <memory>
#include <string>

namespace tremolo::rpc {

struct recorded_answer {
    enum class standing {
        unknown,  // the key is new: it is this request's now, and the request may act
        answered, // `status` and `body` are what the first request was answered
        begun,    // a request with this key was begun, and the program ended before its answer was recorded
        another   // the key belongs to a request with another content
    };
    standing what = standing::unknown;
    int status = 0;
    std::string body;
};

class answer_log {
  public:
    virtual ~answer_log() = default;
    // Looks the key up; a new one is stored before this returns. `content` stands for all that the request asks. Keys
    // older than a week are forgotten. Throws operational_error.
    [[nodiscard]] virtual recorded_answer claim(const std::string& key, const std::string& content, timestamp now) = 0;
    // The answer to the request that claimed the key. Throws operational_error.
    virtual void record(const std::string& key, int status, const std::string& body) = 0;
};

// Throws operational_error.
using answer_log_opener = std::function<std::unique_ptr<answer_log>()>;

} // namespace tremolo::rpc
