// What pair lists need of the web: one question, one answer. The composition root connects an HTTP client; tests set
// answers. Calls block until answered and are made by the worker's thread.
#pragma once
#include "base/error.hpp"
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tremolo::plugins {

struct web_question {
    std::string url; // http or https
    std::vector<std::pair<std::string, std::string>> headers{};
    std::chrono::milliseconds timeout{60'000};
};

struct web_answer {
    int status = 0;
    std::string content_type{};
    std::string body{};
    std::optional<std::chrono::seconds> retry_after{}; // of the header, when it holds a number
};

// There was no answer: no connection, no name, no time left.
struct web_failure : error {
    using error::error;
};

class web {
  public:
    virtual ~web() = default;
    // Redirections are followed; any other status is an answer. Throws web_failure.
    [[nodiscard]] virtual web_answer get(const web_question& question) = 0;
};

} // namespace tremolo::plugins
