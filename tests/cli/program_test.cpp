// The built program from outside: exit codes, and what goes to which stream.
#include "tests/testing.hpp"
#include <gmock/gmock.h>
#include <sys/wait.h>

namespace tremolo {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path program = fs::path{TREMOLO_BUILD} / "tremolo";

class program_test : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(program)) GTEST_SKIP() << "skipped: " << program << " is not built";
    }
    // Runs in an empty folder of its own.
    int run(const std::string& arguments) {
        const auto command = "cd " + folder.path().string() + " && " + program.string() + " " + arguments +
                             " > out 2> errors < /dev/null";
        const int status = std::system(command.c_str());
        out = testing_support::read_file(folder.path() / "out");
        errors = testing_support::read_file(folder.path() / "errors");
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    testing_support::temporary_folder folder;
    std::string out;
    std::string errors;
};

TEST_F(program_test, exit_codes) {
    EXPECT_EQ(run("version"), 0);
    EXPECT_THAT(out, testing::StartsWith("tremolo "));
    EXPECT_EQ(errors, "");
    EXPECT_EQ(run("--help"), 0);
    EXPECT_EQ(run("tarde"), 2);
    EXPECT_EQ(errors, "tremolo: `tarde` is no command of Tremolo. Did you mean `trade`? `tremolo --help` lists all.\n");
    EXPECT_EQ(out, "");
    EXPECT_EQ(run(""), 2);
    EXPECT_EQ(run("trade --nonsense"), 2);
    EXPECT_EQ(run("create-userdir --userdir out"), 1); // a file
}

TEST_F(program_test, trade_without_a_configuration) {
    EXPECT_EQ(run("trade"), 2);
    EXPECT_THAT(errors, HasSubstr("The configuration file config.json does not exist."));
    EXPECT_EQ(out, "");
}

TEST_F(program_test, trade_with_a_configuration_that_cannot_be_used) {
    std::ofstream{folder.path() / "config.json"}
        << R"({"exchange": {"name": "binance", "key": 4711}, "stake_amount": "lots"})";
    EXPECT_EQ(run("trade"), 2);
    EXPECT_THAT(errors, HasSubstr("stake_amount: found \"lots\""));
    EXPECT_THAT(errors, HasSubstr("exchange.key: found a number (not shown)"));
    EXPECT_THAT(errors, testing::Not(HasSubstr("4711")));
}

TEST_F(program_test, the_first_steps) {
    EXPECT_EQ(run("create-userdir --userdir user_data"), 0) << errors;
    EXPECT_EQ(run("new-config --userdir user_data"), 0) << errors;
    EXPECT_TRUE(fs::is_regular_file(folder.path() / "user_data" / "config.json"));
    EXPECT_EQ(run("show-config"), 0) << errors;
    EXPECT_THAT(out, HasSubstr("\"password\": \"REDACTED\""));
    EXPECT_EQ(run("new-config"), 1);
    EXPECT_THAT(errors, HasSubstr("user_data/config.json exists already"));
}

TEST_F(program_test, an_output_that_is_full) {
    const auto command = program.string() + " completion bash > /dev/full 2>&1";
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 1);
}

} // namespace
} // namespace tremolo
