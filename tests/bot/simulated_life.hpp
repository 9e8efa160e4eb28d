// A bot's life as a function of a seed: the simulated exchange (or a dry run on it) behind a network that fails, an
// SQLite whose disk fails, a clock that is set, and a process that dies at any moment. After every step its books are
// held against the exchange's and against themselves.
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

    // Steps with faults, then a restart in fine weather and a few more. What contradicts itself, one line each.
    [[nodiscard]] std::vector<std::string> run(int steps);

    int deaths = 0;
    int disk_failures = 0;
    int network_failures = 0;
    int orders = 0;
    int closed = 0;

  private:
    void step();
    void start();
    void die();
    [[nodiscard]] config::configuration configured() const;
    void contradiction(const std::string& text);

    // -- what holds after every step
    void check_money();
    void check_orders();
    void check_trades();
    void check_picture();
    // -- what holds when all is settled
    void check_settled();

    std::uint64_t seed_;
    bool dry_;
    std::mt19937_64 random_;
    testing_support::failing_disk disk_;
    testing_support::temporary_folder folder_;
    manual_clock clock_;
    std::shared_ptr<exchange::simulated> market_;
    std::shared_ptr<weather> weather_;
    std::vector<market::pair_name> pairs_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::shared_ptr<store::database> database_;
    std::unique_ptr<bot::bot> bot_;
    bool stopped_ = false; // by a broken database

    struct remembered {
        timestamp opened{};
        double stop = 0;
        std::optional<double> profit; // of a closed one
        std::optional<timestamp> closed{};
    };
    std::map<std::int64_t, remembered> trades_;
    std::map<std::string, std::int64_t> sums_; // of each currency, in units
    std::vector<std::string> contradictions_;
    int step_ = 0;
};

} // namespace simulation
