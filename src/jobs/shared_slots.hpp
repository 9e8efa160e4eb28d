// Memory that a sandbox's process writes and the server reads, in slots of equal size: long answers pass through it
// without being copied from one process to the other. Private to src/jobs.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace tremolo::jobs {

class shared_slots {
  public:
    static constexpr std::size_t count = 6, slot_bytes = 384 * 1024;

    // New memory, for reading. Its size is sealed: nobody who has its file can take it away from under a reader.
    // empty() where there is none, as under a limit to the size of files.
    shared_slots();
    // Memory that another process has made, for writing; the file is closed. empty() where it cannot be had.
    explicit shared_slots(int file);
    ~shared_slots();
    shared_slots(const shared_slots&) = delete;
    shared_slots& operator=(const shared_slots&) = delete;

    [[nodiscard]] bool empty() const { return memory_ == nullptr; }
    [[nodiscard]] int file() const { return file_; } // -1 of none
    // slot < count; size <= slot_bytes
    [[nodiscard]] std::string_view written(std::size_t slot, std::size_t size) const {
        return {memory_ + slot * slot_bytes, size};
    }
    void write(std::size_t slot, std::string_view bytes);

  private:
    int file_ = -1;
    char* memory_ = nullptr;
};

} // namespace tremolo::jobs
