#include "jobs/records.hpp"
#include "base/error.hpp"
#include "jobs/keep_file.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace tremolo::jobs {

namespace bj = boost::json;

namespace {

std::string text_of(const job& one) {
    bj::array tasks;
    for (const auto& t : one.tasks)
        tasks.push_back(bj::object{{"id", t.id}, {"description", t.description}, {"done", t.done}, {"total", t.total}});
    bj::object all{{"id", one.id},
                   {"category", one.category},
                   {"status", bj::string{name_of(one.is)}},
                   {"shows_tasks", one.shows_tasks},
                   {"tasks", std::move(tasks)},
                   {"error", nullptr},
                   {"subject", one.subject},
                   {"number", one.number},
                   {"started", one.started.time_since_epoch().count()}};
    if (one.error) all["error"] = *one.error;
    return bj::serialize(all);
}

// Throws boost::system::system_error or std::exception for what is no job.
job job_of(const std::string& text) {
    const auto parsed = bj::parse(text);
    const auto& all = parsed.as_object();
    const auto word = [](const bj::value& v) { return bj::value_to<std::string>(v); };
    job one;
    one.id = word(all.at("id"));
    one.category = word(all.at("category"));
    const auto status = word(all.at("status"));
    one.is = status == "success" ? outcome::success : status == "failed" ? outcome::failed : outcome::pending;
    one.shows_tasks = all.at("shows_tasks").as_bool();
    for (const auto& item : all.at("tasks").as_array()) {
        const auto& t = item.as_object();
        one.tasks.push_back({word(t.at("id")), word(t.at("description")), t.at("done").to_number<double>(),
                             t.at("total").to_number<double>()});
    }
    if (!all.at("error").is_null()) one.error = word(all.at("error"));
    one.subject = word(all.at("subject"));
    one.number = all.at("number").to_number<std::uint64_t>();
    one.started = timestamp{std::chrono::microseconds{all.at("started").to_number<std::int64_t>()}};
    return one;
}

} // namespace

void records::keep(const job& one) const {
    std::error_code failure;
    std::filesystem::create_directories(folder_ / one.id, failure);
    if (failure)
        throw operational_error{fmt::format("cannot make {}: {}", (folder_ / one.id).string(), failure.message())};
    keep_file(folder_ / one.id / "job.json", text_of(one));
}

std::vector<job> records::load() const {
    std::vector<job> all;
    std::error_code failure;
    std::filesystem::directory_iterator entries{folder_, failure};
    if (failure == std::errc::no_such_file_or_directory) return all;
    for (; !failure && entries != std::filesystem::directory_iterator{}; entries.increment(failure)) {
        try {
            auto one = job_of(read_file(entries->path() / "job.json"));
            if (one.id == entries->path().filename()) all.push_back(std::move(one));
        } catch (const std::exception&) { continue; } // a folder of something else, or one cut short by a full disk
    }
    if (failure) throw operational_error{fmt::format("cannot read {}: {}", folder_.string(), failure.message())};
    std::ranges::sort(all, {}, &job::number);
    return all;
}

void records::forget(const std::string& id) const noexcept {
    std::error_code ignored;
    std::filesystem::remove_all(folder_ / id, ignored);
}

} // namespace tremolo::jobs
