// The warm process of a sandbox (sandbox.hpp), seen from within: it waits for questions, gives each to a process that
// is free or forks one. Made by main, with no other thread in the process.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace tremolo::jobs {

// Takes a piece of the answer; false when nobody waits for it any more.
using piece_taker = std::function<bool(std::string_view)>;
// Called in a process of its own, with one thread; one question after the other in the same one, as long as nothing is
// thrown, no thread is left behind and the process stays small. What it throws is the error of the question.
using answering = std::function<void(const std::string& question, const piece_taker& take)>;

// `warm_up` loads what all answers need; it must start no threads. Returns when the server is gone; standard input is
// the server's socket, standard output and error are its log. Processes that are free end when no question has come for
// `rest`.
[[nodiscard]] int serve_sandbox(const std::function<void()>& warm_up, const answering& answer,
                                std::chrono::milliseconds rest = std::chrono::seconds{10});

} // namespace tremolo::jobs
