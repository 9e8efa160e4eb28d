// Jobs on disk: a folder each with what is known of the job ("job.json") and what it found ("result").
#pragma once
#include "jobs/job.hpp"
#include <filesystem>

namespace tremolo::jobs {

class records {
  public:
    explicit records(std::filesystem::path folder) : folder_{std::move(folder)} {}

    [[nodiscard]] std::filesystem::path result_of(const std::string& id) const { return folder_ / id / "result"; }
    // Makes the job's folder where it is missing. Throws operational_error.
    void keep(const job& one) const;
    // All jobs in order of start; what is no job or cannot be read is passed over. Throws operational_error when the
    // folder is there and cannot be read.
    [[nodiscard]] std::vector<job> load() const;
    void forget(const std::string& id) const noexcept;

  private:
    std::filesystem::path folder_;
};

} // namespace tremolo::jobs
