// A whole dry-run bot as a case of a file like tests/data/engine/scenarios.json describes it: invented order books, a
// strategy that answers as told, a clock that is set. What it shows is compared field by field with what freqtrade's
// bot showed.
#pragma once
#include "bot/bot.hpp"
#include "tests/testing.hpp"

namespace scenario {

namespace bj = boost::json;
using namespace tremolo;

// What was asked of the strategy: [name, arguments].
using questions = std::vector<std::pair<std::string, bj::object>>;

class book_exchange;
class told_strategy;
class numbering;
class collecting_sink;

class runner {
  public:
    runner(const bj::object& file, const bj::object& scenario);
    ~runner();

    // Runs step `index` and compares; each difference is one line.
    [[nodiscard]] std::vector<std::string> step(std::size_t index);

  private:
    void begin();
    [[nodiscard]] const bj::object& expected(std::size_t index);
    [[nodiscard]] bj::object act(const bj::object& what);
    void change_locks(bool add, const bj::object& args);
    void compare_trades(const bj::array& wanted, std::vector<std::string>& differences);
    void compare_messages(const bj::array& wanted, std::vector<std::string>& differences);
    void compare_rest(const bj::object& wanted, std::vector<std::string>& differences);
    [[nodiscard]] bj::object shown(const trading::trade& t) const;
    [[nodiscard]] std::string order_name(const std::string& id) const;

    const bj::object& scenario_;
    bj::object wanted_;
    testing_support::temporary_folder folder_;
    manual_clock clock_;
    std::shared_ptr<book_exchange> market_;
    std::shared_ptr<exchange::dry_run> dry_run_;
    std::shared_ptr<numbering> numbered_;
    std::shared_ptr<store::database> database_;
    config::configuration settings_;
    std::uint64_t lives_ = 0;
    std::string first_pair_;
    std::shared_ptr<told_strategy> strategy_;
    std::unique_ptr<collecting_sink> sink_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::unique_ptr<bot::bot> bot_;
};

} // namespace scenario
