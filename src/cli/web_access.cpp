#include "cli/web_access.hpp"
#include "http/tls_client.hpp"
#include <charconv>

namespace tremolo::cli {

plugins::web_answer web_access::get(const plugins::web_question& question) {
    try {
        const auto found = http::fetch(question.url, {.timeout = question.timeout, .headers = question.headers});
        plugins::web_answer answer{.status = found.status, .body = found.body};
        if (const auto type = found.header("content-type")) answer.content_type = *type;
        if (const auto pause = found.header("retry-after")) {
            std::int64_t seconds = 0;
            const auto [end, fault] = std::from_chars(pause->data(), pause->data() + pause->size(), seconds);
            if (fault == std::errc{} && end == pause->data() + pause->size() && seconds >= 0)
                answer.retry_after = std::chrono::seconds{seconds};
        }
        return answer;
    } catch (const operational_error& failure) { throw plugins::web_failure{failure.what()}; }
}

} // namespace tremolo::cli
