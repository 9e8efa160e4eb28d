#include "market/feather_table.hpp"
#include "base/error.hpp"
#include "market/arrow_library.hpp"
#include <deque>
#include <fmt/format.h>
#include <numeric>

namespace tremolo::market {
namespace {

// The values of columns in the shape that Arrow takes, alive as long as it is.
class cells {
  public:
    void add_integers(const char* name, tremolo_arrow_kind kind, std::vector<std::int64_t> values) {
        integers_.push_back(std::move(values));
        all_.push_back({name, kind, integers_.back().data()});
    }
    void add(const frame::column& column) {
        if (const auto* texts = column.texts()) return add_texts(column.name.c_str(), *texts);
        numbers_.push_back(*column.numbers());
        const auto values = numbers_.back().view();
        if (numbers_.back().type() == dtype::int64)
            return add_integers(column.name.c_str(), TREMOLO_ARROW_INTEGER, {values.begin(), values.end()});
        all_.push_back({column.name.c_str(), TREMOLO_ARROW_NUMBER, values.data()});
    }
    [[nodiscard]] const std::vector<tremolo_arrow_cells>& all() const { return all_; }

  private:
    void add_texts(const char* name, const text_series& texts) {
        const auto& kept = texts_.emplace_back(texts);
        auto& pointers = pointers_.emplace_back();
        pointers.reserve(kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            const auto text = kept[i]; // a whole std::string of the series
            pointers.push_back(text ? text->data() : nullptr);
        }
        all_.push_back({name, TREMOLO_ARROW_TEXT, pointers.data()});
    }
    std::vector<tremolo_arrow_cells> all_;
    std::deque<std::vector<std::int64_t>> integers_;
    std::deque<series> numbers_;
    std::deque<text_series> texts_;
    std::deque<std::vector<const char*>> pointers_;
};

// What reading hands over, column by column.
struct taken {
    struct column {
        std::string name;
        std::vector<std::int64_t> integers{};
        std::vector<double> numbers{};
        std::vector<std::optional<std::string>> texts{};
        bool is_text = false;
        bool is_integer = false;
    };
    std::vector<std::int64_t> dates;
    bool dated = false;
    std::deque<column> columns;
};

tremolo_arrow_table_sink sink_into(taken& to) {
    return {.context = &to,
            .integers = [](void* context, const char* name, int is_date, std::size_t rows) -> std::int64_t* {
                auto& table = *static_cast<taken*>(context);
                if (is_date != 0 && std::string_view{name} == "date") {
                    table.dated = true;
                    table.dates.resize(rows);
                    return table.dates.data();
                }
                if (std::string_view{name} == "index") return nullptr;
                auto& column = table.columns.emplace_back(taken::column{name});
                column.is_integer = true;
                column.integers.resize(rows);
                return column.integers.data();
            },
            .numbers = [](void* context, const char* name, std::size_t rows) -> double* {
                auto& column = static_cast<taken*>(context)->columns.emplace_back(taken::column{name});
                column.numbers.resize(rows);
                return column.numbers.data();
            },
            .texts =
                [](void* context, const char* name, std::size_t rows) {
                    auto& column = static_cast<taken*>(context)->columns.emplace_back(taken::column{name});
                    column.is_text = true;
                    column.texts.resize(rows);
                    return 1;
                },
            .text =
                [](void* context, std::size_t row, const char* text, std::size_t length) {
                    static_cast<taken*>(context)->columns.back().texts[row].emplace(text, length);
                }};
}

} // namespace

std::string feather_bytes(const frame& table, feather_table_style style) {
    const auto arrow = detail::load_arrow();
    if (arrow.write_table == nullptr) throw operational_error{"cannot write a feather table: " + arrow.reason};
    cells columns;
    if (style.numbered) {
        std::vector<std::int64_t> index(table.size());
        std::iota(index.begin(), index.end(), 0);
        columns.add_integers("index", TREMOLO_ARROW_INTEGER, std::move(index));
    }
    std::vector<std::int64_t> dates{table.dates().begin(), table.dates().end()};
    if (style.microseconds)
        for (auto& date : dates) date *= 1000;
    columns.add_integers("date", style.microseconds ? TREMOLO_ARROW_MICROSECONDS : TREMOLO_ARROW_MILLISECONDS,
                         std::move(dates));
    for (const auto& column : table.columns()) columns.add(column);
    std::string bytes;
    detail::arrow_error text{};
    const auto take = [](void* context, const void* data, std::size_t size) {
        static_cast<std::string*>(context)->assign(static_cast<const char*>(data), size);
    };
    if (arrow.write_table(columns.all().data(), columns.all().size(), table.size(), &bytes, take, text.data(),
                          text.size()) != 0)
        throw operational_error{fmt::format("cannot write a feather table: {}", text.data())};
    return bytes;
}

frame frame_of_feather(std::string_view bytes) {
    const auto arrow = detail::load_arrow();
    if (arrow.read_table == nullptr) throw operational_error{"cannot read a feather table: " + arrow.reason};
    taken table;
    const auto sink = sink_into(table);
    detail::arrow_error text{};
    if (arrow.read_table(bytes.data(), bytes.size(), &sink, text.data(), text.size()) != 0)
        throw operational_error{fmt::format("cannot read a feather table: {}", text.data())};
    if (!table.dated) throw operational_error{"cannot read a feather table: it has no column \"date\""};
    frame out{std::move(table.dates)};
    for (auto& column : table.columns) {
        if (column.is_text)
            out.set(column.name, text_series{column.texts});
        else if (column.is_integer)
            out.set(column.name,
                    series{std::vector<double>(column.integers.begin(), column.integers.end()), dtype::int64});
        else
            out.set(column.name, series{std::move(column.numbers)});
    }
    return out;
}

} // namespace tremolo::market
