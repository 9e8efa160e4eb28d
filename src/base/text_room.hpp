// Where a long text is written to by its bytes. Its memory stays for the next one.
#pragma once
#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace tremolo {

class text_room {
  public:
    text_room() = default;
    text_room(const text_room&) = delete;
    text_room& operator=(const text_room&) = delete;

    // Room for that many bytes behind the text; what is written there belongs to it when extend_to says so.
    [[nodiscard]] char* behind(std::size_t bytes) {
        if (size_ - used_ < bytes) grow(bytes);
        return memory_.get() + used_;
    }
    void extend_to(const char* end) { used_ = static_cast<std::size_t>(end - memory_.get()); }
    void put(std::string_view text) { extend_to(std::copy(text.begin(), text.end(), behind(text.size()))); }

    [[nodiscard]] std::string_view text() const { return {memory_.get(), used_}; }
    void clear() { used_ = 0; }

  private:
    void grow(std::size_t bytes) {
        constexpr std::size_t least = 4096;
        size_ = std::max(2 * (used_ + bytes), least);
        auto larger = std::make_unique_for_overwrite<char[]>(size_);
        if (used_ != 0) std::memcpy(larger.get(), memory_.get(), used_);
        memory_ = std::move(larger);
    }

    std::unique_ptr<char[]> memory_;
    std::size_t size_ = 0, used_ = 0;
};

} // namespace tremolo
