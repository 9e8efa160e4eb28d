// A server whose requests become streams: /echo says back what it is told, /hub has what is published on topic 0 ("a")
// and 1 ("b"), /events the same as events; queries set what the tests need.
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include "http/hub.hpp"
#include "http/query.hpp"
#include "http/server.hpp"
#include "http/websocket_client.hpp"
#include "tests/http/raw_client.hpp"
#include <gtest/gtest.h>
#include <thread>

namespace testing_support {

namespace http = tremolo::http;

class echo final : public http::stream_handler {
  public:
    void opened(http::stream& with) override { line_ = &with; }
    void text(std::string& message) override {
        if (message == "throw") throw std::runtime_error{"on purpose"};
        if (message == "bye") return line().close_when_sent(http::close_code::normal, "as you wish");
        line().send_text(message);
    }
    void binary(std::string& message) override {
        std::string frame;
        http::append_frame(frame, http::opcode::binary, message);
        line().send(std::make_shared<const std::string>(std::move(frame)));
    }
};

class listener final : public http::stream_handler {
  public:
    listener(http::hub& hub, const http::query& asked, bool events) : hub_{hub} {
        if (events) member_.form.kind = http::delivery_form::wire::events;
        member_.topics = 3;
        if (const auto topics = asked.value("topics"))
            member_.topics = static_cast<std::uint64_t>(topics->front() - '0');
        member_.form.numbered = asked.has("since");
        if (const auto since = asked.value("since")) since_ = std::stoull(std::string{*since});
        pings_ = asked.has("pings");
    }
    void opened(http::stream& with) override {
        line_ = &with;
        member_.form.deflated = with.deflates();
        member_.join(hub_, with);
        if (pings_) with.keep_alive();
        if (!since_) return;
        tell(member_.resume(*since_));
        drained();
    }
    void text(std::string& message) override { line().send_text("heard " + message); }
    void drained() override {
        member_.catch_up([this](const http::kept_range& range) { tell(range); });
    }
    void closed() override { member_.leave(); }

  private:
    void tell(const http::kept_range& range) {
        line().send_text(fmt::format("{{\"kept\":[{},{}],\"complete\":{}}}", range.first, range.last, range.complete));
    }
    http::hub& hub_;
    http::subscriber member_;
    std::optional<std::uint64_t> since_;
    bool pings_ = false;
};

class streaming {
  public:
    explicit streaming(http::stream_limits limits = {}, http::hub_options kept = {}, http::limits of_server = {})
        : log{std::make_shared<tremolo::log_sink>(clock, tremolo::log_sink::options{.to_stderr = false})},
          hub{named(std::move(kept))}, limits_{limits}, server{clock, options(of_server), [this](auto&& in, auto out) {
                                                                   handle(std::move(in), std::move(out));
                                                               }} {
        server.start();
    }
    ~streaming() { server.stop(); }

    [[nodiscard]] std::uint16_t port() const { return server.port(); }
    [[nodiscard]] http::websocket_client client(const std::string& target, http::websocket_client_options how = {}) {
        return {"127.0.0.1", port(), target, std::move(how)};
    }
    // A socket on which the handshake was made by hand.
    [[nodiscard]] std::unique_ptr<raw_client> raw(const std::string& target, std::string_view more = {}) {
        auto out = std::make_unique<raw_client>(port());
        out->send(
            "GET " + target + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n" +
            std::string{more} + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        return out;
    }
    [[nodiscard]] std::string lines() const {
        std::string out;
        for (const auto& each : log->last(0)) out += each.message + "\n";
        return out;
    }
    template <class F>
    static bool soon(F&& holds) {
        for (int i = 0; i < 2000; ++i) {
            if (holds()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }

    tremolo::system_clock clock;
    std::shared_ptr<tremolo::log_sink> log;
    http::hub hub;

  private:
    static http::hub_options named(http::hub_options kept) {
        kept.topics = {"a", "b"};
        return kept;
    }
    http::server_options options(const http::limits& of_server) {
        http::server_options out;
        out.log = {log, "http"};
        out.limits = of_server;
        return out;
    }
    void handle(http::request&& in, http::responder out) {
        const auto path = std::string{in.path()};
        const http::query asked{in.query()};
        if (path == "/events") {
            auto becoming = http::event_stream("x-more: 1\r\n");
            becoming.limits = limits_;
            becoming.handler = std::make_unique<listener>(hub, asked, true);
            return out.become(std::move(becoming));
        }
        if (!http::wants_websocket(in)) return out.answer({404, "text/plain", std::string{"no such page"}});
        auto shake = http::websocket_handshake(in);
        if (shake.refused) return out.answer(std::move(*shake.refused));
        shake.accepted->limits = limits_;
        if (path == "/echo")
            shake.accepted->handler = std::make_unique<echo>();
        else
            shake.accepted->handler = std::make_unique<listener>(hub, asked, false);
        if (path != "/later") return out.become(std::move(*shake.accepted));
        std::thread{[out = std::move(out), what = std::move(*shake.accepted)]() mutable {
            out.become(std::move(what));
        }}.join();
    }

    http::stream_limits limits_;

  public:
    http::server server; // last: its threads use all of the above
};

// A frame as a client sends it, masked with zeros: the payload can be read.
inline std::string client_frame(unsigned char first, std::string_view payload) {
    std::string out;
    http::append_frame(out, http::opcode::text, payload);
    out[0] = static_cast<char>(first);
    out[1] = static_cast<char>(out[1] | '\x80');
    out.insert(http::frame_head_bytes(payload.size()), 4, '\0');
    return out;
}

// The code of the close frame at the end of what a server sent; 0: there is none.
inline int close_code_in(std::string_view bytes) {
    const auto at = bytes.rfind('\x88');
    if (at == std::string_view::npos || at + 4 > bytes.size()) return 0;
    return static_cast<unsigned char>(bytes[at + 2]) << 8 | static_cast<unsigned char>(bytes[at + 3]);
}

} // namespace testing_support
