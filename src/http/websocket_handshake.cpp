#include "http/stream.hpp"
#include "http/websocket_deflate.hpp"
#include <array>
#include <openssl/evp.h>

namespace tremolo::http {

namespace {

constexpr std::string_view text_type = "text/plain; charset=utf-8";

// Whether a header's comma-separated list names the token.
bool lists(const request& asked, std::string_view header, std::string_view token) {
    for (auto value : asked.header_values(header)) {
        while (!value.empty()) {
            const auto end = value.find(',');
            auto part = value.substr(0, end);
            value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
            while (!part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
            while (!part.empty() && (part.back() == ' ' || part.back() == '\t')) part.remove_suffix(1);
            if (same_name(part, token)) return true;
        }
    }
    return false;
}

// 16 bytes in base64.
bool is_key(std::string_view key) {
    if (key.size() != 24 || !key.ends_with("==")) return false;
    return key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 22;
}

std::string accept_of(std::string_view key) {
    const std::string text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    EVP_Q_digest(nullptr, "SHA1", nullptr, text.data(), text.size(), digest.data(), &size);
    std::array<unsigned char, 64> base64{};
    const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

handshake refused(int status, std::string_view why) {
    response answer{status, text_type, "Failed to open a WebSocket connection: " + std::string{why} + ".\n"};
    if (status == 426) answer.add_header("sec-websocket-version", "13");
    answer.close_connection();
    return {{}, std::move(answer)};
}

} // namespace

void stream_handler::binary(std::string&) {
    line().close(close_code::unsupported, "binary messages are not understood");
}

shared_bytes text_frame(std::string_view text, bool deflates) {
    constexpr std::size_t worth_deflating = 1200; // below it a message fits into one packet as it is
    std::string out;
    if (deflates && text.size() >= worth_deflating)
        append_frame(out, opcode::text, deflated(text), true);
    else
        append_frame(out, opcode::text, text);
    return std::make_shared<const std::string>(std::move(out));
}

bool wants_websocket(const request& asked) {
    return asked.method() == "GET" && lists(asked, "upgrade", "websocket") && lists(asked, "connection", "upgrade");
}

handshake websocket_handshake(const request& asked) {
    if (asked.version() < 11) return refused(400, "HTTP/1.1 is needed");
    const auto keys = asked.header_values("sec-websocket-key");
    if (keys.size() != 1 || !is_key(keys.front())) return refused(400, "no valid Sec-WebSocket-Key");
    const auto version = asked.header("sec-websocket-version");
    if (version != "13") return refused(426, "Sec-WebSocket-Version must be 13");
    upgrade out;
    out.head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accept_of(keys.front()) + "\r\n";
    if (const auto extension = accepted_deflate(asked.header_values("sec-websocket-extensions"))) {
        out.deflates = true;
        out.head += "Sec-WebSocket-Extensions: " + *extension + "\r\n";
    }
    return {std::move(out), {}};
}

upgrade event_stream(std::string_view headers) {
    upgrade out;
    out.kind = upgrade::protocol::events;
    out.status = 200;
    out.head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
               "x-accel-buffering: no\r\nConnection: close\r\n";
    out.head += headers;
    return out;
}

} // namespace tremolo::http
