// The archive over a bot's database: a reader of its own, read-only.
#pragma once
#include "rpc/archive.hpp"
#include "store/database_reader.hpp"

namespace tremolo::rpc {

class database_archive final : public archive {
  public:
    explicit database_archive(store::database_reader reader) : reader_{std::move(reader)} {}
    [[nodiscard]] std::vector<trading::trade> closed_trades(std::int64_t limit, std::int64_t offset,
                                                            bool by_id) override;
    [[nodiscard]] std::int64_t closed_trade_count() override;
    [[nodiscard]] std::optional<trading::trade> trade(std::int64_t id) override;
    [[nodiscard]] std::vector<trading::trade> find_trades(const store::trade_search& wanted) override;
    [[nodiscard]] std::int64_t count_trades(const store::trade_filter& wanted) override;
    [[nodiscard]] std::vector<std::int64_t> open_trade_ids(std::int64_t limit, std::int64_t offset) override;
    [[nodiscard]] std::vector<custom_datum> custom_data(std::int64_t trade_id,
                                                        const std::optional<std::string>& key) override;
    [[nodiscard]] std::vector<wallet_record> wallet_history() override;
    [[nodiscard]] std::optional<timestamp> wallet_history_start() override;

  private:
    store::database_reader reader_;
};

} // namespace tremolo::rpc
