// RemotePairList: pairs from a web address or a file, as {"pairs": [...], "refresh_period": 1800}. A failure keeps the
// last list (or none, when keep_pairlist_on_failure is false) until the next refresh; the very first one refuses to
// start, since the bot would trade nothing without a word.
#include "base/version.hpp"
#include "config/files.hpp"
#include "plugins/kept_for.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

namespace tremolo::plugins {

namespace {
namespace bj = boost::json;
namespace fs = std::filesystem;
constexpr std::string_view file_scheme = "file:///";

struct bad_list : error {
    using error::error;
};

class remote_pair_list final : public handler {
  public:
    remote_pair_list(const surroundings& around, const blacklist& banned, const bj::object& keys)
        : handler{"RemotePairList", around, banned, keys}, url_{options().text("pairlist_url", "")},
          mode_{options().text("mode", "whitelist")}, processing_{options().text("processing_mode", "filter")},
          token_{options().text("bearer_token", "")}, save_to_{options().text("save_to_file", "")},
          number_{static_cast<std::size_t>(std::max(0.0, options().number("number_assets", 0)))},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", default_refresh_s))},
          timeout_{static_cast<std::int64_t>(options().number("read_timeout", 60) * 1000)},
          keep_on_failure_{options().flag("keep_pairlist_on_failure", true)} {
        if (url_.empty()) options().refuse("requires \"pairlist_url\".");
        if (!(url_.starts_with(file_scheme) || url_.starts_with("http://") || url_.starts_with("https://")))
            options().refuse("pairlist_url must begin with http://, https:// or file:///");
        if (mode_ != "whitelist" && mode_ != "blacklist") options().refuse("mode must be whitelist or blacklist.");
        if (processing_ != "filter" && processing_ != "append")
            options().refuse("processing_mode must be filter or append.");
        if (timeout_ <= std::chrono::milliseconds::zero()) options().refuse("read_timeout must be above 0.");
        if (!url_.starts_with(file_scheme) && around.web == nullptr)
            options().refuse("the web cannot be asked from here; use a file:/// address.");
        const bool is_first = around.config->pairlists.empty() || &around.config->pairlists.front() == &keys;
        if (is_first && mode_ == "blacklist") options().refuse("in blacklist mode it cannot be the first.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - {} pairs from RemotePairlist.", name(),
                           number_ > 0 ? std::to_string(number_) : std::string{"all"});
    }

    // Throws operational_error when nothing could ever be read.
    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& /*tickers*/) override {
        const timestamp now = around().clock.now();
        if (const auto* known = kept_.at(now)) return *known;
        std::vector<market::pair_name> pairs;
        try {
            pairs = listed(url_.starts_with(file_scheme) ? from_file() : from_web());
            has_list_ = true;
            if (!save_to_.empty()) save(pairs);
        } catch (const error& e) {
            if (!has_list_) throw operational_error{"RemotePairList: " + std::string{e.what()}};
            note(log_level::warning, fmt::format("RemotePairList: {} {}", e.what(),
                                                 keep_on_failure_ ? "Keeping last fetched pairlist."
                                                                  : "The list is empty until the next refresh."));
            if (keep_on_failure_) pairs = last_;
        }
        last_ = pairs;
        return kept_.keep(std::move(pairs), now, refresh_);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override {
        const auto remote = generate(tickers);
        const std::set<market::pair_name> named{remote.begin(), remote.end()};
        if (mode_ == "blacklist") {
            std::erase_if(pairs, [&](const market::pair_name& pair) { return named.contains(pair); });
            return pairs;
        }
        if (processing_ == "filter")
            std::erase_if(pairs, [&](const market::pair_name& pair) { return !named.contains(pair); });
        else
            pairs.insert(pairs.end(), remote.begin(), remote.end());
        std::set<market::pair_name> seen;
        std::erase_if(pairs, [&](const market::pair_name& pair) { return !seen.insert(pair).second; });
        return cut(std::move(pairs));
    }

  private:
    // "file:///lists/mine.json" is lists/mine.json in the working folder, as freqtrade reads it, or else the absolute
    // path that such an address usually means.
    [[nodiscard]] bj::value from_file() const {
        const fs::path path{url_.substr(file_scheme.size())};
        for (const auto& candidate : {path, fs::path{"/"} / path}) {
            std::ifstream in{candidate, std::ios::binary};
            if (!in) continue;
            std::ostringstream text;
            text << in.rdbuf();
            return config::parse_with_comments(text.str(), url_);
        }
        throw bad_list{url_ + " does not exist."};
    }

    [[nodiscard]] bj::value from_web() const {
        web_question question{.url = url_, .timeout = timeout_};
        question.headers.emplace_back("User-Agent", fmt::format("Tremolo/{} Remotepairlist", program_version));
        if (!token_.empty()) question.headers.emplace_back("Authorization", "Bearer " + token_);
        const auto answer = around().web->get(question);
        if (answer.status >= 400) throw bad_list{fmt::format("{} answers with status {}.", url_, answer.status)};
        if (answer.content_type.find("application/json") == std::string::npos)
            throw bad_list{"RemotePairList is not of type JSON. " + url_};
        auto read = json::parse(answer.body);
        if (!read) throw bad_list{url_ + " does not answer with JSON: " + read.failure->message + "."};
        return std::move(read.value);
    }

    // The pairs of a list that can be traded here; takes over a longer refresh period. Throws bad_list, bad_wildcard.
    [[nodiscard]] std::vector<market::pair_name> listed(const bj::value& list) {
        const auto* object = list.if_object();
        if (object == nullptr) throw bad_list{url_ + " holds no JSON object."};
        std::vector<std::string> entries;
        if (const auto* pairs = object->if_contains("pairs")) {
            if (!pairs->is_array()) throw bad_list{"\"pairs\" of " + url_ + " is no list."};
            for (const auto& pair : pairs->get_array()) {
                if (!pair.is_string()) throw bad_list{"\"pairs\" of " + url_ + " holds something other than texts."};
                entries.emplace_back(pair.get_string());
            }
        }
        if (const auto* period = object->if_contains("refresh_period")) take_over(*period);
        std::vector<market::pair_name> available;
        for (const auto& market : around().exchange.markets()) available.push_back(market.symbol);
        return cut(only_active(expand_wildcards(entries, available)));
    }

    void take_over(const bj::value& period) {
        if (!period.is_number()) throw bad_list{"\"refresh_period\" of " + url_ + " is no number."};
        const std::chrono::seconds wanted{static_cast<std::int64_t>(period.to_number<double>())};
        if (wanted <= refresh_) return;
        note(log_level::info,
             fmt::format("Refresh Period has been increased from {} to minimum allowed: {} from Remote.",
                         refresh_.count(), wanted.count()));
        refresh_ = wanted;
    }

    [[nodiscard]] std::vector<market::pair_name> cut(std::vector<market::pair_name> pairs) const {
        if (number_ > 0 && mode_ == "whitelist" && pairs.size() > number_) pairs.resize(number_);
        return pairs;
    }

    // Replaces the file as a whole: who reads it never sees half a list.
    void save(const std::vector<market::pair_name>& pairs) {
        const auto draft = save_to_ + ".new";
        std::ofstream out{draft, std::ios::binary | std::ios::trunc};
        bj::array names;
        for (const auto& pair : pairs) names.emplace_back(pair);
        out << bj::serialize(bj::object{{"pairs", std::move(names)}});
        out.close();
        std::error_code ec;
        if (out) fs::rename(draft, save_to_, ec);
        if (!out || ec) {
            note(log_level::error, "Error saving processed pairlist to " + save_to_ +
                                       (ec ? ": " + ec.message() : ": it cannot be written."));
            fs::remove(draft, ec);
        }
    }

    std::string url_, mode_, processing_, token_, save_to_;
    std::size_t number_; // 0: all
    std::chrono::seconds refresh_;
    std::chrono::milliseconds timeout_;
    bool keep_on_failure_;
    bool has_list_ = false; // one was read
    std::vector<market::pair_name> last_;
    kept_for<std::vector<market::pair_name>> kept_;
};
} // namespace

std::unique_ptr<handler> make_remote_pair_list(const surroundings& around, const blacklist& banned,
                                               const boost::json::object& keys) {
    return std::make_unique<remote_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
