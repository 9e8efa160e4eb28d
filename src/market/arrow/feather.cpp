// Feather files through Arrow C++: compiled into tremolo_arrow.so alone, never into the bot.
#include "market/arrow/feather.h"
#include <algorithm>
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/compression.h>
#include <cmath>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace {

using batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

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
        if (values.type_id() != arrow::Type::TIMESTAMP)
            return arrow::Status::Invalid("column \"date\" holds ", values.type()->ToString(), ", not dates");
        if (values.null_count() > 0) return arrow::Status::Invalid("column \"date\" has missing values");
        const auto unit = static_cast<const arrow::TimestampType&>(*values.type()).unit();
        const auto& dates = static_cast<const arrow::TimestampArray&>(values);
        for (std::int64_t i = 0; i < dates.length(); ++i) {
            ARROW_ASSIGN_OR_RAISE(*to++, in_milliseconds(dates.Value(i), unit));
        }
    }
    return arrow::Status::OK();
}

template <class Array>
double* copy_as_doubles(const arrow::Array& from, double* to) {
    const auto& values = static_cast<const Array&>(from);
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

arrow::Result<batches> all_batches(const char* path, std::shared_ptr<arrow::Schema>& schema) {
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.use_threads = false;
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file, options));
    schema = reader->schema();
    batches all;
    for (int i = 0; i < reader->num_record_batches(); ++i) {
        ARROW_ASSIGN_OR_RAISE(auto batch, reader->ReadRecordBatch(i));
        ARROW_RETURN_NOT_OK(batch->ValidateFull());
        all.push_back(std::move(batch));
    }
    return all;
}

arrow::Status read(const char* path, const tremolo_arrow_sink& sink) {
    std::shared_ptr<arrow::Schema> schema;
    ARROW_ASSIGN_OR_RAISE(const auto all, all_batches(path, schema));
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
    const auto schema = arrow::schema(fields);
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    options.use_threads = false;
    ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME, 9));
    ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(file, schema, options));
    constexpr std::int64_t rows_a_batch = 1 << 16; // as pandas writes them
    const auto whole = arrow::RecordBatch::Make(schema, length, arrays);
    for (std::int64_t first = 0; first < length; first += rows_a_batch)
        ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*whole->Slice(first, std::min(rows_a_batch, length - first))));
    ARROW_RETURN_NOT_OK(writer->Close());
    return file->Close();
}

} // namespace

extern "C" {

int tremolo_arrow_abi(void) { return TREMOLO_ARROW_ABI; }

int tremolo_arrow_read(const char* path, const tremolo_arrow_sink* sink, char* error, std::size_t error_size) {
    return guarded(error, error_size, [&] { return read(path, *sink); });
}

int tremolo_arrow_write(const char* path, const std::int64_t* dates, const tremolo_arrow_column* columns,
                        std::size_t column_count, std::size_t rows, char* error, std::size_t error_size) {
    return guarded(error, error_size, [&] { return write(path, dates, columns, column_count, rows); });
}
}
