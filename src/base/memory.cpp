#include "base/memory.hpp"
#include <cstdlib>
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

} // namespace tremolo
