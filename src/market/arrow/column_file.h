/* What tremolo_arrow.so offers for feather files, and tremolo_parquet.so for parquet files: reading and writing their
 * columns with Arrow. A C interface, so that the bot can load them when the first such file is touched and knows
 * nothing of Arrow otherwise. Every function answers 0, or 1 with a text in `error`. Nothing is kept between calls;
 * they may come from any thread. */
#ifndef TREMOLO_MARKET_ARROW_COLUMN_FILE_H
#define TREMOLO_MARKET_ARROW_COLUMN_FILE_H
#include <stddef.h>
#include <stdint.h>

#define TREMOLO_ARROW_ABI 3

#ifdef __cplusplus
extern "C" {
#endif

/* Takes what a file holds. Each function answers where the rows of one column are to be written, or null to leave it
 * out. They must not throw. */
struct tremolo_arrow_sink {
    void* context;
    int64_t* (*dates)(void* context, size_t rows);                   /* column "date": milliseconds since 1970, UTC */
    double* (*column)(void* context, const char* name, size_t rows); /* any other column of numbers; NaN is missing */
};

struct tremolo_arrow_column {
    const char* name;
    const double* values;
};

#define TREMOLO_ARROW_API __attribute__((visibility("default")))
TREMOLO_ARROW_API int tremolo_arrow_abi(void);
/* Rows outside of from_ms <= date <= to_ms may be left out, in whole stretches of the file; what is left out is not
 * read. */
TREMOLO_ARROW_API int tremolo_arrow_read(const char* path, int64_t from_ms, int64_t to_ms,
                                         const struct tremolo_arrow_sink* sink, char* error, size_t error_size);
/* Writes "date" and the columns after it, compressed, into a file that is made or emptied. */
TREMOLO_ARROW_API int tremolo_arrow_write(const char* path, const int64_t* dates,
                                          const struct tremolo_arrow_column* columns, size_t column_count, size_t rows,
                                          char* error, size_t error_size);

/* -- tables of any columns, in memory: what result archives and files of trades hold */
enum tremolo_arrow_kind {
    TREMOLO_ARROW_NUMBER,       /* double */
    TREMOLO_ARROW_INTEGER,      /* int64_t */
    TREMOLO_ARROW_MILLISECONDS, /* int64_t, a date in UTC */
    TREMOLO_ARROW_MICROSECONDS, /* int64_t, a date in UTC */
    TREMOLO_ARROW_TEXT          /* const char*, null is missing; UTF-8 */
};
struct tremolo_arrow_cells {
    const char* name;
    enum tremolo_arrow_kind kind;
    const void* values; /* an array of what the kind says */
};
/* Takes a table, column by column. Functions answer where the rows are to be written, or null to leave the column out.
 * Dates come as milliseconds, whatever unit they were written in. They must not throw. */
struct tremolo_arrow_table_sink {
    void* context;
    int64_t* (*integers)(void* context, const char* name, int is_date, size_t rows);
    double* (*numbers)(void* context, const char* name, size_t rows);
    int (*texts)(void* context, const char* name, size_t rows);               /* 0: leave it out */
    void (*text)(void* context, size_t row, const char* text, size_t length); /* of the column last begun */
};
TREMOLO_ARROW_API int tremolo_arrow_write_table(const struct tremolo_arrow_cells* columns, size_t column_count,
                                                size_t rows, void* context,
                                                void (*take)(void* context, const void* bytes, size_t size),
                                                char* error, size_t error_size);
TREMOLO_ARROW_API int tremolo_arrow_read_table(const void* bytes, size_t size,
                                               const struct tremolo_arrow_table_sink* sink, char* error,
                                               size_t error_size);

#ifdef __cplusplus
}
#endif
#endif
