/* What tremolo_arrow.so offers: reading and writing columns of feather files with Arrow. A C interface, so that the bot
 * can load it when the first such file is touched and knows nothing of Arrow otherwise. Every function answers 0, or 1
 * with a text in `error`. Nothing is kept between calls; they may come from any thread. */
#ifndef TREMOLO_MARKET_ARROW_FEATHER_H
#define TREMOLO_MARKET_ARROW_FEATHER_H
#include <stddef.h>
#include <stdint.h>

#define TREMOLO_ARROW_ABI 1

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
TREMOLO_ARROW_API int tremolo_arrow_read(const char* path, const struct tremolo_arrow_sink* sink, char* error,
                                         size_t error_size);
/* Writes "date" and the columns after it, compressed with LZ4, into a file that is made or emptied. */
TREMOLO_ARROW_API int tremolo_arrow_write(const char* path, const int64_t* dates,
                                          const struct tremolo_arrow_column* columns, size_t column_count, size_t rows,
                                          char* error, size_t error_size);

#ifdef __cplusplus
}
#endif
#endif
