// The warm process of a sandbox (sandbox.hpp), seen from within: it waits for questions and forks a process for each.
// Made by main, with no other thread in the process.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace tremolo::jobs {

// Takes a piece of the answer; false when nobody waits for it any more.
using piece_taker = std::function<bool(std::string_view)>;
// Called in a process of its own, with one thread. What it throws is the error of the question.
using answering = std::function<void(const std::string& question, const piece_taker& take)>;

// `warm_up` loads what all answers need; it must start no threads. Returns when the server is gone; standard input is
// the server's socket, standard output and error are its log.
[[nodiscard]] int serve_sandbox(const std::function<void()>& warm_up, const answering& answer);

} // namespace tremolo::jobs
