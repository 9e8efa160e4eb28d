// A text that must not reach a log, a terminal or an answer: passwords, keys, tokens. It cannot be formatted or
// streamed; who really needs the text says so with reveal().
#pragma once
#include <string>
#include <utility>

namespace tremolo {

class secret {
  public:
    secret() = default;
    explicit secret(std::string text) : text_{std::move(text)} {}
    [[nodiscard]] const std::string& reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    friend bool operator==(const secret&, const secret&) = default;

  private:
    std::string text_;
};

} // namespace tremolo
