#include "tests/bot/failing_disk.hpp"
#include <algorithm>
#include <exception>
#include <list>
#include <sqlite3.h>
#include <stdexcept>

namespace testing_support {

namespace {
// What is called for a file in place of its own functions. A database and its log have different ones.
struct methods {
    sqlite3_io_methods own{}; // first: what a file points to
    const sqlite3_io_methods* below = nullptr;
};
struct layer {
    sqlite3_vfs* below = nullptr;
    sqlite3_vfs own{};
    std::list<methods> known;
    failing_disk* disk = nullptr; // the one that is in force
};
// SQLite knows layers by plain functions, so this one has to be reachable without an object.
layer& the_layer() {
    static layer only;
    return only;
}

const sqlite3_io_methods& below(const sqlite3_file* file) {
    for (const auto& one : the_layer().known)
        if (&one.own == file->pMethods) return *one.below;
    std::terminate(); // only files of ours get here
}

int refused() {
    auto* disk = the_layer().disk;
    return disk == nullptr ? SQLITE_OK : disk->verdict();
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    auto& l = the_layer();
    if (const int code = refused(); code != SQLITE_OK) {
        if (l.disk->torn && !l.disk->dead && size > 1) (void)below(file).xWrite(file, data, size / 2, at);
        return code;
    }
    return below(file).xWrite(file, data, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int code = refused();
    return code != SQLITE_OK ? code : below(file).xTruncate(file, size);
}
int sync(sqlite3_file* file, int flags) {
    const int code = refused();
    return code != SQLITE_OK ? code : below(file).xSync(file, flags);
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
    const auto* theirs = file->pMethods;
    auto known = std::find_if(l.known.begin(), l.known.end(), [&](const auto& one) { return one.below == theirs; });
    if (known == l.known.end()) {
        known = l.known.insert(l.known.end(), {*theirs, theirs});
        known->own.xWrite = write;
        known->own.xTruncate = truncate;
        known->own.xSync = sync;
    }
    file->pMethods = &known->own;
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
    ++writes;
    if (kill_after > 0 && --kill_after == 0) {
        dead = true;
        return SQLITE_IOERR_WRITE;
    }
    if (full > 0) {
        --full;
        return SQLITE_FULL;
    }
    if (!bad) return SQLITE_OK;
    const auto luck = random_() % one_in;
    if (luck == 0) full = random_() % 6;
    torn = luck == 1;
    return luck == 0 ? SQLITE_FULL : luck == 1 ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

} // namespace testing_support
