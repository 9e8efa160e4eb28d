// One format of column files, as columns.cpp sees it: feather.cpp and parquet.cpp implement it, each for a library of
// its own. Private to src/market/arrow.
#pragma once
#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace tremolo_arrow_format {

using batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

struct range {
    std::int64_t from_ms = std::numeric_limits<std::int64_t>::min();
    std::int64_t to_ms = std::numeric_limits<std::int64_t>::max();
    [[nodiscard]] bool is_everything() const {
        return from_ms == std::numeric_limits<std::int64_t>::min() && to_ms == std::numeric_limits<std::int64_t>::max();
    }
};

// Small files are read often, fast ones written often.
enum class packing { small, fast };

constexpr std::int64_t rows_a_batch = 1 << 16; // as pandas writes feather files

// Whether some row of the column "date" of a batch is within the range. One of another kind than expected is: reading
// it tells.
[[nodiscard]] arrow::Result<bool> touches(const arrow::Array& dates, range wanted);

// -- what a format implements. Stretches of the file without a row of the range may be left out. What is read has been
// validated.
[[nodiscard]] arrow::Result<batches> read_batches(const std::shared_ptr<arrow::io::RandomAccessFile>& file,
                                                  range wanted, std::shared_ptr<arrow::Schema>& schema);
[[nodiscard]] arrow::Status write_batch(const std::shared_ptr<arrow::io::OutputStream>& out,
                                        const std::shared_ptr<arrow::RecordBatch>& whole, packing how);

} // namespace tremolo_arrow_format
