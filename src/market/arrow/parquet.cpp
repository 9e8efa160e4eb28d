// Parquet files through Arrow C++ and its libparquet: compiled into tremolo_parquet.so alone, never into the bot.
#include "market/arrow/format.hpp"
#include <arrow/table.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

namespace tremolo_arrow_format {
namespace {

// The rows of a row group in one piece.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> in_one_batch(const arrow::Table& table) {
    ARROW_ASSIGN_OR_RAISE(auto batch, table.CombineChunksToBatch(arrow::system_memory_pool()));
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    return batch;
}

// Whether the row group has a row of the range, by its dates alone. Columns are not nested, so they count as fields do.
arrow::Result<bool> is_within(parquet::arrow::FileReader& reader, int group, int date, range wanted) {
    if (wanted.is_everything() || date < 0) return true;
    ARROW_ASSIGN_OR_RAISE(const auto table, reader.ReadRowGroup(group, {date}));
    ARROW_ASSIGN_OR_RAISE(const auto dates, in_one_batch(*table));
    return touches(*dates->column(0), wanted);
}

} // namespace

arrow::Result<batches> read_batches(const std::shared_ptr<arrow::io::RandomAccessFile>& file, range wanted,
                                    std::shared_ptr<arrow::Schema>& schema) {
    // What was freed by others serves again: Arrow's own pool asks for new pages.
    ARROW_ASSIGN_OR_RAISE(const auto reader, parquet::arrow::OpenFile(file, arrow::system_memory_pool()));
    reader->set_use_threads(false); // one file is read by one thread
    ARROW_RETURN_NOT_OK(reader->GetSchema(&schema));
    for (const auto& field : schema->fields())
        if (field->type()->num_fields() > 0)
            return arrow::Status::Invalid("column \"", field->name(), "\" holds ", field->type()->ToString());
    const int date = schema->GetFieldIndex("date");
    batches all;
    for (int i = 0; i < reader->num_row_groups(); ++i) {
        ARROW_ASSIGN_OR_RAISE(const bool wants, is_within(*reader, i, date, wanted));
        if (!wants) continue;
        ARROW_ASSIGN_OR_RAISE(const auto table, reader->ReadRowGroup(i));
        ARROW_ASSIGN_OR_RAISE(auto batch, in_one_batch(*table));
        all.push_back(std::move(batch));
    }
    return all;
}

arrow::Status write_batch(const std::shared_ptr<arrow::io::OutputStream>& out,
                          const std::shared_ptr<arrow::RecordBatch>& whole, packing) {
    ARROW_ASSIGN_OR_RAISE(const auto table, arrow::Table::FromRecordBatches({whole}));
    // As pandas writes them. With the schema of Arrow in the file dates keep their unit and zone.
    const auto packed = parquet::WriterProperties::Builder().compression(parquet::Compression::SNAPPY)->build();
    const auto described = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    return parquet::arrow::WriteTable(*table, arrow::system_memory_pool(), out, rows_a_batch, packed, described);
}

} // namespace tremolo_arrow_format
