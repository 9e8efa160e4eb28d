// The JSON file of parameters beside a strategy: its values reach the strategy, or it is refused by name.
#include "strategy/parameter_file.hpp"
#include "base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {
using namespace tremolo;
namespace kinds = tremolo::strategy; // inside of the class `strategy` is the class

class subject_strategy final : public kinds::strategy {
  public:
    void populate_indicators(market::frame&, const kinds::metadata&) override {}
    void populate_entry_trend(market::frame&, const kinds::metadata&) override {}
    void populate_exit_trend(market::frame&, const kinds::metadata&) override {}

  private:
    kinds::int_parameter buy_rsi_{*this, "buy_rsi", 1, 50, 30};
    kinds::decimal_parameter sell_factor_{*this, "sell_factor", 0.5, 2, 1};
    kinds::real_parameter sell_real_{*this, "sell_real", 0.5, 2, 1};
    kinds::boolean_parameter buy_enabled_{*this, "buy_enabled", true};
    kinds::categorical_parameter sell_kind_{*this, "sell_kind", {"a", "b"}, "a"};
    kinds::int_parameter fixed_{*this, "buy_fixed", 1, 5, 3, {.load = false}};
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzzing::scratch_file file{"Subject.json"};
    file.write(fuzzing::text_of(data, size));
    try {
        const auto read = strategy::read_parameter_file(file.path().parent_path() / "Subject.cpp", "Subject");
        if (!read.file) return 0;
        subject_strategy subject;
        static_cast<void>(strategy::apply(*read.file, subject));
        static_cast<void>(strategy::merge(subject.declared(), {}));
        fuzzing::require(subject.parameters().size() == 6, "no parameter gets lost");
    } catch (const configuration_error& refused) {
        fuzzing::require(std::string_view{refused.what()}.find("Subject.json") != std::string_view::npos,
                         "a refusal names the file");
    }
    return 0;
}
