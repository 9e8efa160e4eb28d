// tremolo_arrow.so and tremolo_parquet.so: loaded when first needed, from where the program lies. Private to
// src/market.
#pragma once
#include "market/arrow/column_file.h"
#include <array>
#include <string>

namespace tremolo::market::detail {

enum class column_format { feather, parquet };

struct arrow_library {
    decltype(&tremolo_arrow_read) read = nullptr;
    decltype(&tremolo_arrow_write) write = nullptr;
    decltype(&tremolo_arrow_read_table) read_table = nullptr;
    decltype(&tremolo_arrow_write_table) write_table = nullptr;
    std::string reason; // why the others are missing
};
// The library of the format stays loaded for the life of the program; loading it again costs a look-up.
[[nodiscard]] arrow_library load_arrow(column_format format = column_format::feather);

using arrow_error = std::array<char, 1024>;

} // namespace tremolo::market::detail
