// The answer log in the bot's database.
#pragma once
#include "rpc/answer_log.hpp"
#include "store/answer_table.hpp"

namespace tremolo::rpc {

class database_answer_log final : public answer_log {
  public:
    explicit database_answer_log(store::answer_table table) : table_{std::move(table)} {}
    [[nodiscard]] recorded_answer claim(const std::string& key, const std::string& content, timestamp now) override;
    void record(const std::string& key, int status, const std::string& body) override;

  private:
    store::answer_table table_;
};

} // namespace tremolo::rpc
