#include "store/location.hpp"
#include "base/error.hpp"

namespace tremolo::store {

location parse_url(const std::string& url) {
    const std::string scheme = "sqlite://";
    if (!url.starts_with(scheme)) {
        const bool is_postgresql = url.starts_with("postgresql");
        throw configuration_error{"Given value for db_url: '" + url +
                                  "' is no valid database URL! Expected sqlite:///FILE, or sqlite:// for "
                                  "a database in memory" +
                                  (is_postgresql ? "; PostgreSQL is not supported yet." : ".")};
    }
    auto rest = url.substr(scheme.size());
    if (rest.empty()) return {};
    rest = rest.substr(0, rest.find('?')); // options of other programs' drivers
    if (rest == "/")
        throw configuration_error{"Bad db-url " + url + ". For in-memory database, please use `sqlite://`."};
    if (rest == "/:memory:") return {};
    if (rest.front() != '/')
        throw configuration_error{"Bad db-url " + url +
                                  ": there is no host to name, a file needs three slashes: sqlite:///" + rest};
    return {rest.substr(1)};
}

} // namespace tremolo::store
