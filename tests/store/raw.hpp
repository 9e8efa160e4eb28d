// The database file behind the store's back, through SQLite itself.
#pragma once
#include <filesystem>
#include <map>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace raw {

class connection {
  public:
    explicit connection(const std::filesystem::path& file) {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(handle_)};
    }
    ~connection() { sqlite3_close(handle_); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void run(const std::string& text) const {
        if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error{text + ": " + sqlite3_errmsg(handle_)};
    }
    // Every cell with its type, as in "REAL 0x1p-1"; NULL is "NULL".
    [[nodiscard]] std::vector<std::vector<std::string>> rows(const std::string& text) const {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, text.c_str(), -1, &statement, nullptr) != SQLITE_OK)
            throw std::runtime_error{text + ": " + sqlite3_errmsg(handle_)};
        std::vector<std::vector<std::string>> found;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            std::vector<std::string> row;
            for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(cell(statement, i));
            found.push_back(std::move(row));
        }
        sqlite3_finalize(statement);
        return found;
    }
    // All tables: the name and every row.
    [[nodiscard]] std::map<std::string, std::vector<std::vector<std::string>>> dump() const {
        std::map<std::string, std::vector<std::vector<std::string>>> tables;
        for (const auto& row : rows("select name from sqlite_master where type = 'table'")) {
            const auto name = row[0].substr(5); // "TEXT name"
            tables[name] = rows("select * from \"" + name + "\" order by id");
        }
        return tables;
    }

  private:
    static std::string cell(sqlite3_stmt* statement, int i) {
        switch (sqlite3_column_type(statement, i)) {
        case SQLITE_NULL: return "NULL";
        case SQLITE_INTEGER: return "INTEGER " + std::to_string(sqlite3_column_int64(statement, i));
        case SQLITE_FLOAT: {
            char text[64];
            std::snprintf(text, sizeof text, "REAL %a", sqlite3_column_double(statement, i));
            return text;
        }
        default: return std::string{"TEXT "} + reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        }
    }
    sqlite3* handle_ = nullptr;
};

} // namespace raw
