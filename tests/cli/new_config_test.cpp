// `tremolo new-config`: what it writes is a configuration that the bot starts with, and nobody else's to read.
#include "base/error.hpp"
#include "cli/new_config.hpp"
#include "cli/random_text.hpp"
#include "cli/run.hpp"
#include "config/load.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>
#include <set>

namespace tremolo::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

struct outcome {
    int code = 0;
    std::string out;
    std::string errors;
};

outcome run_with(const std::vector<std::string>& arguments, const std::string& input = "", bool can_ask = false) {
    std::istringstream in{input};
    std::ostringstream out;
    std::ostringstream errors;
    terminal talk{in, out, errors, can_ask, false};
    const int code = run(arguments, {}, talk);
    return {code, out.str(), errors.str()};
}

TEST(random_text, is_random_and_readable) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto password = random_password();
        EXPECT_EQ(password.size(), 23U);
        EXPECT_EQ(password.find_first_not_of("abcdefghijkmnpqrstuvwxyz23456789-"), std::string::npos) << password;
        EXPECT_TRUE(seen.insert(password).second);
    }
    EXPECT_EQ(random_hex(32).size(), 64U);
    EXPECT_EQ(random_hex(32).find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(random_hex(32), random_hex(32));
    EXPECT_EQ(random_token(34).size(), 34U);
    EXPECT_NE(random_token(34), random_token(34));
}

TEST(new_config, is_a_configuration_that_loads) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "config.json").string();
    const auto done = run_with({"new-config", "--config", file, "--defaults"});
    ASSERT_EQ(done.code, 0) << done.errors;
    const auto c = config::load({.files = {file}});
    EXPECT_TRUE(c.dry_run);
    EXPECT_EQ(c.exchange.connector, config::connector_kind::simulated);
    EXPECT_EQ(c.exchange.pair_whitelist.size(), 12U);
    EXPECT_EQ(c.api_server.listen_ip_address, "127.0.0.1");
    EXPECT_EQ(c.api_server.listen_port, 8080);
    EXPECT_GE(c.api_server.password.reveal().size(), 16U);
    EXPECT_EQ(c.api_server.jwt_secret_key.reveal().size(), 64U);
    ASSERT_EQ(c.api_server.ws_token.tokens.size(), 1U);
    EXPECT_EQ(c.strategy, "EmaCrossAtr");
    EXPECT_THAT(done.out, HasSubstr(c.api_server.password.reveal()));
    EXPECT_THAT(done.out, testing::Not(HasSubstr(c.api_server.jwt_secret_key.reveal())));
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    // The second one has other secrets.
    const auto other = (folder.path() / "other.json").string();
    ASSERT_EQ(run_with({"new-config", "--config", other}).code, 0); // nobody to ask: the defaults
    EXPECT_NE(config::load({.files = {other}}).api_server.password, c.api_server.password);
}

TEST(new_config, takes_answers_from_flags) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "config.json").string();
    const auto done =
        run_with({"new-config", "--config",          file,   "--stake-currency", "BTC",    "--stake-amount",
                  "0.01",       "--max-open-trades", "-1",   "--dry-run-wallet", "2.5",    "--timeframe",
                  "1m",         "--strategy",        "Mine", "--exchange",       "kraken", "--listen-port",
                  "9000",       "--username",        "me"});
    ASSERT_EQ(done.code, 0) << done.errors;
    const auto c = config::load({.files = {file}});
    EXPECT_EQ(c.stake_currency, "BTC");
    EXPECT_EQ(c.stake_amount, (config::stake_setting{false, 0.01}));
    EXPECT_TRUE(std::isinf(*c.max_open_trades));
    EXPECT_EQ(c.dry_run_wallet.amount, 2.5);
    EXPECT_EQ(c.timeframe, "1m");
    EXPECT_EQ(c.strategy, "Mine");
    EXPECT_EQ(c.exchange.name, "kraken");
    EXPECT_EQ(c.api_server.listen_port, 9000);
    EXPECT_EQ(c.api_server.username, "me");
    EXPECT_EQ(c.exchange.pair_whitelist.front(), "ETH/BTC");
}

TEST(new_config, asks_at_a_terminal) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "config.json").string();
    const auto done = run_with({"new-config", "--config", file, "--strategy", "Given"},
                               "EUR\n  50 \nmany\n3\n\n5m\n\n\n8100\n\n", true);
    ASSERT_EQ(done.code, 0) << done.out << done.errors;
    EXPECT_THAT(done.out, HasSubstr("Currency that trades are paid with [USDT]: "));
    EXPECT_THAT(done.out, HasSubstr("Please enter a number."));
    EXPECT_THAT(done.out, testing::Not(HasSubstr("Strategy [")));
    const auto c = config::load({.files = {file}});
    EXPECT_EQ(c.stake_currency, "EUR");
    EXPECT_EQ(c.stake_amount->amount, 50);
    EXPECT_EQ(c.max_open_trades, 3);
    EXPECT_EQ(c.dry_run_wallet.amount, 1000);
    EXPECT_EQ(c.timeframe, "5m");
    EXPECT_EQ(c.strategy, "Given");
    EXPECT_EQ(c.api_server.listen_port, 8100);
}

TEST(new_config, an_interrupted_interview_writes_nothing) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "config.json").string();
    const auto done = run_with({"new-config", "--config", file}, "EUR\n", true);
    EXPECT_EQ(done.code, 1);
    EXPECT_THAT(done.errors, HasSubstr("Interrupted"));
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(new_config, keeps_a_file_that_is_there) {
    const testing_support::temporary_folder folder;
    const auto file = folder.path() / "config.json";
    std::ofstream{file} << "mine";
    const auto refused = run_with({"new-config", "--config", file.string()});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.errors, HasSubstr("exists already, nothing was changed"));
    EXPECT_EQ(run_with({"new-config", "--config", file.string()}, "n\n", true).code, 1);
    EXPECT_EQ(testing_support::read_file(file), "mine");
    EXPECT_EQ(run_with({"new-config", "--config", file.string(), "--force", "-y"}).code, 0);
    EXPECT_NE(testing_support::read_file(file), "mine");
}

TEST(new_config, refuses_answers_that_no_bot_can_use) {
    const testing_support::temporary_folder folder;
    const auto file = (folder.path() / "config.json").string();
    const auto port = run_with({"new-config", "--config", file, "--listen-port", "80"});
    EXPECT_EQ(port.code, 2);
    EXPECT_THAT(port.errors, HasSubstr("api_server.listen_port: found 80, expected a whole number from 1024 to 65535"));
    EXPECT_EQ(run_with({"new-config", "--config", file, "--stake-amount", "lots"}).code, 2);
    EXPECT_EQ(run_with({"new-config", "--config", file, "--max-open-trades", "-1"}).code, 2); // both unlimited
    EXPECT_TRUE(fs::is_empty(folder.path()));
    const auto nowhere = run_with({"new-config", "--config", (folder.path() / "none" / "config.json").string()});
    EXPECT_EQ(nowhere.code, 1);
    EXPECT_THAT(nowhere.errors, HasSubstr("create-userdir"));
}

} // namespace
} // namespace tremolo::cli
