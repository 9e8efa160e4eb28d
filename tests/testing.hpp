// What every test may use.
#pragma once
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

namespace testing_support {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// Boost's own reader is off by a bit for some doubles, ours is exact.
inline boost::json::value read_json(const std::filesystem::path& path) {
    auto parsed = tremolo::json::parse(read_file(path));
    if (!parsed) throw std::runtime_error{path.string() + ": " + parsed.failure->message};
    return std::move(parsed.value);
}

// The folder of recorded material; tests/data/ holds the copies that the project keeps itself.
inline std::filesystem::path shared() { return TREMOLO_SHARED; }
inline std::filesystem::path data() { return std::filesystem::path{TREMOLO_SOURCE} / "tests" / "data"; }

// A folder that is gone with the object.
class temporary_folder {
  public:
    temporary_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "tremolo-test-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// A recorded double: numbers as they are, "inf" and "-inf", null as NaN.
inline double number(const boost::json::value& v) {
    if (v.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (v.is_string())
        return v.as_string() == "-inf" ? -std::numeric_limits<double>::infinity()
                                       : std::numeric_limits<double>::infinity();
    return v.to_number<double>();
}

} // namespace testing_support

// Skips, and says so, on a machine without the recorded material.
#define NEEDS_SHARED(path)                                                                                             \
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: " << (path) << " is not on this machine"
