// Says back every WebSocket message, with limits that suit a test suite rather than a bot: for
// tests/conformance/autobahn.py. Prints the port that it listens on and ends with its input.
#include "http/server.hpp"
#include "http/stream.hpp"
#include <cstdio>
#include <memory>

namespace {

namespace http = tremolo::http;

class echo final : public http::stream_handler {
  public:
    void opened(http::stream& with) override { line_ = &with; }
    void text(std::string& message) override { line().send_text(message); }
    void binary(std::string& message) override {
        std::string frame;
        http::append_frame(frame, http::opcode::binary, message);
        line().send(std::make_shared<const std::string>(std::move(frame)));
    }
};

void answer(http::request&& in, http::responder out) {
    auto shake = http::websocket_handshake(in);
    if (shake.refused) return out.answer(std::move(*shake.refused));
    auto& limits = shake.accepted->limits;
    limits.message_bytes = limits.queued_bytes = 64 << 20;
    limits.queued_messages = limits.burst = limits.messages_per_second = 1'000'000;
    shake.accepted->handler = std::make_unique<echo>();
    out.become(std::move(*shake.accepted));
}

} // namespace

int main() {
    const tremolo::system_clock machine;
    http::server server{machine, {}, answer};
    server.start();
    std::printf("%d\n", server.port());
    std::fflush(stdout);
    while (std::getchar() != EOF) {}
    server.stop();
}
