// Feather files through Arrow C++: compiled into tremolo_arrow.so alone, never into the bot.
#include "market/arrow/format.hpp"
#include <algorithm>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/compression.h>

namespace tremolo_arrow_format {
namespace {

// One file is read by one thread. What was freed by others serves again: Arrow's own pool asks for new pages.
arrow::ipc::IpcReadOptions reading() {
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.use_threads = false;
    options.memory_pool = arrow::system_memory_pool();
    return options;
}

// Which batches have rows of the range, by their dates alone.
arrow::Result<std::vector<int>> batches_within(arrow::io::RandomAccessFile& file, const arrow::Schema& schema,
                                               int count, range wanted) {
    std::vector<int> chosen;
    const int date = schema.GetFieldIndex("date");
    if (wanted.is_everything() || date < 0) {
        for (int i = 0; i < count; ++i) chosen.push_back(i);
        return chosen;
    }
    auto options = reading();
    options.included_fields = {date};
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(&file, options));
    for (int i = 0; i < count; ++i) {
        ARROW_ASSIGN_OR_RAISE(const auto batch, reader->ReadRecordBatch(i));
        ARROW_RETURN_NOT_OK(batch->ValidateFull());
        ARROW_ASSIGN_OR_RAISE(const bool is_within, touches(*batch->column(0), wanted));
        if (is_within) chosen.push_back(i);
    }
    return chosen;
}

} // namespace

arrow::Result<batches> read_batches(const std::shared_ptr<arrow::io::RandomAccessFile>& file, range wanted,
                                    std::shared_ptr<arrow::Schema>& schema) {
    auto options = reading();
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file, options));
    schema = reader->schema();
    ARROW_ASSIGN_OR_RAISE(const auto chosen, batches_within(*file, *schema, reader->num_record_batches(), wanted));
    batches all;
    for (const int i : chosen) {
        ARROW_ASSIGN_OR_RAISE(auto batch, reader->ReadRecordBatch(i));
        ARROW_RETURN_NOT_OK(batch->ValidateFull());
        all.push_back(std::move(batch));
    }
    return all;
}

arrow::Status write_batch(const std::shared_ptr<arrow::io::OutputStream>& out,
                          const std::shared_ptr<arrow::RecordBatch>& whole, packing how) {
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    options.use_threads = false;
    options.memory_pool = arrow::system_memory_pool();
    // freqtrade writes candles with level 9. Level 1 is ten times as fast.
    const int level = how == packing::small ? 9 : 1;
    ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME, level));
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(out, whole->schema(), options));
    for (std::int64_t first = 0; first < whole->num_rows(); first += rows_a_batch)
        ARROW_RETURN_NOT_OK(
            writer->WriteRecordBatch(*whole->Slice(first, std::min(rows_a_batch, whole->num_rows() - first))));
    return writer->Close();
}

} // namespace tremolo_arrow_format
