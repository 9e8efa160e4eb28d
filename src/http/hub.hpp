// Messages for many: each is put into its frame once and its bytes are shared by all streams that want it. Messages are
// numbered; the newest are kept, so that one who was away can have what he missed. A hub knows topics by number only.
#pragma once
#include "http/stream.hpp"
#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace tremolo::http {

class hub_message {
  public:
    // `frame`: of a text that begins behind `head_bytes`.
    hub_message(std::uint64_t number, unsigned topic, shared_bytes frame, std::size_t head_bytes)
        : number_{number}, topic_{topic}, head_bytes_{head_bytes}, frame_{std::move(frame)} {}
    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] unsigned topic() const { return topic_; }
    [[nodiscard]] std::string_view text() const { return std::string_view{*frame_}.substr(head_bytes_); }
    [[nodiscard]] const shared_bytes& frame() const { return frame_; } // whole, not compressed
  private:
    std::uint64_t number_;
    unsigned topic_;
    std::size_t head_bytes_;
    shared_bytes frame_;
};

// Shows a subscriber something else than the message: a part of it, or nothing. Immutable.
class message_filter {
  public:
    virtual ~message_filter() = default;
    // Empty: the subscriber does not get the message.
    [[nodiscard]] virtual std::string apply(const hub_message& message) const = 0;
};

// How one subscriber wants messages. Each form of a message is written at most once for all who want the same.
struct delivery_form {
    enum class wire { frames, events } kind = wire::frames;
    bool numbered = false; // frames: the message's number as member "seq" at the end of the object
    bool deflated = false;
    std::shared_ptr<const message_filter> filter; // null: whole messages
    friend bool operator==(const delivery_form&, const delivery_form&) = default;
};

// Which of the kept messages one gets who was away.
struct kept_range {
    std::uint64_t since = 0; // what was asked for
    std::uint64_t first = 0; // of the messages that are kept; one more than `last` when none is
    std::uint64_t last = 0;
    bool complete = true; // nothing behind `since` is lost
};

struct hub_options {
    std::vector<std::string> topics{}; // their names: those of events
    std::size_t kept_messages = 10'000;
    std::size_t kept_bytes = 32 * 1024 * 1024;
    std::uint64_t first_number = 1; // of the messages; grows from one start of the program to the next
};

class subscriber;

class hub {
  public:
    explicit hub(hub_options options = {}) : options_{std::move(options)}, next_{options_.first_number} {}
    hub(const hub&) = delete;
    hub& operator=(const hub&) = delete;

    // Any thread; hands the message over and returns. Topics are numbers from 0 to 63, texts are JSON objects.
    void publish(unsigned topic, std::string_view text);
    // The number of the newest message; one less than the first number when there was none.
    [[nodiscard]] std::uint64_t newest() const;
    [[nodiscard]] std::size_t subscribers() const;

  private:
    friend class subscriber;
    using message_pointer = std::shared_ptr<const hub_message>;
    class writer;
    // Messages on their way to the members of a lane. It goes backwards, a few members at a time, so that requests of
    // others get their turn in between.
    struct round {
        std::vector<message_pointer> messages;
        std::vector<writer> forms;
        std::size_t unserved; // members at the front who have not had them yet
    };
    // What one loop has of the hub. `arrived` belongs to the mutex, all else to the loop's thread.
    struct lane {
        std::shared_ptr<stream_loop> loop;
        std::vector<subscriber*> members;
        std::uint64_t delivered = 0; // the newest message of a round that has begun
        std::unique_ptr<round> under_way;
        std::vector<message_pointer> arrived;
    };

    void begin_round(const std::shared_ptr<lane>& in);
    void go_on(const std::shared_ptr<lane>& in);
    void serve(subscriber& member, round& with);
    [[nodiscard]] std::shared_ptr<lane> lane_of(stream_loop& loop);
    void close(const std::shared_ptr<lane>& empty);
    [[nodiscard]] kept_range range(std::uint64_t since, std::uint64_t last) const;
    // The oldest of those behind `number`, up to `last`.
    [[nodiscard]] std::vector<message_pointer> kept_after(std::uint64_t number, std::uint64_t last,
                                                          std::size_t at_most) const;

    const hub_options options_;
    mutable std::mutex mutex_; // of all that follows
    std::uint64_t next_;
    std::deque<message_pointer> kept_;
    std::size_t kept_bytes_ = 0;
    std::map<stream_loop*, std::shared_ptr<lane>> lanes_;
    std::size_t members_ = 0;
};

// One who listens: a member of the handler of a stream. Used on the stream's loop only; the hub outlives it.
class subscriber {
  public:
    subscriber() = default;
    ~subscriber() { leave(); }
    subscriber(const subscriber&) = delete;
    subscriber& operator=(const subscriber&) = delete;

    void join(hub& where, stream& line);
    void leave();

    std::uint64_t topics = 0; // bit N: topic N
    delivery_form form;

    // Begins to deliver what came behind message number `since`, as far as it is kept, before what comes anew. The
    // messages themselves follow by catch_up().
    [[nodiscard]] kept_range resume(std::uint64_t since);
    // Goes on with that; to be called after resume() and whenever the stream has drained. `lost` is called where
    // messages were dropped before they could be delivered.
    void catch_up(const std::function<void(const kept_range&)>& lost);
    [[nodiscard]] bool is_catching_up() const { return reached_.has_value(); }

  private:
    friend class hub;
    [[nodiscard]] bool wants(const hub_message& message) const { return (topics >> message.topic() & 1U) != 0; }
    hub* hub_ = nullptr; // null: no member
    stream* line_ = nullptr;
    std::shared_ptr<hub::lane> lane_;
    std::size_t index_ = 0;                // in the lane
    std::uint64_t seen_ = 0;               // what came up to this message is not for him, or he has it
    std::optional<std::uint64_t> reached_; // while catching up: the last message delivered
};

} // namespace tremolo::http
