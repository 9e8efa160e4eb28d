#include "store/database.hpp"
#include "store/custom_value.hpp"
#include "store/schema.hpp"
#include "store/session.hpp"
#include "store/tables.hpp"
#include <cstdlib>
#include <fstream>

namespace tremolo::store {
namespace {

// A folder for a database "in memory": readers need a file that they can open too. On memory where the system has such
// a disk.
struct memory_folder {
    std::filesystem::path path;
    memory_folder() {
        const std::filesystem::path memory = "/dev/shm";
        std::error_code ignored;
        const auto parent =
            std::filesystem::is_directory(memory, ignored) ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (parent / "tremolo-XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            throw operational_error{"No database in memory can be made: " + parent.string() + " is not writable."};
        path = pattern;
    }
    ~memory_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    memory_folder(const memory_folder&) = delete;
    memory_folder& operator=(const memory_folder&) = delete;
};

// Refuses what SQLite would take for an empty database or find out about only later.
void check_file(const std::filesystem::path& file) {
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (!std::filesystem::exists(status)) return;
    if (!std::filesystem::is_regular_file(status))
        throw operational_error{"The database " + file.string() + " is no file. Check db_url."};
    std::ifstream in{file, std::ios::binary};
    char head[16]{};
    in.read(head, sizeof head);
    const std::string_view magic{"SQLite format 3\0", 16};
    if (in.gcount() != 0 && std::string_view{head, sizeof head} != magic)
        throw operational_error{"The database " + file.string() +
                                " is no SQLite database, or an encrypted one. Check db_url; the file was left "
                                "as it is."};
}

void check_soundness(session& s) {
    std::string verdict;
    s.sql << "pragma quick_check(1)", soci::into(verdict);
    if (verdict != "ok")
        throw operational_error{"The database " + s.file.string() + " is damaged: " + verdict +
                                ". Stop the bot, keep a copy of the file, and restore a backup or run sqlite3's "
                                ".recover on it. The file was left "
                                "as it is."};
}

void check_schema(session& s) {
    const auto missing = missing_parts(s.sql);
    if (missing.empty()) return;
    std::string list;
    for (const auto& part : missing) list += (list.empty() ? "" : ", ") + part;
    throw operational_error{"The database " + s.file.string() + " has the schema of an older freqtrade: it lacks " +
                            list +
                            ". Make a copy of it, then start freqtrade 2026.9 with it once, which brings it up to "
                            "date. The file was left as "
                            "it is."};
}

void prepare_file(session& s) {
    check_soundness(s);
    const bool is_new = is_empty(s.sql);
    if (!is_new) check_schema(s);
    std::string journal;
    s.sql << "pragma journal_mode = wal", soci::into(journal);
    // Also proves that the file can be written, before anything is.
    s.sql << "begin immediate";
    try {
        // Asked once more: another bot may have been faster with the same new file.
        if (is_new && is_empty(s.sql)) create_schema(s.sql);
        s.sql << "commit";
    } catch (...) {
        try {
            s.sql << "rollback";
        } catch (const soci::soci_error&) { // the first failure is the one to tell
        }
        throw;
    }
}

std::shared_ptr<session> open(const std::string& url, const clock& time, database_options options) {
    auto where = parse_url(url);
    std::shared_ptr<const memory_folder> memory;
    if (where.in_memory()) {
        memory = std::make_shared<const memory_folder>();
        where.file = memory->path / "trades.sqlite";
        options.safe_from = durability::process;
    }
    check_file(where.file);
    auto s = std::make_shared<session>(where.file, access::read_write, options.busy_timeout,
                                       options.safe_from == durability::power_loss);
    s->time = &time;
    s->keeps_folder = memory;
    guarded(*s, [&] { prepare_file(*s); });
    return s;
}

template <class Row, std::size_t N>
void insert_row(session& s, const std::string& table, const column<Row> (&columns)[N], Row& row) {
    auto& insert = s.prepared(insert_text(table, columns), kinds(columns));
    write_cells(columns, row, insert.in());
    insert.run();
    long long id = 0;
    s.sql.get_last_insert_id(table, id);
    row.id = id;
}

template <class Row, std::size_t N>
void update_one(session& s, const std::string& table, const column<Row> (&columns)[N], const Row& row) {
    auto in = kinds(columns);
    in.push_back(cell_kind::integer);
    auto& update = s.prepared(update_text(table, columns), in);
    write_cells(columns, row, update.in());
    put(update.in().back(), row.id);
    if (update.run() == 0)
        throw operational_error{"The database " + s.file.string() + " has no row " + std::to_string(row.id) + " in " +
                                table + " any more: another program deleted it."};
}

void save_order(session& s, order& o) {
    if (o.id == 0)
        insert_row(s, "orders", order_columns, o);
    else
        update_one(s, "orders", order_columns, o);
}

long long execute(session& s, const std::string& text, std::int64_t id) {
    auto& statement = s.prepared(text, {cell_kind::integer});
    put(statement.in()[0], id);
    return statement.run();
}

} // namespace

database::database(const std::string& url, const clock& time, database_options options)
    : session_{open(url, time, options)}, reader_{session_} {}
database::~database() {
    if (!session_) return;
    while (session_->depth > 0) roll_back();
}
database::database(database&&) noexcept = default;
database& database::operator=(database&&) noexcept = default;

database_reader database::open_reader() const {
    auto s = std::make_shared<session>(session_->file, access::read_only, std::chrono::seconds{5}, false);
    s->keeps_folder = session_->keeps_folder;
    return database_reader{std::move(s)};
}

answer_table database::open_answers() const {
    auto s = std::make_shared<session>(session_->file, access::read_write, std::chrono::seconds{5}, true);
    s->keeps_folder = session_->keeps_folder;
    return answer_table{std::move(s)};
}

void database::begin() {
    auto& s = *session_;
    if (s.depth == 0) {
        guarded(s, [&] { s.sql << "begin immediate"; });
        s.rolled_back_inside = false;
    }
    ++s.depth;
}

void database::commit() {
    auto& s = *session_;
    if (s.depth == 1) {
        if (s.rolled_back_inside)
            throw operational_error{"A part of the transaction on " + s.file.string() +
                                    " had failed; nothing was changed."};
        guarded(s, [&] { s.sql << "commit"; });
    }
    --s.depth;
}

void database::roll_back() noexcept {
    auto& s = *session_;
    s.rolled_back_inside = true;
    if (--s.depth > 0) return;
    try {
        s.sql << "rollback";
    } catch (const std::exception&) { // SQLite has rolled back by itself, as it does when the disk is full
    }
}

void database::insert(trade& t) {
    transaction all{*this};
    const auto before = t;
    try {
        guarded(*session_, [&] {
            insert_row(*session_, "trades", trade_columns, t);
            for (auto& o : t.orders) {
                o.trade_id = t.id;
                save_order(*session_, o);
            }
        });
        all.commit();
    } catch (...) {
        t = before; // ids that nobody has
        throw;
    }
}

void database::update(trade& t) {
    transaction all{*this};
    std::vector<order*> added;
    for (auto& o : t.orders)
        if (o.id == 0) added.push_back(&o);
    try {
        guarded(*session_, [&] {
            update_one(*session_, "trades", trade_columns, t);
            for (auto& o : t.orders) {
                o.trade_id = t.id;
                save_order(*session_, o);
            }
        });
        all.commit();
    } catch (...) {
        for (auto* o : added) o->id = 0;
        throw;
    }
}

void database::update_row(const trade& t) {
    transaction all{*this};
    guarded(*session_, [&] { update_one(*session_, "trades", trade_columns, t); });
    all.commit();
}

void database::save(order& o) {
    transaction all{*this};
    const auto id = o.id;
    try {
        guarded(*session_, [&] { save_order(*session_, o); });
        all.commit();
    } catch (...) {
        o.id = id;
        throw;
    }
}

bool database::delete_trade(std::int64_t id) {
    transaction all{*this};
    const bool found = guarded(*session_, [&] {
        execute(*session_, "delete from orders where ft_trade_id = :id", id);
        execute(*session_, "delete from trade_custom_data where ft_trade_id = :id", id);
        return execute(*session_, "delete from trades where id = :id", id) > 0;
    });
    all.commit();
    return found;
}

bool database::delete_order(std::int64_t id) {
    transaction all{*this};
    const bool found =
        guarded(*session_, [&] { return execute(*session_, "delete from orders where id = :id", id) > 0; });
    all.commit();
    return found;
}

void database::mend_old_rows() {
    transaction all{*this};
    guarded(*session_, [&] {
        session_->sql << "update orders set ft_is_open = 0 where ft_is_open = 1 and order_id like 'dry%' and "
                         "(ft_order_side = 'stoploss' or ft_trade_id not in (select id from trades where is_open = 1))";
        session_->sql << "update trades set max_stake_amount = max_stake_amount / leverage, record_version = 2 where "
                         "record_version < 2 and leverage > 1 and is_open = 0 and max_stake_amount != 0";
    });
    all.commit();
}

void database::save(lock& row) {
    transaction all{*this};
    const auto id = row.id;
    try {
        guarded(*session_, [&] {
            if (row.id == 0)
                insert_row(*session_, "pairlocks", lock_columns, row);
            else
                update_one(*session_, "pairlocks", lock_columns, row);
        });
        all.commit();
    } catch (...) {
        row.id = id;
        throw;
    }
}

bool database::delete_lock(std::int64_t id) {
    transaction all{*this};
    const bool found =
        guarded(*session_, [&] { return execute(*session_, "delete from pairlocks where id = :id", id) > 0; });
    all.commit();
    return found;
}

void database::set_custom_data(std::int64_t trade_id, const std::string& key, const boost::json::value& value) {
    transaction all{*this};
    auto [type, text] = typed(value);
    auto rows = reader_.custom_data_of(trade_id, key);
    guarded(*session_, [&] {
        if (rows.empty()) {
            custom_data row{0, trade_id, key, std::move(type), std::move(text), session_->time->now(), {}};
            insert_row(*session_, "trade_custom_data", custom_data_columns, row);
        } else {
            auto& row = rows.front();
            row.type = std::move(type);
            row.value = std::move(text);
            row.updated_at = session_->time->now();
            update_one(*session_, "trade_custom_data", custom_data_columns, row);
        }
    });
    all.commit();
}

void database::delete_custom_data(std::int64_t trade_id, const std::optional<std::string>& key) {
    transaction all{*this};
    guarded(*session_, [&] {
        auto& statement = session_->prepared(
            "delete from trade_custom_data where ft_trade_id = :trade and lower(cd_key) like lower(:key)",
            {cell_kind::integer, cell_kind::text});
        put(statement.in()[0], trade_id);
        put(statement.in()[1], key.value_or("%"));
        statement.run();
    });
    all.commit();
}

void database::set_value(const std::string& key, const stored_value& value) {
    static constexpr const char* types[] = {"str", "datetime", "float", "int"};
    static constexpr const char* columns[] = {"string_value", "datetime_value", "float_value", "int_value"};
    transaction all{*this};
    guarded(*session_, [&] {
        const std::string value_column = columns[value.index()];
        const auto kind = value.index() < 2    ? cell_kind::text
                          : value.index() == 2 ? cell_kind::real
                                               : cell_kind::integer;
        const auto run = [&](const std::string& text) {
            auto& statement = session_->prepared(text, {cell_kind::text, kind, cell_kind::text});
            put(statement.in()[0], std::string{types[value.index()]});
            std::visit([&](const auto& held) { put(statement.in()[1], held); }, value);
            put(statement.in()[2], key);
            return statement.run();
        };
        if (run("update \"KeyValueStore\" set value_type = :type, " + value_column +
                " = :value where \"key\" = :key") == 0)
            run("insert into \"KeyValueStore\" (value_type, " + value_column +
                ", \"key\") values (:type, :value, :key)");
    });
    all.commit();
}

void database::delete_value(const std::string& key) {
    transaction all{*this};
    guarded(*session_, [&] {
        auto& statement = session_->prepared("delete from \"KeyValueStore\" where \"key\" = :key", {cell_kind::text});
        put(statement.in()[0], key);
        statement.run();
    });
    all.commit();
}

void database::insert(std::vector<wallet_record>& rows) {
    transaction all{*this};
    auto stored = rows;
    guarded(*session_, [&] {
        for (auto& row : stored) insert_row(*session_, "wallet_history", wallet_columns, row);
    });
    all.commit();
    rows = std::move(stored);
}

void database::checkpoint() {
    guarded(*session_, [&] { session_->sql << "pragma wal_checkpoint(truncate)"; });
}

} // namespace tremolo::store
