// A small blocking HTTP/1.1 client: one connection, kept alive between requests. For tests and for the client library.
// An object belongs to one thread at a time.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tremolo::http {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct client_answer {
    int status = 0;
    header_list headers; // in the order received, names as sent
    std::string body;
    // The first header of that name, without regard to case.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

struct client_options {
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds answer_timeout{30'000}; // from sending a request to the last byte of its answer
    std::size_t answer_bytes = 256 * 1024 * 1024;     // longer answers are an error
    header_list headers{};                            // sent with every request that has none of that name itself
};

class client {
  public:
    client(std::string host, std::uint16_t port, client_options options = {});
    ~client();
    client(client&&) noexcept;
    client& operator=(client&&) noexcept;

    // `target` is sent as it is: path and query, already encoded. Any status is an answer; no answer (refused
    // connection, timeout, closed too early, not HTTP) throws operational_error naming host, port and reason. When a
    // kept connection turns out to be closed, GET and HEAD are sent once more on a new one.
    client_answer request(std::string_view method, std::string_view target, const header_list& headers = {},
                          std::string body = {});
    client_answer get(std::string_view target, const header_list& headers = {}) {
        return request("GET", target, headers);
    }
    client_answer post(std::string_view target, std::string body, const header_list& headers = {}) {
        return request("POST", target, headers, std::move(body));
    }
    void close();

  private:
    struct wire;
    std::unique_ptr<wire> wire_;
};

} // namespace tremolo::http
