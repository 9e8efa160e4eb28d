// A running server with a few plain answers, for the tests of this room.
#pragma once
#include "base/clock.hpp"
#include "http/client.hpp"
#include "http/query.hpp"
#include "http/server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/testing.hpp"
#include <condition_variable>
#include <gmock/gmock.h>
#include <mutex>
#include <thread>

namespace testing_support {

// Paths: /echo (method, query and body), /later (from another thread, after 50 ms), /hold (when the test releases it),
// /drop, /throw, /big (4 MB, shared), /none (204), /close; all others are 404.
class serving {
  public:
    explicit serving(tremolo::http::server_options options = {})
        : server{clock, std::move(options), [this](auto&& in, auto out) { handle(std::move(in), std::move(out)); }} {
        server.start();
    }
    ~serving() {
        server.stop();
        for (auto& each : threads_) each.join();
    }

    [[nodiscard]] std::uint16_t port() const { return server.port(); }
    tremolo::http::client client() { return {"127.0.0.1", port()}; }
    std::string talk(std::string_view text) {
        raw_client raw{port()};
        raw.send(text);
        return raw.read_to_end();
    }
    // Waits until `count` requests to /hold are there.
    bool wait_for_held(std::size_t count) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return held_.size() >= count; });
    }
    void release() {
        std::unique_lock lock{mutex_};
        const auto held = std::exchange(held_, {});
        lock.unlock();
        for (const auto& each : held) each->answer({200, "text/plain", std::string{"released"}});
    }

  private:
    using response = tremolo::http::response;

    void handle(tremolo::http::request&& in, tremolo::http::responder out) {
        const auto path = in.path();
        if (path == "/echo") {
            const auto text = fmt::format("{} {} {}", in.method(), in.query(), in.body());
            out.answer({200, "text/plain", text});
        } else if (path == "/later") {
            const std::scoped_lock lock{mutex_};
            threads_.emplace_back([in = std::move(in), out = std::move(out)]() mutable {
                std::this_thread::sleep_for(std::chrono::milliseconds{50});
                out.answer({200, "text/plain", fmt::format("later {}", in.query())});
            });
        } else if (path == "/hold") {
            const std::scoped_lock lock{mutex_};
            held_.push_back(std::make_shared<tremolo::http::responder>(std::move(out)));
            changed_.notify_all();
        } else if (path == "/throw") {
            throw std::runtime_error{"on purpose"};
        } else if (path == "/big") {
            out.answer({200, "text/plain", big});
        } else if (path == "/none") {
            out.answer(response{204});
        } else if (path == "/close") {
            response last{200, "text/plain", std::string{"bye"}};
            last.close_connection();
            out.answer(std::move(last));
        } else if (path != "/drop") {
            out.answer({404, "text/plain", std::string{"no such page"}});
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<tremolo::http::responder>> held_;
    std::vector<std::thread> threads_;

  public:
    tremolo::system_clock clock;
    std::shared_ptr<const std::string> big = std::make_shared<std::string>(4 * 1024 * 1024, 'b');
    tremolo::http::server server; // last: it ends before what its handler uses
};

inline std::size_t count_of(std::string_view text, std::string_view piece) {
    std::size_t count = 0;
    for (auto at = text.find(piece); at != text.npos; at = text.find(piece, at + piece.size())) ++count;
    return count;
}

} // namespace testing_support
