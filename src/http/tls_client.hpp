// Fetches what a program needs from the web: a blocking GET over https or http, with certificates checked, a deadline
// and a limit. Every call is a connection of its own and may be made by any thread.
#pragma once
#include "http/client.hpp"

namespace tremolo::http {

struct fetch_options {
    std::chrono::milliseconds timeout{60'000};    // for each step: to connect, to shake hands, to send, to read
    std::size_t answer_bytes = 256 * 1024 * 1024; // longer answers are an error
    unsigned redirections = 5;                    // followed; 0: a redirection is an answer like any other
    header_list headers{};
    // File of the certificate authorities that are trusted, in PEM; empty: those of the system, or of SSL_CERT_FILE.
    std::string authorities{};
};

struct fetched : client_answer {
    std::string url; // that answered, after redirections
};

// Any status is an answer. Throws operational_error naming the address and the reason: no URL of http or https, no
// connection, a certificate that is not good for the host, no answer in time, an answer that is too long, a redirection
// from https to http, too many of them.
[[nodiscard]] fetched fetch(std::string_view url, const fetch_options& options = {});

} // namespace tremolo::http
