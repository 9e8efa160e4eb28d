#include "store/answer_table.hpp"
#include "store/session.hpp"

namespace tremolo::store {

namespace {

constexpr const char* table_text = "create table if not exists tremolo_answers (\"key\" TEXT NOT NULL PRIMARY KEY, "
                                   "content TEXT NOT NULL, begun_at DATETIME NOT NULL, status INTEGER, body TEXT)";

// One transaction of this session; rolled back unless committed.
class change {
  public:
    explicit change(session& s) : session_{s} { session_.sql << "begin immediate"; }
    ~change() {
        if (!open_) return;
        try {
            session_.sql << "rollback";
        } catch (const std::exception&) { // the failure that ended the change is on its way already
        }
    }
    change(const change&) = delete;
    change& operator=(const change&) = delete;
    void commit() {
        session_.sql << "commit";
        open_ = false;
    }

  private:
    session& session_;
    bool open_ = true;
};

std::optional<kept_answer> stored(session& s, const std::string& key) {
    kept_answer found;
    int status = 0;
    soci::indicator status_state = soci::i_null, body_state = soci::i_null;
    s.sql << "select content, status, body from tremolo_answers where \"key\" = :key", soci::use(key),
        soci::into(found.content), soci::into(status, status_state), soci::into(found.body, body_state);
    if (!s.sql.got_data()) return {};
    if (status_state == soci::i_ok) found.status = status;
    return found;
}

} // namespace

answer_table::answer_table(std::shared_ptr<session> s) : session_{std::move(s)} {}
answer_table::~answer_table() = default;
answer_table::answer_table(answer_table&&) noexcept = default;
answer_table& answer_table::operator=(answer_table&&) noexcept = default;

std::optional<kept_answer> answer_table::claim(const std::string& key, const std::string& content, timestamp now,
                                               timestamp forgotten_before) {
    return guarded(*session_, [&]() -> std::optional<kept_answer> {
        auto& sql = session_->sql;
        const std::string begun = database_text(now), oldest = database_text(forgotten_before);
        change all{*session_};
        sql << table_text;
        sql << "delete from tremolo_answers where begun_at < :oldest", soci::use(oldest);
        auto found = stored(*session_, key);
        if (!found)
            sql << "insert into tremolo_answers (\"key\", content, begun_at) values (:key, :content, :begun)",
                soci::use(key), soci::use(content), soci::use(begun);
        all.commit();
        return found;
    });
}

void answer_table::answer(const std::string& key, int status, const std::string& body) {
    guarded(*session_, [&] {
        change all{*session_};
        session_->sql << "update tremolo_answers set status = :status, body = :body where \"key\" = :key",
            soci::use(status), soci::use(body), soci::use(key);
        all.commit();
    });
}

} // namespace tremolo::store
