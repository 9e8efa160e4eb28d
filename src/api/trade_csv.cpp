#include "api/trade_csv.hpp"
#include "rpc/trade_views.hpp"
#include <cmath>

namespace tremolo::api {

namespace {

constexpr std::int64_t trades_in_a_piece = 500;

void write_text_cell(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

// Numbers as JSON writes them; what is not known is empty.
template <class T>
void write_cell(std::string& out, const T& value) {
    if constexpr (json::detail::is_optional<T>) {
        if (value) write_cell(out, *value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        write_text_cell(out, value);
    } else if constexpr (std::is_enum_v<T>) {
        write_text_cell(out, json::enum_text(value));
    } else if constexpr (std::is_floating_point_v<T>) {
        if (std::isfinite(value)) json::write(out, value);
    } else {
        json::write(out, value);
    }
}

// Calls f(key, member pointer) for what can stand in one cell.
template <class F>
void for_each_column(F&& f) {
    using trade = rpc::schema::raw_trade;
    json::for_each_member<trade>([&](std::string_view name, auto pointer) {
        using member = std::remove_cvref_t<decltype(std::declval<trade>().*pointer)>;
        if constexpr (!json::detail::is_vector<member>) f(json::key_of<trade>(name), pointer);
    });
}

class csv_source final : public http::body_source, public std::enable_shared_from_this<csv_source> {
  public:
    csv_source(rpc::trade_search wanted, field_set columns, read_later read)
        : wanted_{std::move(wanted)}, left_{wanted_.limit}, columns_{std::move(columns)}, read_{std::move(read)} {}

    void next(taker take) override {
        const auto self = shared_from_this();
        const bool taken = read_([self, take](rpc::archive& records) { take(self->piece(records)); },
                                 [take](const std::exception_ptr&) { take(std::nullopt); });
        if (!taken) take(std::nullopt);
    }

  private:
    // On a reading thread, one piece at a time.
    std::string piece(rpc::archive& records) {
        std::string out;
        if (!begun_) write_csv_head(out, columns_);
        begun_ = true;
        wanted_.limit = left_ < 0 ? trades_in_a_piece : std::min(left_, trades_in_a_piece);
        if (ended_ || wanted_.limit == 0) return out;
        const auto page = records.find_trades(wanted_);
        for (const auto& t : page) write_csv_line(out, rpc::raw_trade(t), columns_);
        ended_ = static_cast<std::int64_t>(page.size()) < wanted_.limit;
        if (page.empty()) return out;
        if (left_ > 0) left_ -= static_cast<std::int64_t>(page.size());
        wanted_.behind = rpc::position_of(page.back());
        wanted_.offset = 0;
        return out;
    }

    rpc::trade_search wanted_;
    std::int64_t left_; // trades; negative: all
    const field_set columns_;
    const read_later read_;
    bool begun_ = false;
    bool ended_ = false;
};

} // namespace

field_set csv_columns() {
    field_set all;
    for_each_column([&](std::string_view key, auto) { all.emplace(key); });
    return all;
}

void write_csv_head(std::string& out, const field_set& columns) {
    bool first = true;
    for_each_column([&](std::string_view key, auto) {
        if (!columns.contains(key)) return;
        if (!first) out += ',';
        first = false;
        out += key;
    });
    out += "\r\n";
}

void write_csv_line(std::string& out, const rpc::schema::raw_trade& t, const field_set& columns) {
    bool first = true;
    for_each_column([&](std::string_view key, auto pointer) {
        if (!columns.contains(key)) return;
        if (!first) out += ',';
        first = false;
        write_cell(out, t.*pointer);
    });
    out += "\r\n";
}

std::shared_ptr<http::body_source> trades_as_csv(rpc::trade_search wanted, field_set columns, read_later read) {
    return std::make_shared<csv_source>(std::move(wanted), std::move(columns), std::move(read));
}

} // namespace tremolo::api
