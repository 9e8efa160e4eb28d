#include "api/own_pages.hpp"
#include <cmath>
#include <cstdint>

namespace tremolo::api {

std::string_view fallback_page() {
    return R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tremolo</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em; color: #223; }
code { background: #eef; padding: .1em .3em; border-radius: .2em; }
</style>
</head>
<body>
<h1>Tremolo is running</h1>
<p>This program was built without its page: the packages for it could not be fetched from npm then. No user interface is
installed either. The API is below <code>/api/v1</code> and described in <a href="/openapi.json">openapi.json</a>; any
client of freqtrade's API can use it.</p>
<p>To have FreqUI here: <code>tremolo install-ui</code>.</p>
</body>
</html>
)";
}

namespace {

void put(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// One image of 32 by 32 pixels, blue-green-red-alpha, rows from the bottom up.
std::string drawn_icon() {
    constexpr int size = 32;
    constexpr std::uint32_t head_bytes = 40, pixel_bytes = size * size * 4, mask_bytes = size * 4;
    std::string out;
    put(out, 0, 2);
    put(out, 1, 2); // an icon
    put(out, 1, 2); // of one image
    put(out, size | size << 8, 4);
    put(out, 1, 2);
    put(out, 32, 2); // bits a pixel
    put(out, head_bytes + pixel_bytes + mask_bytes, 4);
    put(out, 22, 4); // where it starts
    put(out, head_bytes, 4);
    put(out, size, 4);
    put(out, 2 * size, 4); // image and mask
    put(out, 1, 2);
    put(out, 32, 2);
    put(out, 0, 4);
    put(out, pixel_bytes + mask_bytes, 4);
    for (int i = 0; i < 4; ++i) put(out, 0, 4);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            // A tone whose loudness swells twice: what the name means.
            const double t = x / double{size - 1};
            const double loud = 4 + 9 * std::pow(std::sin(2 * 3.14159265 * t), 2);
            const double wave = size / 2.0 + loud * std::sin(10 * 3.14159265 * t);
            const double distance = std::abs(y - wave);
            const auto alpha = static_cast<std::uint32_t>(distance < 1   ? 255
                                                          : distance < 3 ? 255 - 127 * (distance - 1)
                                                                         : 0);
            put(out, alpha << 24 | 0x1F6FB2U, 4);
        }
    out.append(mask_bytes, '\0');
    return out;
}

} // namespace

const representation& icon() {
    static const representation drawn{drawn_icon()};
    return drawn;
}

} // namespace tremolo::api
