// A request as it was received and a response as it will be sent. Both own what they hold and may be moved to any
// thread. They know nothing of sockets, so handlers are tested without one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tremolo::http {

// Header names are compared without regard to ASCII case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

struct field {
    std::string_view name; // as it was sent
    std::string_view value;
};

struct peer_address {
    std::string address; // "127.0.0.1", "::1"; without a zone's brackets
    std::uint16_t port = 0;
};

// All views live as long as the request is neither moved nor changed.
class request {
  public:
    request() = default;
    // For tests and for internal calls: the same as if it had come over a socket.
    request(std::string_view method, std::string_view target,
            std::initializer_list<std::pair<std::string_view, std::string_view>> headers = {}, std::string body = {});

    [[nodiscard]] std::string_view method() const { return view(method_); } // in the client's letters: "GET"
    [[nodiscard]] std::string_view target() const { return view(target_); } // as sent, also "*" and absolute forms
    [[nodiscard]] std::string_view path() const;                            // target up to the first '?', not decoded
    [[nodiscard]] std::string_view query() const;                           // behind the first '?', not decoded
    [[nodiscard]] int version() const { return version_; }                  // 10 or 11
    [[nodiscard]] const peer_address& peer() const;

    // The first header of that name; its value is without surrounding blanks.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // All of that name, in the order sent.
    [[nodiscard]] std::vector<std::string_view> header_values(std::string_view name) const;
    [[nodiscard]] std::size_t header_count() const { return fields_.size(); }
    [[nodiscard]] field header_at(std::size_t index) const;

    [[nodiscard]] const std::string& body() const { return body_; } // whole, chunks joined
    [[nodiscard]] std::string take_body() { return std::move(body_); }

    // For the one who builds a request piece by piece: the parser. Memory is kept from one request to the next.
    void clear();
    void start(std::string_view method, std::string_view target, int version);
    void add_header(std::string_view name, std::string_view value);
    void append_body(std::string_view piece) { body_.append(piece); }
    void reserve_body(std::size_t bytes) { body_.reserve(bytes); }
    void set_peer(std::shared_ptr<const peer_address> peer) { peer_ = std::move(peer); }

  private:
    // A place in text_: offsets stay right when the request is moved.
    struct place {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };
    struct field_place {
        place name;
        place value;
    };
    [[nodiscard]] std::string_view view(place p) const { return std::string_view{text_}.substr(p.at, p.size); }
    place keep(std::string_view piece);

    std::string text_;
    std::vector<field_place> fields_;
    std::string body_;
    std::shared_ptr<const peer_address> peer_;
    place method_;
    place target_;
    int version_ = 11;
};

// A piece of such a body: a text, or bytes that lie elsewhere and stay as they are as long as `owner` lives.
class body_piece {
  public:
    body_piece(std::string text) : text_{std::move(text)} {}
    body_piece(std::string_view bytes, std::shared_ptr<const void> owner) : bytes_{bytes}, owner_{std::move(owner)} {}
    [[nodiscard]] std::string_view bytes() const { return owner_ ? bytes_ : text_; }
    [[nodiscard]] bool empty() const { return bytes().empty(); }

  private:
    std::string text_;
    std::string_view bytes_;
    std::shared_ptr<const void> owner_;
};

// A body that is made while it is sent, for answers that are too long to be held: the next piece is asked for when the
// one before has left. Sent in chunks; a client of HTTP/1.0 reads until the connection ends.
class body_source {
  public:
    // An empty piece ends the body. Nothing breaks the connection off: the client sees that the body is not whole.
    using taker = std::function<void(std::optional<body_piece>)>;
    virtual ~body_source() = default;
    // On the connection's thread, which it must not block: calls `take` once, from any thread, now or later.
    virtual void next(taker take) = 0;
};

// What is sent back. The server itself writes `date`, `server`, `content-length` and, when it closes, `Connection`;
// to a HEAD request it sends the head alone, with the length that the body would have had.
class response {
  public:
    using shared_body = std::shared_ptr<const std::string>;

    response() = default;
    explicit response(int status) : status_{status} {}
    // With a `content-type`. A shared body is written from where it lies, never copied (but for tiny ones).
    response(int status, std::string_view content_type, std::string body);
    response(int status, std::string_view content_type, shared_body body);

    [[nodiscard]] int status() const { return status_; }
    void set_status(int status) { status_ = status; }

    // Headers are written in the order added, names in lower case. Throws std::invalid_argument for a name that is no
    // token, a value with control characters, and for the headers that are the server's own (see above).
    void add_header(std::string_view name, std::string_view value);
    // The first header of that name; the view lives until the next change.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // All headers as they will be written: "name: value\r\n" each.
    [[nodiscard]] const std::string& header_lines() const { return lines_; }

    void set_body(std::string body) { body_ = std::move(body); }
    void set_body(shared_body body) { body_ = std::move(body); }
    [[nodiscard]] std::string_view body() const;

    // Instead of a body: see body_source.
    void set_source(std::shared_ptr<body_source> source) { source_ = std::move(source); }
    [[nodiscard]] const std::shared_ptr<body_source>& source() const { return source_; }

    // Sends only the head, saying that the body had `content_length` bytes.
    void head_only(std::size_t content_length) { head_only_ = content_length; }
    // Announced to the client; the body's size unless head_only() said otherwise.
    [[nodiscard]] std::size_t content_length() const { return head_only_ ? *head_only_ : body().size(); }
    [[nodiscard]] bool is_head_only() const { return head_only_.has_value(); }

    // The connection is closed behind this answer.
    void close_connection() { close_ = true; }
    [[nodiscard]] bool closes_connection() const { return close_; }

  private:
    int status_ = 200;
    bool close_ = false;
    std::optional<std::size_t> head_only_;
    std::string lines_;
    std::variant<std::string, shared_body> body_;
    std::shared_ptr<body_source> source_;
};

} // namespace tremolo::http
