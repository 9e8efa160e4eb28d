// One call of the API and its answer, as the blocking and the coroutine client both take and give them.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <utility>
#include <vector>

namespace tremolo::client {

struct call {
    std::string method = "GET";
    std::string path{};                                       // below /api/v1, begins with '/'
    std::vector<std::pair<std::string, std::string>> query{}; // not encoded
    std::string body{};                                       // JSON text, or empty
    std::string idempotency_key{};                            // a repeated one gives the first answer again
};

struct answer {
    int status = 0;
    std::string body{};

    [[nodiscard]] bool good() const { return status >= 200 && status < 300; }
    // The body as JSON. Throws error when it is none, as pages of proxies are.
    [[nodiscard]] boost::json::value json() const;
    // What the server says went wrong, in one line: {"detail": …} and {"error": …} are understood.
    [[nodiscard]] std::string failure() const;
};

// "/base/api/v1/trades?limit=5": path and query, encoded.
[[nodiscard]] std::string target(const call& asked, const std::string& base_path);

} // namespace tremolo::client
