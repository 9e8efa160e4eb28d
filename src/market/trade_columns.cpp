// Trades in files of columns: feather and parquet.
#include "market/trade_formats.hpp"
#include "market/whole_files.hpp"
#include <array>
#include <deque>
#include <fmt/format.h>

namespace tremolo::market::detail {
namespace {

// A column as a file has it: whichever kind it is, the others are empty.
struct read_column {
    std::string name;
    std::vector<std::int64_t> integers{};
    std::vector<double> numbers{};
    packed_texts texts{};
    std::size_t rows = 0;
    enum class kind { integer, number, text } is = kind::number;
};

struct read_table {
    std::deque<read_column> columns;
    read_column& add(const char* name, read_column::kind kind, std::size_t rows) {
        auto& column = columns.emplace_back();
        column.name = name;
        column.is = kind;
        column.rows = rows;
        return column;
    }
    // Texts that are missing are not told: those before the row are.
    static void fill_texts(read_column& column, std::size_t up_to) {
        while (column.texts.size() < up_to) column.texts.push_back({});
    }
    [[nodiscard]] read_column* find(std::string_view name) {
        for (auto& column : columns)
            if (column.name == name) return &column;
        return nullptr;
    }
};

tremolo_arrow_table_sink sink_into(read_table& to) {
    return {.context = &to,
            .integers = [](void* context, const char* name, int, std::size_t rows) -> std::int64_t* {
                auto& column = static_cast<read_table*>(context)->add(name, read_column::kind::integer, rows);
                column.integers.resize(rows);
                return column.integers.data();
            },
            .numbers = [](void* context, const char* name, std::size_t rows) -> double* {
                auto& column = static_cast<read_table*>(context)->add(name, read_column::kind::number, rows);
                column.numbers.resize(rows);
                return column.numbers.data();
            },
            .texts =
                [](void* context, const char* name, std::size_t rows) {
                    static_cast<read_table*>(context)->add(name, read_column::kind::text, rows);
                    return 1;
                },
            .text =
                [](void* context, std::size_t row, const char* text, std::size_t length) {
                    auto& column = static_cast<read_table*>(context)->columns.back();
                    read_table::fill_texts(column, row);
                    column.texts.push_back(std::string_view{text, length});
                }};
}

constexpr std::array names{"timestamp", "id", "type", "side", "price", "amount", "cost"};

// The columns of a table, as the kinds that trades have them in.
class taking {
  public:
    taking(const std::filesystem::path& path, read_table& from) : path_{path}, from_{from} {}

    [[nodiscard]] std::vector<std::int64_t> integers(const char* name) {
        auto& column = of(name);
        if (column.is != read_column::kind::integer && column.rows > 0) wrong(name, "whole numbers");
        return std::move(column.integers);
    }
    [[nodiscard]] std::vector<double> numbers(const char* name) {
        auto& column = of(name);
        if (column.is == read_column::kind::text && column.rows > 0) wrong(name, "numbers");
        if (column.is == read_column::kind::integer) return {column.integers.begin(), column.integers.end()};
        return std::move(column.numbers);
    }
    [[nodiscard]] packed_texts texts(const char* name) {
        auto& column = of(name);
        read_table::fill_texts(column, column.is == read_column::kind::text ? column.rows : 0);
        for (const auto value : column.integers) column.texts.push_back(std::to_string(value));
        if (column.is == read_column::kind::number && column.rows > 0) wrong(name, "texts");
        return std::move(column.texts);
    }

  private:
    [[nodiscard]] read_column& of(const char* name) {
        if (auto* column = from_.find(name)) return *column;
        std::vector<std::string_view> found;
        for (const auto& column : from_.columns) found.push_back(column.name);
        unreadable(
            trade_file_kind, path_,
            fmt::format("it has the columns {}, expected are {}", fmt::join(found, ", "), fmt::join(names, ", ")));
    }
    [[noreturn]] void wrong(const char* name, std::string_view expected) const {
        unreadable(trade_file_kind, path_, fmt::format("column \"{}\" does not hold {}", name, expected));
    }
    const std::filesystem::path& path_;
    read_table& from_;
};

} // namespace

trade_table trades_of_columns(const std::filesystem::path& path, column_format format, std::string_view bytes) {
    const auto arrow = load_arrow(format);
    if (arrow.read_table == nullptr) unreadable(trade_file_kind, path, arrow.reason);
    read_table read;
    const auto sink = sink_into(read);
    arrow_error text{};
    if (arrow.read_table(bytes.data(), bytes.size(), &sink, text.data(), text.size()) != 0)
        unreadable(trade_file_kind, path, text.data());
    taking take{path, read};
    trade_table trades;
    trades.times_ms = take.integers("timestamp");
    trades.ids = take.texts("id");
    trades.types = take.texts("type");
    trades.sides = take.texts("side");
    trades.prices = take.numbers("price");
    trades.amounts = take.numbers("amount");
    trades.costs = take.numbers("cost");
    return trades;
}

std::string columns_of_trades(const std::filesystem::path& path, column_format format, const trade_table& trades) {
    const auto arrow = load_arrow(format);
    if (arrow.write_table == nullptr) unwritable(trade_file_kind, path, arrow.reason);
    const auto pointers_of = [&](const packed_texts& texts) {
        std::vector<const char*> all;
        all.reserve(trades.size());
        for (std::size_t row = 0; row < trades.size(); ++row) all.push_back(texts.c_str(row));
        return all;
    };
    const auto ids = pointers_of(trades.ids), types = pointers_of(trades.types), sides = pointers_of(trades.sides);
    const std::array<tremolo_arrow_cells, names.size()> columns{
        {{"timestamp", TREMOLO_ARROW_INTEGER, trades.times_ms.data()},
         {"id", TREMOLO_ARROW_TEXT, ids.data()},
         {"type", TREMOLO_ARROW_TEXT, types.data()},
         {"side", TREMOLO_ARROW_TEXT, sides.data()},
         {"price", TREMOLO_ARROW_NUMBER, trades.prices.data()},
         {"amount", TREMOLO_ARROW_NUMBER, trades.amounts.data()},
         {"cost", TREMOLO_ARROW_NUMBER, trades.costs.data()}}};
    std::string bytes;
    arrow_error text{};
    const auto take = [](void* context, const void* data, std::size_t size) {
        static_cast<std::string*>(context)->assign(static_cast<const char*>(data), size);
    };
    if (arrow.write_table(columns.data(), columns.size(), trades.size(), &bytes, take, text.data(), text.size()) != 0)
        unwritable(trade_file_kind, path, text.data());
    return bytes;
}

} // namespace tremolo::market::detail
