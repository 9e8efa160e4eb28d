#include "http/client.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/net_types.hpp"
#include <boost/asio/connect.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace tremolo::http {

namespace beast = boost::beast;

struct client::wire {
    using stream_type = beast::basic_stream<asio::ip::tcp, executor, beast::unlimited_rate_policy>;

    std::string host;
    std::uint16_t port;
    client_options options;
    asio::io_context io{1};
    stream_type stream{io.get_executor()};
    beast::flat_buffer input;
    bool open = false;

    wire(std::string name, std::uint16_t number, client_options settings)
        : host{std::move(name)}, port{number}, options{std::move(settings)} {}

    void close() {
        beast::error_code ignored;
        stream.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        stream.socket().close(ignored);
        input.clear();
        open = false;
    }

    // Runs the io_context until the operation that was just begun has set its result.
    void complete() {
        io.restart();
        io.run();
    }

    [[noreturn]] void fail(const beast::error_code& ec) {
        close();
        const auto reason = ec == beast::error::timeout ? "no answer in time" : ec.message();
        throw operational_error{fmt::format("Could not connect to http://{}:{}: {}", host, port, reason)};
    }

    void connect() {
        asio::ip::basic_resolver<asio::ip::tcp, executor> resolver{io.get_executor()};
        beast::error_code ec;
        const auto found = resolver.resolve(host, std::to_string(port), ec);
        if (ec) fail(ec);
        stream.expires_after(options.connect_timeout);
        stream.async_connect(found, [&ec](const beast::error_code& result, const auto&) { ec = result; });
        complete();
        if (ec) fail(ec);
        stream.socket().set_option(asio::ip::tcp::no_delay{true}, ec);
        open = true;
    }

    beast::http::request<beast::http::string_body> message(std::string_view method, std::string_view target,
                                                           const header_list& headers, std::string body) const {
        beast::http::request<beast::http::string_body> out;
        out.version(11);
        out.method_string({method.data(), method.size()});
        out.target({target.data(), target.size()});
        out.set(beast::http::field::host, fmt::format("{}:{}", host, port));
        out.set(beast::http::field::user_agent, "tremolo");
        for (const auto* list : {&options.headers, &headers}) {
            for (const auto& [name, value] : *list) out.set(name, value);
        }
        out.body() = std::move(body);
        if (!out.body().empty() || method == "POST" || method == "PUT" || method == "PATCH")
            out.content_length(out.body().size());
        return out;
    }

    // Nothing when a kept connection turned out to be closed before a byte of the answer came.
    std::optional<client_answer> exchange(const beast::http::request<beast::http::string_body>& question, bool kept) {
        beast::error_code ec;
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(options.answer_bytes);
        parser.skip(question.method() == beast::http::verb::head);
        stream.expires_after(options.answer_timeout);
        beast::http::async_write(stream, question,
                                 [&ec](const beast::error_code& result, std::size_t) { ec = result; });
        complete();
        // A server that refuses early answers before it has read everything: its answer counts, not our failed write.
        if (ec != beast::error::timeout) {
            beast::http::async_read(stream, input, parser,
                                    [&ec](const beast::error_code& result, std::size_t) { ec = result; });
            complete();
        }
        if (ec && kept && !parser.got_some() && ec != beast::error::timeout) return std::nullopt;
        if (ec) fail(ec);
        if (!parser.keep_alive()) close();
        return answer_of(parser.release());
    }

    static client_answer answer_of(beast::http::response<beast::http::string_body>&& message) {
        client_answer out;
        out.status = static_cast<int>(message.result_int());
        for (const auto& each : message) out.headers.emplace_back(each.name_string(), each.value());
        out.body = std::move(message.body());
        return out;
    }
};

std::optional<std::string_view> client_answer::header(std::string_view name) const {
    for (const auto& [each, value] : headers) {
        if (same_name(each, name)) return value;
    }
    return std::nullopt;
}

client::client(std::string host, std::uint16_t port, client_options options)
    : wire_{std::make_unique<wire>(std::move(host), port, std::move(options))} {}
client::~client() = default;
client::client(client&&) noexcept = default;
client& client::operator=(client&&) noexcept = default;

client_answer client::request(std::string_view method, std::string_view target, const header_list& headers,
                              std::string body) {
    const auto question = wire_->message(method, target, headers, std::move(body));
    const bool kept = wire_->open;
    if (!kept) wire_->connect();
    auto answer = wire_->exchange(question, kept);
    if (!answer) {
        if (method != "GET" && method != "HEAD") wire_->fail(beast::http::error::end_of_stream);
        wire_->close();
        wire_->connect();
        answer = wire_->exchange(question, false);
    }
    return std::move(*answer);
}

void client::close() { wire_->close(); }

} // namespace tremolo::http
