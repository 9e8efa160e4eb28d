#include "base/memory.hpp"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tremolo {

void keep_freed_memory() {
#ifdef __GLIBC__
    constexpr int largest_in_heap = 32 << 20; // the most that glibc takes
    constexpr int never = 2'000'000'000;
    constexpr int step = 8 << 20;
    (void)mallopt(M_MMAP_THRESHOLD, largest_in_heap);
    (void)mallopt(M_TRIM_THRESHOLD, never);
    (void)mallopt(M_TOP_PAD, step);
#endif
}

pages_ahead::pages_ahead(std::size_t bytes) {
#ifdef MADV_POPULATE_WRITE
    constexpr std::size_t page = 4096, worth_a_thread = 1 << 20, most = 24 << 20; // not more than the heap gives
    if (bytes < worth_a_thread || std::thread::hardware_concurrency() < 2) return;
    bytes = std::min(bytes, most);
    // Freed at once, it stays the heap's, and who asks next gets it: pages are taken without changing what is in them.
    void* const block = std::malloc(bytes);
    if (block == nullptr) return;
    const auto begin = (reinterpret_cast<std::uintptr_t>(block) + page - 1) / page * page;
    std::free(block);
    taking_ = std::jthread{[begin, size = (bytes - page) / page * page] {
        static_cast<void>(madvise(reinterpret_cast<void*>(begin), size, MADV_POPULATE_WRITE)); // old kernels refuse
    }};
#endif
}

} // namespace tremolo
