// What every fuzz target uses. A target is one file that defines LLVMFuzzerTestOneInput: clang's libFuzzer feeds it
// inputs that it makes up (preset `fuzz`), run_corpus.cpp those of corpus/ (every other build). Bad input is a target's
// daily bread: it ends with one of Tremolo's errors or with an answer. Anything else, a broken promise too, aborts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzzing {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// What holds for any input.
inline void require(bool holds, const char* promise) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

// A file for code that reads files by their names. It lies in memory where the machine has such a folder.
class scratch_file {
  public:
    explicit scratch_file(const std::string& name) {
        const std::filesystem::path memory{"/dev/shm"};
        const bool usable = ::access(memory.c_str(), W_OK) == 0;
        auto pattern = ((usable ? memory : std::filesystem::temp_directory_path()) / "tremolo-fuzz-XXXXXX").string();
        require(::mkdtemp(pattern.data()) != nullptr, "a scratch folder can be made");
        folder_ = pattern;
        path_ = folder_ / name;
    }
    ~scratch_file() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    void write(std::string_view text) const {
        std::ofstream out{path_, std::ios::binary | std::ios::trunc};
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path folder_;
    std::filesystem::path path_;
};

} // namespace fuzzing
