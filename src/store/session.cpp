#include "store/session.hpp"
#include <soci/sqlite3/soci-sqlite3.h>

namespace tremolo::store {
namespace {

// Without the option `synchronous`: it is the first to read the file, and on a damaged one SOCI 4.0 leaks the handle.
std::string connection_text(const std::filesystem::path& file, access mode, std::chrono::seconds busy_timeout) {
    std::string text = "dbname=\"" + file.string() + "\" timeout=" + std::to_string(busy_timeout.count());
    if (mode == access::read_only) text += " readonly=true";
    return text;
}

constexpr int primary_code = 0xff; // the rest of an extended result code says more about the same failure

} // namespace

session::session(std::filesystem::path path, access how, std::chrono::seconds busy_timeout, bool wait_for_disk)
    : file{std::move(path)}, mode{how} {
    if (file.string().find('"') != std::string::npos)
        throw operational_error{"The database cannot be opened: the name of its file holds a quotation mark: " +
                                file.string()};
    guarded(*this, [&] {
        sql.open(soci::sqlite3, connection_text(file, mode, busy_timeout));
        sql << (wait_for_disk ? "pragma synchronous = full" : "pragma synchronous = normal");
        sql << "pragma foreign_keys = on";
        sql << "pragma temp_store = memory";
        if (mode == access::read_only) sql << "pragma query_only = on";
    });
}

statement& session::prepared(const std::string& text, const std::vector<cell_kind>& in) {
    auto& slot = statements_[text];
    if (!slot) {
        try {
            slot = std::make_unique<statement>(sql, text, in, std::vector<cell_kind>{});
        } catch (...) {
            statements_.erase(text);
            throw;
        }
    }
    return *slot;
}

std::string explanation(const std::exception& failure, const std::filesystem::path& file) {
    const std::string name = "The database " + file.string() + " ";
    const std::string said = std::string{" ("} + failure.what() + ")";
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&failure);
    switch (known ? known->result() & primary_code : 0) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return name +
               "is locked by another program. Close what else has it open - another bot, a database browser - and try "
               "again." +
               said;
    case SQLITE_READONLY:
    case SQLITE_PERM: return name + "is read-only. Give this user the right to write the file and its folder." + said;
    case SQLITE_FULL:
        return name + "cannot grow: the disk is full. Nothing was changed; make room and start again." + said;
    case SQLITE_IOERR:
        return name +
               "could not be read or written: the disk is full, or it fails. Nothing was changed; look after the disk "
               "and start "
               "again." +
               said;
    case SQLITE_CORRUPT:
        return name +
               "is damaged. Stop the bot, keep a copy of the file, and restore a backup or run sqlite3's .recover on "
               "it." +
               said;
    case SQLITE_NOTADB:
        return name + "is no SQLite database, or an encrypted one. Check db_url; the file was left as it is." + said;
    case SQLITE_CANTOPEN:
        return name + "cannot be opened. Check that its folder exists and that this user may write there." + said;
    case SQLITE_CONSTRAINT: return name + "refuses the row: it breaks a rule of the schema." + said;
    default: return name + "reports an error." + said;
    }
}

} // namespace tremolo::store
