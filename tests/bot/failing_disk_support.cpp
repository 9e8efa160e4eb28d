#include "tests/bot/failing_disk.hpp"
#include <cstring>
#include <sqlite3.h>
#include <stdexcept>

namespace testing_support {

namespace {
struct layer {
    sqlite3_vfs* below = nullptr;
    sqlite3_vfs own{};
    const sqlite3_io_methods* methods_below = nullptr;
    sqlite3_io_methods methods{};
    failing_disk* disk = nullptr; // the one that is in force
};
// SQLite knows layers by plain functions, so this one has to be reachable without an object.
layer& the_layer() {
    static layer only;
    return only;
}

int refused() {
    auto* disk = the_layer().disk;
    return disk == nullptr ? SQLITE_OK : disk->verdict();
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    auto& l = the_layer();
    if (const int code = refused(); code != SQLITE_OK) {
        if (l.disk->torn && size > 1) (void)l.methods_below->xWrite(file, data, size / 2, at);
        return code;
    }
    return l.methods_below->xWrite(file, data, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int code = refused();
    return code != SQLITE_OK ? code : the_layer().methods_below->xTruncate(file, size);
}
int sync(sqlite3_file* file, int flags) {
    const int code = refused();
    return code != SQLITE_OK ? code : the_layer().methods_below->xSync(file, flags);
}
int remove(sqlite3_vfs* /*own*/, const char* name, int sync_folder) {
    auto& l = the_layer();
    if (l.disk != nullptr && l.disk->dead) return SQLITE_IOERR_DELETE;
    return l.below->xDelete(l.below, name, sync_folder);
}
int open(sqlite3_vfs* /*own*/, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    auto& l = the_layer();
    const int code = l.below->xOpen(l.below, name, file, flags, flags_out);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    if (l.methods_below == nullptr) {
        l.methods_below = file->pMethods;
        l.methods = *file->pMethods;
        l.methods.xWrite = write;
        l.methods.xTruncate = truncate;
        l.methods.xSync = sync;
    }
    if (file->pMethods == l.methods_below) file->pMethods = &l.methods;
    return code;
}
} // namespace

failing_disk::failing_disk(std::uint64_t seed) : random_{seed} {
    auto& l = the_layer();
    if (l.disk != nullptr) throw std::logic_error{"there is a failing disk already"};
    if (l.below == nullptr) {
        l.below = sqlite3_vfs_find(nullptr);
        l.own = *l.below;
        l.own.zName = "failing";
        l.own.xOpen = open;
        l.own.xDelete = remove;
    }
    if (sqlite3_vfs_register(&l.own, 1) != SQLITE_OK) throw std::runtime_error{"the file layer was not taken"};
    l.disk = this;
}

failing_disk::~failing_disk() {
    auto& l = the_layer();
    l.disk = nullptr;
    (void)sqlite3_vfs_unregister(&l.own);
}

int failing_disk::verdict() {
    if (dead) return SQLITE_IOERR_WRITE;
    if (full > 0) {
        --full;
        return SQLITE_FULL;
    }
    if (!bad) return SQLITE_OK;
    const auto luck = random_() % 1500;
    if (luck == 0) full = random_() % 6;
    torn = luck == 1;
    return luck == 0 ? SQLITE_FULL : luck == 1 ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

} // namespace testing_support
