// Cross-origin rules, as Starlette's middleware applies them with credentials allowed (FACTS.md section 3): which
// browsers' pages may read our answers.
#pragma once
#include "http/message.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::api {

class cors {
  public:
    // "*" among the origins allows all of them.
    explicit cors(std::vector<std::string> origins);

    // The answer to a preflight request, which no other stage sees; nothing for all other requests.
    [[nodiscard]] std::optional<http::response> preflight(const http::request& request) const;
    // The headers that every other answer carries.
    void mark(const http::request& request, http::response& response) const;

  private:
    [[nodiscard]] bool allows(std::string_view origin) const;
    std::vector<std::string> origins_;
    bool all_ = false;
};

} // namespace tremolo::api
