// Questions whose answers run code that is not ours and may crash: each is answered by a process that has no other at
// that time, forked from one that is warm or left by a question that went well, so that it begins within a millisecond
// or two. What kills it is an error of that one question. The process's side is sandbox_process.hpp.
//
//     the warm process: its standard input is a socket on which one byte and a socket come for each question
//     that socket:      memory to share, the size of the question (4 bytes), the question; back come frames of a kind
//     (1 byte), a size
//                       (4 bytes) and so many bytes: pieces of the answer ('a'), where pieces lie in memory that both
//                       share ('s': each is given back with a byte), its end ('z'), or an error ('e')
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::jobs {

struct frame;

struct sandbox_options {
    std::vector<std::string> command;       // what the warm process runs: program and arguments
    std::vector<std::string> environment{}; // "NAME=value" that it gets beside ours
    std::chrono::seconds patience{300};     // until an answer begins, and between two pieces of it
    logger log{};                           // lines that the processes log
};

// Thread-safe.
class sandbox {
  public:
    // `clock` outlives the sandbox.
    sandbox(sandbox_options options, const clock& clock);
    ~sandbox();
    sandbox(const sandbox&) = delete;
    sandbox& operator=(const sandbox&) = delete;

    // Starts the warm process; ask() does so where it is not there. Throws operational_error.
    void start();
    // Ends all processes; whoever waits for an answer is told that there is none. It may be started again.
    void stop();

    // Part of an answer; it lies in memory that is the process's too, until `owner` is gone.
    struct piece {
        std::string_view bytes{};
        std::shared_ptr<const void> owner{};
    };
    // An answer under way. Its process ends with it. One thread at a time; pieces may outlive it, anywhere.
    class answer {
      public:
        class link;
        explicit answer(std::shared_ptr<link> to) : link_{std::move(to)} {}
        ~answer();
        answer(const answer&) = delete;
        answer& operator=(const answer&) = delete;
        // The next piece, waited for; empty behind the last one, nothing when the process has died before.
        [[nodiscard]] std::optional<piece> next_piece();
        [[nodiscard]] std::optional<std::string> next(); // the same as a text
        // The same without waiting: nothing too where only next_piece() can tell.
        [[nodiscard]] std::optional<piece> piece_at_hand();

      private:
        friend class sandbox;
        [[nodiscard]] std::optional<piece> piece_of(frame&& from);
        std::shared_ptr<link> link_;
        std::optional<piece> first_;
        bool ended_ = false;
        std::chrono::milliseconds patience_{0};
    };
    // Waits until the answer begins, as long as the options say or `patience`. Throws operational_error with the text
    // of the process's error, or of its death.
    [[nodiscard]] std::unique_ptr<answer> ask(const std::string& question,
                                              std::optional<std::chrono::seconds> patience = {});

  private:
    class body;
    std::unique_ptr<body> body_;
};

} // namespace tremolo::jobs
