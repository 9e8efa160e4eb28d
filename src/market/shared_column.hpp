// Values that many hold and nobody changes under the other: a window on a shared vector, copied only when one who
// shares it writes. What series, masks and text columns stand on. A value: copying costs one reference count.
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace tremolo::market {

template <class T>
class shared_column {
  public:
    shared_column() = default;
    explicit shared_column(std::vector<T> values)
        : values_{std::make_shared<std::vector<T>>(std::move(values))}, count_{values_->size()} {}

    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] const T* data() const { return values_ ? values_->data() + first_ : nullptr; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return (*values_)[first_ + i]; }
    [[nodiscard]] std::span<const T> view() const { return {data(), count_}; }

    // The rows [first, first + count), cut to what is there; shares the values.
    [[nodiscard]] shared_column slice(std::size_t first, std::size_t count) const {
        shared_column part = *this;
        first = first < count_ ? first : count_;
        part.first_ += first;
        part.count_ = count < count_ - first ? count : count_ - first;
        return part;
    }
    // The values as this owner's own, to be changed; copied first when somebody else holds them too.
    [[nodiscard]] std::span<T> own() {
        if (!values_) return {};
        if (values_.use_count() != 1) detach();
        // Whoever let go last has finished reading: their release is what this pairs with.
        std::atomic_thread_fence(std::memory_order_acquire);
        return {values_->data() + first_, count_};
    }
    // Lets go of rows outside the window, so that a short tail does not keep a long history alive.
    void compact() {
        if (values_ && values_->size() != count_) detach();
    }
    // Bytes that the values occupy, shared or not.
    [[nodiscard]] std::size_t bytes() const { return values_ ? values_->capacity() * sizeof(T) : 0; }

  private:
    void detach() {
        values_ = std::make_shared<std::vector<T>>(view().begin(), view().end());
        first_ = 0;
    }
    std::shared_ptr<std::vector<T>> values_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace tremolo::market
