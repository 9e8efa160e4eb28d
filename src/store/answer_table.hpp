// A table of our own in the bot's database: what was answered to requests that carried a key. freqtrade knows nothing
// of it and leaves it alone; it is made when the first key comes. It has a writing session of its own beside the bot's:
// each call is one short transaction, and waits for the bot's like any second program would. Belongs to one thread at a
// time. Errors are tremolo::operational_error.
#pragma once
#include "base/clock.hpp"
#include <memory>
#include <optional>
#include <string>

namespace tremolo::store {

struct session;

struct kept_answer {
    std::string content;       // what the request asked
    std::optional<int> status; // absent: it was begun, and never answered
    std::string body;
};

class answer_table {
  public:
    explicit answer_table(std::shared_ptr<session> s);
    ~answer_table();
    answer_table(answer_table&&) noexcept;
    answer_table& operator=(answer_table&&) noexcept;

    // What is stored under the key; where nothing is, the key is stored with `content` and nothing returned. Rows older
    // than `forgotten_before` are deleted first. On disk when it returns.
    [[nodiscard]] std::optional<kept_answer> claim(const std::string& key, const std::string& content, timestamp now,
                                                   timestamp forgotten_before);
    void answer(const std::string& key, int status, const std::string& body);

  private:
    std::shared_ptr<session> session_;
};

} // namespace tremolo::store
