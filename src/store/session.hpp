// One open connection to the database file, with its prepared statements: what `database` and `database_reader` are
// made of. Kept apart from them so that SOCI is seen in this room only. Thread-confined.
#pragma once
#include "base/clock.hpp"
#include "base/error.hpp"
#include "store/location.hpp"
#include "store/row_codec.hpp"
#include <chrono>
#include <map>
#include <memory>
#include <soci/soci.h>
#include <string>

namespace tremolo::store {

enum class access { read_only, read_write };

struct session {
    session(std::filesystem::path file, access mode, std::chrono::seconds busy_timeout, bool wait_for_disk);

    // The statement of that text, prepared at its first use.
    statement& prepared(const std::string& text, const std::vector<cell_kind>& in);

    std::filesystem::path file;
    access mode;
    soci::session sql;
    const clock* time = nullptr;              // the writer's
    std::shared_ptr<const void> keeps_folder; // of a database in memory, removed with its last session
    int depth = 0;                            // of open transactions
    bool rolled_back_inside = false;

  private:
    std::map<std::string, std::unique_ptr<statement>> statements_;
};

// The text for what SQLite reports, with the file's name and what to do.
[[nodiscard]] std::string explanation(const std::exception& failure, const std::filesystem::path& file);

// Runs `work`; what the database throws becomes an operational_error.
template <class Work>
auto guarded(const session& s, Work&& work) {
    try {
        return work();
    } catch (const soci::soci_error& failure) { throw operational_error{explanation(failure, s.file)}; }
}

} // namespace tremolo::store
