// A layer between SQLite and its files that refuses writes as a full or a failing disk does, by seed, and that forgets
// everything after the moment at which a process is killed.
#pragma once
#include <cstdint>
#include <random>

namespace testing_support {

// While it lives, all databases that are opened in this process go through it. One at a time.
class failing_disk {
  public:
    explicit failing_disk(std::uint64_t seed);
    ~failing_disk();
    failing_disk(const failing_disk&) = delete;
    failing_disk& operator=(const failing_disk&) = delete;

    bool bad = false;             // writes fail
    std::uint64_t one_in = 1500;  // so rarely, when bad: a disk that is full for a while, or half a write
    bool dead = false;            // nothing reaches the files any more: the process is gone
    std::uint64_t kill_after = 0; // at the start of this write from now the process is killed; 0: it is not
    std::uint64_t writes = 0;     // asked for so far
    std::uint64_t full = 0;       // so many writes find the disk full
    bool torn = false;            // half of the refused write is there all the same

    int verdict(); // SQLite's code for the next write

  private:
    std::mt19937_64 random_;
};

} // namespace testing_support
