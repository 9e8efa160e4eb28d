#include "jobs/shared_slots.hpp"
#include "jobs/spawn.hpp"
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tremolo::jobs {

namespace {

constexpr std::size_t all_bytes = shared_slots::count * shared_slots::slot_bytes;

char* mapped(int file, int access) {
    void* const memory = mmap(nullptr, all_bytes, access, MAP_SHARED, file, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

} // namespace

shared_slots::shared_slots() : file_{memfd_create("tremolo-answer", MFD_CLOEXEC | MFD_ALLOW_SEALING)} {
    if (file_ >= 0 && ftruncate(file_, all_bytes) == 0 &&
        fcntl(file_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        memory_ = mapped(file_, PROT_READ);
    if (!memory_) close_file(file_);
}

shared_slots::shared_slots(int file) {
    if (file < 0) return;
    memory_ = mapped(file, PROT_READ | PROT_WRITE);
    close(file);
}

shared_slots::~shared_slots() {
    if (memory_) munmap(memory_, all_bytes);
    close_file(file_);
}

void shared_slots::write(std::size_t slot, std::string_view bytes) {
    std::memcpy(memory_ + slot * slot_bytes, bytes.data(), bytes.size());
}

} // namespace tremolo::jobs
