#include "http/tls_client.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/net_types.hpp"
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace tremolo::http {

namespace beast = boost::beast;
namespace ssl = asio::ssl;

namespace {

using tcp_stream = beast::basic_stream<asio::ip::tcp, executor, beast::unlimited_rate_policy>;
using tls_stream = ssl::stream<tcp_stream>;

struct address {
    bool encrypted = true;
    std::string host; // without brackets
    std::string port;
    std::string authority; // for the Host header
    std::string target;
    std::string text; // all of it
};

address address_of(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    const bool known = parsed && (parsed->scheme() == "https" || parsed->scheme() == "http") && !parsed->host().empty();
    if (!known)
        throw operational_error{fmt::format("{} cannot be fetched: expected a URL of http or https, such as "
                                            "https://example.org/file.zip.",
                                            text)};
    address out;
    out.encrypted = parsed->scheme() == "https";
    out.host = parsed->host_address();
    out.port = parsed->has_port() && !parsed->port().empty() ? std::string{parsed->port()}
               : out.encrypted                               ? "443"
                                                             : "80";
    out.authority = std::string{parsed->encoded_host_and_port()};
    out.target = std::string{parsed->encoded_resource()};
    if (!out.target.starts_with('/')) out.target.insert(out.target.begin(), '/');
    if (const auto fragment = out.target.find('#'); fragment != std::string::npos) out.target.resize(fragment);
    out.text = text;
    return out;
}

// One question on one connection.
class errand {
  public:
    errand(address to, const fetch_options& options) : to_{std::move(to)}, options_{options} {}

    client_answer run() {
        if (!to_.encrypted) {
            tcp_stream plain{io_.get_executor()};
            connect(plain);
            return ask(plain, plain);
        }
        auto context = trusting();
        tls_stream secured{tcp_stream{io_.get_executor()}, context};
        secured.set_verify_mode(ssl::verify_peer);
        secured.set_verify_callback(ssl::host_name_verification{to_.host});
        SSL_set_tlsext_host_name(secured.native_handle(), to_.host.c_str()); // which of a server's names is meant
        connect(secured.next_layer());
        secured.next_layer().expires_after(options_.timeout);
        secured.async_handshake(ssl::stream_base::client, [this](const error_code& result) { failed_ = result; });
        complete();
        if (failed_) fail(reason_of_handshake(secured.native_handle()));
        return ask(secured, secured.next_layer());
    }

  private:
    [[noreturn]] void fail(const std::string& reason) const {
        throw operational_error{fmt::format("{} cannot be fetched: {}.", to_.text, reason)};
    }

    [[nodiscard]] std::string reason() const {
        if (failed_ == beast::error::timeout) return "no answer in time";
        if (failed_ == beast::http::error::body_limit) return "the answer is too long";
        return failed_.message();
    }

    [[nodiscard]] std::string reason_of_handshake(SSL* connection) const {
        const long verdict = SSL_get_verify_result(connection);
        if (verdict == X509_V_OK) return reason();
        return fmt::format("the certificate of {} is not trusted ({})", to_.host,
                           X509_verify_cert_error_string(verdict));
    }

    ssl::context trusting() const {
        ssl::context context{ssl::context::tls_client};
        SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
        error_code ec;
        if (options_.authorities.empty())
            context.set_default_verify_paths(ec);
        else
            context.load_verify_file(options_.authorities, ec);
        if (ec) fail("the certificate authorities cannot be read: " + ec.message());
        return context;
    }

    // Runs until the operation that was just begun has set its result.
    void complete() {
        io_.restart();
        io_.run();
    }

    void connect(tcp_stream& stream) {
        asio::ip::basic_resolver<asio::ip::tcp, executor> resolver{io_.get_executor()};
        const auto found = resolver.resolve(to_.host, to_.port, failed_);
        if (failed_) fail(failed_.message());
        stream.expires_after(options_.timeout);
        stream.async_connect(found, [this](const error_code& result, const auto&) { failed_ = result; });
        complete();
        if (failed_) fail(reason());
    }

    template <class Stream>
    client_answer ask(Stream& stream, tcp_stream& below) {
        beast::http::request<beast::http::empty_body> question{beast::http::verb::get, to_.target, 11};
        question.set(beast::http::field::host, to_.authority);
        question.set(beast::http::field::user_agent, "tremolo");
        question.set(beast::http::field::connection, "close");
        for (const auto& [name, value] : options_.headers) question.set(name, value);
        below.expires_after(options_.timeout);
        beast::http::async_write(stream, question, [this](const error_code& result, std::size_t) { failed_ = result; });
        complete();
        if (failed_) fail(reason());
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(options_.answer_bytes);
        beast::flat_buffer input;
        while (!parser.is_done()) { // the time is for each piece: a slow line is no dead one
            below.expires_after(options_.timeout);
            beast::http::async_read_some(stream, input, parser,
                                         [this](const error_code& result, std::size_t) { failed_ = result; });
            complete();
            // A body that only the end of the connection ends, cut off by who skips the farewell of TLS.
            if (failed_ == ssl::error::stream_truncated && parser.is_header_done() && !parser.content_length()) {
                error_code ended;
                parser.put_eof(ended);
                if (!ended) break;
            }
            if (failed_) fail(reason());
        }
        return answer_of(parser.release());
    }

    static client_answer answer_of(beast::http::response<beast::http::string_body>&& message) {
        client_answer out;
        out.status = static_cast<int>(message.result_int());
        for (const auto& each : message) out.headers.emplace_back(each.name_string(), each.value());
        out.body = std::move(message.body());
        return out;
    }

    const address to_;
    const fetch_options& options_;
    asio::io_context io_{1};
    error_code failed_;
};

bool redirects(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

std::string resolved(const std::string& base, std::string_view location) {
    const auto from = boost::urls::parse_uri(base);
    const auto to = boost::urls::parse_uri_reference({location.data(), location.size()});
    boost::urls::url out;
    if (!from || !to || !boost::urls::resolve(*from, *to, out))
        throw operational_error{fmt::format("{} cannot be fetched: it redirects to \"{}\".", base, location)};
    return std::string{out.buffer()};
}

} // namespace

fetched fetch(std::string_view url, const fetch_options& options) {
    std::string current{url};
    for (unsigned followed = 0;; ++followed) {
        const auto to = address_of(current);
        fetched answer{errand{to, options}.run(), current};
        const auto location = answer.header("location");
        if (!redirects(answer.status) || !location || options.redirections == 0) return answer;
        if (followed == options.redirections)
            throw operational_error{fmt::format("{} cannot be fetched: too many redirections.", url)};
        auto next = resolved(current, *location);
        if (to.encrypted && !next.starts_with("https:"))
            throw operational_error{fmt::format("{} cannot be fetched: it leads from https to {}.", url, next)};
        current = std::move(next);
    }
}

} // namespace tremolo::http
