#include "json/shortest.hpp"
#include "base/shortest.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace tremolo::json {

namespace {

// orjson: 1e+16 and 1e-6, the exponent without zeros in front.
char* write_with_exponent(char* to, scaled_digits number) {
    char* end = std::to_chars(to + 1, to + double_room, 10 * number.tens + number.last).ptr;
    const auto exponent = number.exponent + static_cast<int>(end - to) - 2;
    while (end[-1] == '0') --end;
    to[0] = to[1];
    to[1] = '.';
    if (end - to == 2) end = to + 1;
    *end++ = 'e';
    *end++ = exponent < 0 ? '-' : '+';
    return std::to_chars(end, to + double_room, std::abs(exponent)).ptr;
}

[[gnu::always_inline]] inline char* write_value(char* to, double value) {
    *to = '-';
    to += std::signbit(value);
    const double size = std::abs(value);
    if (size == 0) return std::copy_n("0.0", 3, to);
    const auto number = shortest_digits_of(size);
    constexpr int digits = 17;
    constexpr int least_before = -4, most_before = 16; // digits in front of the point: from 1e-5, below 1e16
    const int missing = static_cast<int>(number.tens < 1'000'000'000'000'000); // the first one of seventeen
    const int before = digits + number.exponent - missing;
    if (before < least_before || before > most_before) [[unlikely]]
        return write_with_exponent(to, number);

    // The digits among zeros. Of them as many as there may be, at both sides of the point: what is too much is written
    // over or lies behind the end.
    constexpr std::string_view zeros = "0000000000000000";
    constexpr int first = 5;
    char text[48];
    std::memcpy(text, zeros.data(), zeros.size());
    std::memcpy(text + first + digits, zeros.data(), zeros.size());
    std::memcpy(text + sizeof text - zeros.size(), zeros.data(), zeros.size());
    constexpr std::uint64_t eight = 100'000'000;
    const auto front = number.tens / eight;
    const sixteen_digits sixteen{front, number.tens - front * eight};
    sixteen.put(text + first);
    text[first + digits - 1] = static_cast<char>('0' + number.last);
    const int used = sixteen.used(number.last) - missing;
    const int in_front = std::max(0, 1 - before), point = before + in_front; // zeros; the point's place
    const char* const shown = text + first + missing - in_front;
    std::memcpy(to, shown, most_before);
    to[point] = '.';
    std::memcpy(to + point + 1, shown + point, digits - least_before + 3);
    return to + std::max(used, before + 1) + in_front + 1;
}

} // namespace

char* write_finite(char* to, double value) { return write_value(to, value); }

char* write_row(char* to, std::span<const double* const> columns, std::size_t row) {
    // Many columns are more streams than processors foresee by themselves.
    constexpr std::size_t rows_ahead = 32;
    for (const double* const column : columns) {
        *to++ = ',';
        __builtin_prefetch(column + row + rows_ahead);
        const double value = column[row];
        to = std::isfinite(value) ? write_value(to, value) : std::copy_n("null", 4, to);
    }
    return to;
}

} // namespace tremolo::json
