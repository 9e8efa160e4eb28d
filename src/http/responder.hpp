// The right to answer one request, once. It may travel to another thread and be used there; dropping it unanswered
// answers 500, so that no client waits for what was forgotten.
//
// A responder is also the door to what a connection may become: a WebSocket or a stream of events (stream.hpp).
#pragma once
#include "http/message.hpp"
#include "http/stream.hpp"
#include <functional>
#include <memory>
#include <utility>

namespace tremolo::http {

// The connection, seen from a responder. Implementations accept calls from any thread.
class answer_target {
  public:
    virtual ~answer_target() = default;
    virtual void deliver(response&& answer) = 0;
    virtual void deliver(upgrade&& what) = 0;
    // The responder was dropped.
    virtual void abandon() = 0;
};

class responder {
  public:
    responder() = default;
    explicit responder(std::shared_ptr<answer_target> target) : target_{std::move(target)} {}
    // For tests and internal calls: the answer is given to `taker`, on the answering thread; a dropped one as a bare
    // 500.
    explicit responder(std::function<void(response)> taker);
    responder(responder&&) noexcept = default;
    responder& operator=(responder&& other) noexcept;
    responder(const responder&) = delete;
    responder& operator=(const responder&) = delete;
    ~responder() { drop(); }

    // Sends the answer; afterwards the responder is used up. Throws std::logic_error when it already was.
    // A client that has gone away is no error: the answer is forgotten.
    void answer(response&& answer);
    // Makes the connection a stream instead; it counts as answered. A server that is full or stopping answers 503.
    void become(upgrade&& what);
    // True until answer() was called or the responder was moved from.
    [[nodiscard]] explicit operator bool() const { return target_ != nullptr; }

  private:
    void drop() noexcept;
    std::shared_ptr<answer_target> target_;
};

// Called on the server's thread. It answers at once, or keeps the responder (and moves the request out) and answers
// later from any thread; it must not block. An exception is logged and answered 500.
using handler = std::function<void(request&&, responder)>;

} // namespace tremolo::http
