// What tests of candle and trade files share: files written by hand, and what is said of them.
#pragma once
#include "base/error.hpp"
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace tremolo::market {

inline std::string message_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const operational_error& e) { return e.what(); }
    return "no error";
}

inline void write_text(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

} // namespace tremolo::market
