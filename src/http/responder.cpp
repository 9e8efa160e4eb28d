#include "http/responder.hpp"
#include <stdexcept>

namespace tremolo::http {

namespace {

// Gives the answer to a function.
class function_target final : public answer_target {
  public:
    explicit function_target(std::function<void(response)> taker) : taker_{std::move(taker)} {}
    void deliver(response&& answer) override { taker_(std::move(answer)); }
    void deliver(upgrade&& what) override { taker_(response{what.status}); }
    void abandon() override { taker_(response{500}); }

  private:
    std::function<void(response)> taker_;
};

} // namespace

responder::responder(std::function<void(response)> taker)
    : target_{std::make_shared<function_target>(std::move(taker))} {}

responder& responder::operator=(responder&& other) noexcept {
    if (this != &other) {
        drop();
        target_ = std::move(other.target_);
    }
    return *this;
}

void responder::answer(response&& answer) {
    if (!target_) throw std::logic_error{"a request is answered once"};
    const auto target = std::move(target_);
    target->deliver(std::move(answer));
}

void responder::become(upgrade&& what) {
    if (!target_) throw std::logic_error{"a request is answered once"};
    const auto target = std::move(target_);
    target->deliver(std::move(what));
}

void responder::drop() noexcept {
    const auto target = std::move(target_);
    if (target) target->abandon();
}

} // namespace tremolo::http
