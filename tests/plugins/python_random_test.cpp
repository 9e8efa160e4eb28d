// What is shuffled with a seed has the order that Python gives it (tests/data/engine/shuffles.json).
#include "plugins/pairlists/python_random.hpp"
#include "tests/testing.hpp"
#include <numeric>

using namespace tremolo;
using plugins::python_random;
namespace bj = boost::json;

namespace {

python_random random_of(const bj::value& seed) {
    if (seed.is_bool()) return python_random{seed.as_bool() ? 1U : 0U};
    if (seed.is_double()) return python_random::of_real(seed.as_double());
    if (seed.is_uint64()) return python_random{seed.as_uint64()};
    const auto bits = static_cast<std::uint64_t>(seed.as_int64());
    return python_random{seed.as_int64() < 0 ? ~bits + 1 : bits};
}

TEST(python_random, shuffles_as_python_does) {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "shuffles.json");
    std::size_t compared = 0;
    for (const auto& row : file.at("rows").as_array()) {
        auto random = random_of(row.at("seed"));
        for (const auto& shuffled : row.at("shuffles").as_array()) {
            const auto expected = bj::value_to<std::vector<int>>(shuffled);
            std::vector<int> values(expected.size());
            std::iota(values.begin(), values.end(), 0);
            random.shuffle(values);
            EXPECT_EQ(expected, values) << "seed " << bj::serialize(row.at("seed"));
            ++compared;
        }
    }
    EXPECT_EQ(133U, compared);
}

} // namespace
