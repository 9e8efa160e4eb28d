// Columns between Arrow and the bot, the same for all formats: compiled into tremolo_arrow.so and tremolo_parquet.so,
// never into the bot.
#include "market/arrow/column_file.h"
#include "market/arrow/format.hpp"
#include <algorithm>
#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <arrow/util/future.h>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>

namespace {

namespace format = tremolo_arrow_format;
using format::batches;

// Runs f, which answers a Status, and hands its text on; nothing thrown leaves the library.
template <class F>
int guarded(char* error, std::size_t error_size, F f) {
    std::string text;
    try {
        const arrow::Status status = f();
        if (status.ok()) return 0;
        text = status.message();
    } catch (const std::exception& e) { text = e.what(); }
    std::snprintf(error, error_size, "%s", text.c_str());
    return 1;
}

std::int64_t floor_divided(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

arrow::Result<std::int64_t> in_milliseconds(std::int64_t value, arrow::TimeUnit::type unit) {
    switch (unit) {
    case arrow::TimeUnit::SECOND: return value * 1000;
    case arrow::TimeUnit::MILLI: return value;
    case arrow::TimeUnit::MICRO: return floor_divided(value, 1000);
    case arrow::TimeUnit::NANO: return floor_divided(value, 1'000'000);
    }
    return arrow::Status::Invalid("a date of an unknown unit");
}

arrow::Status copy_dates(const batches& from, int column, std::int64_t* to) {
    for (const auto& batch : from) {
        const auto& values = *batch->column(column);
        const auto& name = batch->column_name(column);
        if (values.type_id() != arrow::Type::TIMESTAMP)
            return arrow::Status::Invalid("column \"", name, "\" holds ", values.type()->ToString(), ", not dates");
        if (values.null_count() > 0) return arrow::Status::Invalid("column \"", name, "\" has missing values");
        const auto unit = static_cast<const arrow::TimestampType&>(*values.type()).unit();
        const auto& dates = static_cast<const arrow::TimestampArray&>(values);
        if (unit == arrow::TimeUnit::MILLI) {
            to = std::copy_n(dates.raw_values(), dates.length(), to);
            continue;
        }
        for (std::int64_t i = 0; i < dates.length(); ++i) {
            ARROW_ASSIGN_OR_RAISE(*to++, in_milliseconds(dates.Value(i), unit));
        }
    }
    return arrow::Status::OK();
}

template <class Array>
double* copy_as_doubles(const arrow::Array& from, double* to) {
    const auto& values = static_cast<const Array&>(from);
    if (values.null_count() == 0) return std::copy_n(values.raw_values(), values.length(), to);
    for (std::int64_t i = 0; i < values.length(); ++i)
        *to++ = values.IsNull(i) ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(values.Value(i));
    return to;
}

// False for a type that is no number.
bool copy_numbers(const arrow::Array& from, double*& to) {
    switch (from.type_id()) {
    case arrow::Type::DOUBLE: to = copy_as_doubles<arrow::DoubleArray>(from, to); return true;
    case arrow::Type::FLOAT: to = copy_as_doubles<arrow::FloatArray>(from, to); return true;
    case arrow::Type::INT64: to = copy_as_doubles<arrow::Int64Array>(from, to); return true;
    case arrow::Type::INT32: to = copy_as_doubles<arrow::Int32Array>(from, to); return true;
    case arrow::Type::UINT64: to = copy_as_doubles<arrow::UInt64Array>(from, to); return true;
    case arrow::Type::UINT32: to = copy_as_doubles<arrow::UInt32Array>(from, to); return true;
    default: return false;
    }
}

// A file that is read by who asks for it: Arrow's own hands every stretch to threads that it starts for that.
class plain_file final : public arrow::io::RandomAccessFile {
  public:
    using bytes = std::shared_ptr<arrow::Buffer>;
    using RandomAccessFile::ReadAsync;
    using RandomAccessFile::ReadAt;

    explicit plain_file(std::shared_ptr<arrow::io::RandomAccessFile> from) : from_{std::move(from)} {
        set_mode(arrow::io::FileMode::READ);
    }
    arrow::Status Close() override { return from_->Close(); }
    bool closed() const override { return from_->closed(); }
    arrow::Result<std::int64_t> Tell() const override { return from_->Tell(); }
    arrow::Status Seek(std::int64_t to) override { return from_->Seek(to); }
    arrow::Result<std::int64_t> GetSize() override { return from_->GetSize(); }
    arrow::Result<std::int64_t> Read(std::int64_t count, void* to) override { return from_->Read(count, to); }
    arrow::Result<bytes> Read(std::int64_t count) override { return from_->Read(count); }
    arrow::Result<std::int64_t> ReadAt(std::int64_t at, std::int64_t count, void* to) override {
        return from_->ReadAt(at, count, to);
    }
    arrow::Result<bytes> ReadAt(std::int64_t at, std::int64_t count) override { return from_->ReadAt(at, count); }
    arrow::Future<bytes> ReadAsync(const arrow::io::IOContext&, std::int64_t at, std::int64_t count) override {
        return arrow::Future<bytes>::MakeFinished(ReadAt(at, count));
    }
    arrow::Future<bytes> ReadAsync(const arrow::io::IOContext&, std::int64_t at, std::int64_t count,
                                   bool may_be_short) override {
        return arrow::Future<bytes>::MakeFinished(ReadAt(at, count, may_be_short));
    }
    arrow::Status WillNeed(const std::vector<arrow::io::ReadRange>&) override { return arrow::Status::OK(); }

  private:
    const std::shared_ptr<arrow::io::RandomAccessFile> from_;
};

arrow::Status read(const char* path, format::range wanted, const tremolo_arrow_sink& sink) {
    std::shared_ptr<arrow::Schema> schema;
    ARROW_ASSIGN_OR_RAISE(auto opened, arrow::io::ReadableFile::Open(path, arrow::system_memory_pool()));
    const auto file = std::make_shared<plain_file>(std::move(opened));
    ARROW_ASSIGN_OR_RAISE(const auto all, format::read_batches(file, wanted, schema));
    std::size_t rows = 0;
    for (const auto& batch : all) rows += static_cast<std::size_t>(batch->num_rows());
    for (int column = 0; column < schema->num_fields(); ++column) {
        const auto& name = schema->field(column)->name();
        if (name == "date") {
            auto* to = sink.dates(sink.context, rows);
            if (to != nullptr && rows > 0) ARROW_RETURN_NOT_OK(copy_dates(all, column, to));
            continue;
        }
        auto* to = sink.column(sink.context, name.c_str(), rows);
        // A file without rows need not say what its columns hold.
        if (to == nullptr || rows == 0) continue;
        for (const auto& batch : all)
            if (!copy_numbers(*batch->column(column), to))
                return arrow::Status::Invalid("column \"", name, "\" holds ", schema->field(column)->type()->ToString(),
                                              ", not numbers");
    }
    return arrow::Status::OK();
}

arrow::Status write(const char* path, const std::int64_t* dates, const tremolo_arrow_column* columns,
                    std::size_t column_count, std::size_t rows) {
    const auto length = static_cast<std::int64_t>(rows);
    arrow::FieldVector fields{arrow::field("date", arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"))};
    arrow::ArrayVector arrays{
        std::make_shared<arrow::TimestampArray>(fields[0]->type(), length, arrow::Buffer::Wrap(dates, rows))};
    for (std::size_t c = 0; c < column_count; ++c) {
        fields.push_back(arrow::field(columns[c].name, arrow::float64()));
        arrays.push_back(std::make_shared<arrow::DoubleArray>(length, arrow::Buffer::Wrap(columns[c].values, rows)));
    }
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
    const auto whole = arrow::RecordBatch::Make(arrow::schema(fields), length, arrays);
    ARROW_RETURN_NOT_OK(format::write_batch(file, whole, format::packing::small));
    return file->Close();
}

// -- tables of any columns

template <class Array, class Sink>
void hand_texts(const arrow::Array& from, std::size_t first, const Sink& sink) {
    const auto& values = static_cast<const Array&>(from);
    for (std::int64_t i = 0; i < values.length(); ++i) {
        if (values.IsNull(i)) continue;
        const auto view = values.GetView(i);
        sink.text(sink.context, first + static_cast<std::size_t>(i), view.data(), view.size());
    }
}

arrow::Status read_texts(const batches& all, int column, const char* name, std::size_t rows,
                         const tremolo_arrow_table_sink& sink) {
    if (sink.texts(sink.context, name, rows) == 0) return arrow::Status::OK();
    std::size_t first = 0;
    for (const auto& batch : all) {
        const auto& values = *batch->column(column);
        if (values.type_id() == arrow::Type::STRING) hand_texts<arrow::StringArray>(values, first, sink);
        if (values.type_id() == arrow::Type::LARGE_STRING) hand_texts<arrow::LargeStringArray>(values, first, sink);
        first += static_cast<std::size_t>(values.length());
    }
    return arrow::Status::OK();
}

arrow::Status read_whole_numbers(const batches& all, int column, const char* name, std::size_t rows,
                                 const tremolo_arrow_table_sink& sink) {
    auto* to = sink.integers(sink.context, name, 0, rows);
    if (to == nullptr) return arrow::Status::OK();
    for (const auto& batch : all) {
        const auto& values = static_cast<const arrow::Int64Array&>(*batch->column(column));
        if (values.null_count() > 0) return arrow::Status::Invalid("column \"", name, "\" has missing values");
        to = std::copy_n(values.raw_values(), values.length(), to);
    }
    return arrow::Status::OK();
}

arrow::Status read_table(const void* bytes, std::size_t size, const tremolo_arrow_table_sink& sink) {
    const auto buffer =
        std::make_shared<arrow::Buffer>(static_cast<const std::uint8_t*>(bytes), static_cast<std::int64_t>(size));
    std::shared_ptr<arrow::Schema> schema;
    const auto file = std::make_shared<plain_file>(std::make_shared<arrow::io::BufferReader>(buffer));
    ARROW_ASSIGN_OR_RAISE(const auto all, format::read_batches(file, {}, schema));
    std::size_t rows = 0;
    for (const auto& batch : all) rows += static_cast<std::size_t>(batch->num_rows());
    for (int column = 0; column < schema->num_fields(); ++column) {
        const auto& field = *schema->field(column);
        const auto* name = field.name().c_str();
        switch (field.type()->id()) {
        case arrow::Type::TIMESTAMP:
            if (auto* to = sink.integers(sink.context, name, 1, rows); to != nullptr)
                ARROW_RETURN_NOT_OK(copy_dates(all, column, to));
            break;
        case arrow::Type::INT64: ARROW_RETURN_NOT_OK(read_whole_numbers(all, column, name, rows, sink)); break;
        case arrow::Type::NA: // nothing but missing values
        case arrow::Type::STRING:
        case arrow::Type::LARGE_STRING: ARROW_RETURN_NOT_OK(read_texts(all, column, name, rows, sink)); break;
        default:
            auto* to = sink.numbers(sink.context, name, rows);
            if (to == nullptr) break;
            for (const auto& batch : all)
                if (!copy_numbers(*batch->column(column), to))
                    return arrow::Status::Invalid("column \"", name, "\" holds ", field.type()->ToString());
        }
    }
    return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::Array>> array_of(const tremolo_arrow_cells& cells, std::size_t rows) {
    const auto length = static_cast<std::int64_t>(rows);
    const auto date = [&](arrow::TimeUnit::type unit) {
        return std::make_shared<arrow::TimestampArray>(
            arrow::timestamp(unit, "UTC"), length,
            arrow::Buffer::Wrap(static_cast<const std::int64_t*>(cells.values), rows));
    };
    switch (cells.kind) {
    case TREMOLO_ARROW_NUMBER:
        return std::make_shared<arrow::DoubleArray>(
            length, arrow::Buffer::Wrap(static_cast<const double*>(cells.values), rows));
    case TREMOLO_ARROW_INTEGER:
        return std::make_shared<arrow::Int64Array>(
            length, arrow::Buffer::Wrap(static_cast<const std::int64_t*>(cells.values), rows));
    case TREMOLO_ARROW_MILLISECONDS: return date(arrow::TimeUnit::MILLI);
    case TREMOLO_ARROW_MICROSECONDS: return date(arrow::TimeUnit::MICRO);
    case TREMOLO_ARROW_TEXT: break;
    }
    arrow::LargeStringBuilder builder{arrow::system_memory_pool()};
    ARROW_RETURN_NOT_OK(builder.Reserve(length));
    const auto* texts = static_cast<const char* const*>(cells.values);
    for (std::size_t i = 0; i < rows; ++i)
        ARROW_RETURN_NOT_OK(texts[i] != nullptr ? builder.Append(texts[i]) : builder.AppendNull());
    return builder.Finish();
}

arrow::Result<std::shared_ptr<arrow::Buffer>> table_bytes(const tremolo_arrow_cells* columns, std::size_t column_count,
                                                          std::size_t rows) {
    arrow::FieldVector fields;
    arrow::ArrayVector arrays;
    for (std::size_t c = 0; c < column_count; ++c) {
        ARROW_ASSIGN_OR_RAISE(auto values, array_of(columns[c], rows));
        fields.push_back(arrow::field(columns[c].name, values->type()));
        arrays.push_back(std::move(values));
    }
    constexpr std::int64_t usual_bytes_a_cell = 4; // room for it from the start: growing copies all that is there
    const auto room = static_cast<std::int64_t>(rows * column_count) * usual_bytes_a_cell + 4096;
    ARROW_ASSIGN_OR_RAISE(auto out, arrow::io::BufferOutputStream::Create(room, arrow::system_memory_pool()));
    const auto whole = arrow::RecordBatch::Make(arrow::schema(fields), static_cast<std::int64_t>(rows), arrays);
    ARROW_RETURN_NOT_OK(format::write_batch(out, whole, format::packing::fast));
    return out->Finish();
}

} // namespace

namespace tremolo_arrow_format {

arrow::Result<bool> touches(const arrow::Array& values, range wanted) {
    if (values.type_id() != arrow::Type::TIMESTAMP || values.null_count() > 0) return true;
    const auto unit = static_cast<const arrow::TimestampType&>(*values.type()).unit();
    const auto& dates = static_cast<const arrow::TimestampArray&>(values);
    for (std::int64_t i = 0; i < dates.length(); ++i) {
        ARROW_ASSIGN_OR_RAISE(const auto date, in_milliseconds(dates.Value(i), unit));
        if (date >= wanted.from_ms && date <= wanted.to_ms) return true;
    }
    return false;
}

} // namespace tremolo_arrow_format

extern "C" {

int tremolo_arrow_abi(void) { return TREMOLO_ARROW_ABI; }

int tremolo_arrow_read(const char* path, std::int64_t from_ms, std::int64_t to_ms, const tremolo_arrow_sink* sink,
                       char* error, std::size_t error_size) {
    return guarded(error, error_size, [&] { return read(path, {from_ms, to_ms}, *sink); });
}

int tremolo_arrow_write(const char* path, const std::int64_t* dates, const tremolo_arrow_column* columns,
                        std::size_t column_count, std::size_t rows, char* error, std::size_t error_size) {
    return guarded(error, error_size, [&] { return write(path, dates, columns, column_count, rows); });
}

int tremolo_arrow_write_table(const tremolo_arrow_cells* columns, std::size_t column_count, std::size_t rows,
                              void* context, void (*take)(void*, const void*, std::size_t), char* error,
                              std::size_t error_size) {
    return guarded(error, error_size, [&] {
        auto bytes = table_bytes(columns, column_count, rows);
        if (!bytes.ok()) return bytes.status();
        take(context, (*bytes)->data(), static_cast<std::size_t>((*bytes)->size()));
        return arrow::Status::OK();
    });
}

int tremolo_arrow_read_table(const void* bytes, std::size_t size, const tremolo_arrow_table_sink* sink, char* error,
                             std::size_t error_size) {
    return guarded(error, error_size, [&] { return read_table(bytes, size, *sink); });
}
}
