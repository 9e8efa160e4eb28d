// Feeds every file of the folders named on the command line to a fuzz target, once: what was found by fuzzing stays
// mended in builds without clang, too.
#include "tests/fuzz/fuzz.hpp"
#include <iterator>
#include <vector>

int main(int count, char** words) {
    std::size_t fed = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{words[i]}) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in{entry.path(), std::ios::binary};
            const std::vector<char> bytes{std::istreambuf_iterator<char>{in}, {}};
            std::fprintf(stderr, "%s\n", entry.path().c_str()); // the last one seen is the one that failed
            // A copy of its own, so that reading past the end is seen by the address sanitizer.
            const std::vector<std::uint8_t> input{bytes.begin(), bytes.end()};
            LLVMFuzzerTestOneInput(input.data(), input.size());
            ++fed;
        }
    }
    std::printf("%zu inputs passed\n", fed);
    return fed == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
