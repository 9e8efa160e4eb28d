// A bot's life as a function of a seed: the simulated exchange (or a dry run on it) behind a network that fails, an
// SQLite whose disk fails, a clock that is set, and a process that dies at any moment: in a call of the exchange or in
// the middle of a write. After every step its books are held against the exchange's and against themselves.
//
// By seed: dry run or live, spot or futures (long and short, leverage, funding, some with liquidations), stops on the
// exchange, position adjustment, fees that the exchange tells late. Buying on spot costs a fee in coins.
#pragma once
#include "bot/bot.hpp"
#include "exchange/simulated/simulated.hpp"
#include "tests/bot/failing_disk.hpp"
#include "tests/testing.hpp"

namespace simulation {

using namespace tremolo;

class weather;

class life {
  public:
    explicit life(std::uint64_t seed);
    ~life();

    // No faults but these: the process is killed at the start of this write to its files (0: never).
    void calm(std::uint64_t killed_at_write);
    // Steps with faults, then a restart in fine weather and a few more. What contradicts itself, one line each.
    [[nodiscard]] std::vector<std::string> run(int steps);

    int deaths = 0;
    int disk_failures = 0;
    int network_failures = 0;
    int orders = 0;
    int closed = 0;
    int shorts = 0;
    int liquidations = 0; // positions that the exchange took
    bool paid_funding = false;
    std::uint64_t writes = 0;
    std::chrono::seconds lived{};

  private:
    void step();
    void pass_time();
    void start();
    void die();
    [[nodiscard]] config::configuration configured() const;
    void contradiction(const std::string& text);

    // -- what holds after every step (life_checks_support.cpp)
    void check_money();
    void check_orders();
    void check_trades();
    void check_picture();
    // -- what holds when all is settled
    void check_settled();
    void check_coins(const std::vector<trading::trade>& trades);
    void check_positions(const std::vector<trading::trade>& trades);

    std::uint64_t seed_;
    bool dry_;
    bool futures_;
    bool risky_; // so much leverage that positions are liquidated
    bool stops_; // on the exchange
    std::mt19937_64 random_;
    testing_support::failing_disk disk_;
    testing_support::temporary_folder folder_;
    manual_clock clock_;
    std::shared_ptr<exchange::simulated> market_;
    std::shared_ptr<weather> weather_;
    std::vector<market::pair_name> pairs_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    logger log_;
    std::shared_ptr<store::database> database_;
    std::unique_ptr<bot::bot> bot_;
    bool stopped_ = false; // by a broken database

    struct remembered {
        timestamp opened{};
        std::optional<double> stop;
        std::optional<double> profit; // of a closed one
        std::optional<timestamp> closed{};
    };
    std::map<std::int64_t, remembered> trades_;
    std::map<std::string, std::int64_t> sums_; // of each currency, in units
    std::vector<std::string> contradictions_;
    int step_ = 0;
};

} // namespace simulation
