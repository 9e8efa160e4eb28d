#include "client/async_rest_client.hpp"
#include "base/error.hpp"
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>
#include <optional>

namespace tremolo::client {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using request = beast::http::request<beast::http::string_body>;

namespace {

auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

request message(const call& asked, const address& server) {
    request out;
    out.version(11);
    out.method_string(asked.method);
    out.target(target(asked, server.base_path));
    out.set(beast::http::field::host, fmt::format("{}:{}", server.host, server.port));
    out.set(beast::http::field::accept, "application/json");
    if (const auto credentials = authorization(server); !credentials.empty())
        out.set(beast::http::field::authorization, credentials);
    if (!asked.body.empty()) out.set(beast::http::field::content_type, "application/json");
    if (!asked.idempotency_key.empty()) out.set("Idempotency-Key", asked.idempotency_key);
    out.body() = asked.body;
    if (!asked.body.empty() || asked.method != "GET") out.content_length(out.body().size());
    return out;
}

} // namespace

struct async_rest_client::wire {
    address server;
    beast::tcp_stream stream;
    beast::flat_buffer input{};
    bool open = false;

    wire(asio::any_io_executor executor, address where) : server{std::move(where)}, stream{std::move(executor)} {}

    void close() {
        error_code ignored;
        stream.socket().close(ignored);
        input.clear();
        open = false;
    }

    [[noreturn]] void fail(const error_code& ec) {
        close();
        throw operational_error{fmt::format("Could not connect to {}: {}", shown(server),
                                            ec == beast::error::timeout ? "no answer in time" : ec.message())};
    }

    asio::awaitable<void> connect() {
        error_code ec;
        asio::ip::tcp::resolver resolver{stream.get_executor()};
        const auto found = co_await resolver.async_resolve(server.host, std::to_string(server.port), into(ec));
        if (ec) fail(ec);
        stream.expires_after(server.timeout);
        co_await stream.async_connect(found, into(ec));
        if (ec) fail(ec);
        open = true;
    }

    // Nothing when a kept connection turned out to be closed before a byte of the answer came.
    asio::awaitable<std::optional<answer>> exchange(const request& question, bool kept) {
        error_code ec;
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(std::uint64_t{256} * 1024 * 1024);
        parser.skip(question.method() == beast::http::verb::head);
        stream.expires_after(server.timeout);
        co_await beast::http::async_write(stream, question, into(ec));
        if (ec != beast::error::timeout) co_await beast::http::async_read(stream, input, parser, into(ec));
        if (ec && kept && !parser.got_some() && ec != beast::error::timeout) co_return std::nullopt;
        if (ec) fail(ec);
        auto got = parser.release();
        if (!got.keep_alive()) close();
        co_return answer{static_cast<int>(got.result_int()), std::move(got.body())};
    }
};

async_rest_client::async_rest_client(asio::any_io_executor executor, address server)
    : wire_{std::make_unique<wire>(std::move(executor), std::move(server))} {}
async_rest_client::~async_rest_client() = default;
async_rest_client::async_rest_client(async_rest_client&&) noexcept = default;
async_rest_client& async_rest_client::operator=(async_rest_client&&) noexcept = default;

asio::awaitable<answer> async_rest_client::send(call asked) {
    const auto question = message(asked, wire_->server);
    const bool kept = wire_->open;
    if (!kept) co_await wire_->connect();
    auto got = co_await wire_->exchange(question, kept);
    if (!got) {
        // What changes the bot is not sent twice: the first may have arrived.
        if (asked.method != "GET" && asked.idempotency_key.empty()) wire_->fail(beast::http::error::end_of_stream);
        wire_->close();
        co_await wire_->connect();
        got = co_await wire_->exchange(question, false);
    }
    co_return std::move(*got);
}

asio::awaitable<answer> async_rest_client::run(std::string command, std::vector<std::string> positional,
                                               named_values named) {
    const auto& wanted = command_named(command);
    auto got = co_await send(wanted.prepare(bind(wanted, std::move(positional), std::move(named))));
    if (got.good() && wanted.conclude) got.body = wanted.conclude(got.body);
    co_return got;
}

} // namespace tremolo::client
