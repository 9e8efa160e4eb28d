// Every limit and deadline of the server in one place, with its unit. The defaults are for a remote control behind a
// browser or a proxy: small requests, answers of any size. Each value may be set per server.
#pragma once
#include <chrono>
#include <cstddef>

namespace tremolo::http {

struct limits {
    // What a client may send.
    std::size_t head_bytes = 16 * 1024;   // request line and headers; more is answered 431
    std::size_t body_bytes = 1024 * 1024; // request body, after chunks are joined; more is answered 413

    // How many clients, and how far one may run ahead.
    std::size_t connections = 1024;         // when reached, the longest idle one makes room for a new one
    std::size_t streams = 20'000;           // WebSockets and event streams beside those; more are answered 503
    std::size_t accept_backlog = 1024;      // connections that the kernel holds until we accept them
    std::size_t pipelined_answers = 64;     // answers gathered into one write before more requests are looked at
    std::size_t gathered_bytes = 64 * 1024; // the same, by the size of what waits to be written
    std::size_t copied_body_bytes = 512; // bodies up to this size are copied behind their head, longer ones are views

    // How long.
    std::chrono::milliseconds head_deadline{10'000};  // from the first byte of a request to the end of its headers
    std::chrono::milliseconds body_deadline{30'000};  // from the end of the headers to the end of the body
    std::chrono::milliseconds idle_deadline{75'000};  // between two requests on a kept connection
    std::chrono::milliseconds write_deadline{30'000}; // to take an answer, plus its size at `write_bytes_per_second`
    std::size_t write_bytes_per_second = 16 * 1024;   // the slowest reader that is waited for
    std::chrono::milliseconds linger_deadline{
        2'000};                                    // after an error answer: what is still arriving is read and dropped
    std::chrono::milliseconds accept_backoff{200}; // pause after accept failed for want of descriptors or memory
    std::chrono::milliseconds stop_deadline{10'000}; // for answers in flight when the server stops
    std::chrono::milliseconds sweep_interval{250};   // how often deadlines are looked at: they are exact to this much
};

} // namespace tremolo::http
