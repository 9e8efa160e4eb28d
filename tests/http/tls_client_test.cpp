#include "base/error.hpp"
#include "http/server.hpp"
#include "http/tls_client.hpp"
#include "tests/http/tls_identity.hpp"
#include "tests/testing.hpp"
#include <boost/asio/read_until.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace {

using namespace tremolo;
namespace asio = boost::asio;
using testing::HasSubstr;
using testing_support::identity;
using testing_support::made_for;

// Answers every connection over TLS with one text and closes it.
class tls_server {
  public:
    tls_server(const identity& who, std::string answer) : answer_{std::move(answer)} {
        context_.use_certificate_chain(asio::buffer(who.certificate));
        context_.use_private_key(asio::buffer(who.key), asio::ssl::context::pem);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~tls_server() {
        stopping_ = true;
        boost::system::error_code ignored;
        asio::ip::tcp::socket wake{io_};
        wake.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    [[nodiscard]] std::string url(const std::string& host = "localhost") const {
        return fmt::format("https://{}:{}/ui.zip?x=1", host, acceptor_.local_endpoint().port());
    }
    std::string asked; // the last request; read after the answer came

  private:
    void serve() {
        while (true) {
            boost::system::error_code ec;
            asio::ssl::stream<asio::ip::tcp::socket> stream{io_, context_};
            acceptor_.accept(stream.next_layer(), ec);
            if (stopping_) return;
            stream.handshake(asio::ssl::stream_base::server, ec);
            if (ec) continue;
            std::string request;
            asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", ec);
            asked = request;
            asio::write(stream, asio::buffer(answer_), ec);
            stream.shutdown(ec);
        }
    }
    const std::string answer_;
    asio::io_context io_;
    asio::ssl::context context_{asio::ssl::context::tls_server};
    asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

std::string reason_of(const std::string& url, const http::fetch_options& options = {}) {
    try {
        const auto answer = http::fetch(url, options);
        return fmt::format("answered {}", answer.status);
    } catch (const operational_error& problem) { return problem.what(); }
}

constexpr auto good = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

struct encrypted : testing::Test {
    http::fetch_options trusting(const identity& who) const {
        const auto file = folder.path() / "authorities.pem";
        std::ofstream{file} << who.certificate;
        http::fetch_options options;
        options.authorities = file;
        return options;
    }
    testing_support::temporary_folder folder;
    identity who = made_for("localhost");
};

TEST_F(encrypted, what_a_trusted_server_sends) {
    tls_server server{who, good};
    const auto answer = http::fetch(server.url(), trusting(who));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_THAT(server.asked, testing::StartsWith("GET /ui.zip?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(server.asked, HasSubstr("Host: localhost:"));
}

TEST_F(encrypted, a_body_may_end_with_the_connection) {
    tls_server server{who, "HTTP/1.1 200 OK\r\n\r\nall of it"};
    EXPECT_EQ(http::fetch(server.url(), trusting(who)).body, "all of it");
}

TEST_F(encrypted, a_body_that_was_cut_short_is_no_answer) {
    tls_server server{who, "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhello"};
    EXPECT_THAT(reason_of(server.url(), trusting(who)), HasSubstr("cannot be fetched"));
}

TEST_F(encrypted, a_stranger_is_not_trusted) {
    tls_server server{who, good};
    EXPECT_THAT(reason_of(server.url()), HasSubstr("the certificate of localhost is not trusted"));
    EXPECT_THAT(reason_of(server.url(), trusting(made_for("localhost"))), HasSubstr("is not trusted"));
}

TEST_F(encrypted, a_certificate_is_good_for_its_name_and_its_time_only) {
    tls_server server{who, good};
    EXPECT_THAT(reason_of(server.url("127.0.0.1"), trusting(who)), HasSubstr("is not trusted"));
    const auto old = made_for("localhost", 1800);
    tls_server late{old, good};
    EXPECT_THAT(reason_of(late.url(), trusting(old)), HasSubstr("certificate has expired"));
}

TEST_F(encrypted, it_never_leads_out_of_encryption) {
    tls_server server{who, "HTTP/1.1 302 Found\r\nlocation: http://localhost/x\r\ncontent-length: 0\r\n\r\n"};
    EXPECT_THAT(reason_of(server.url(), trusting(who)), HasSubstr("it leads from https to http://localhost/x"));
}

struct plain : testing::Test {
    plain() {
        http::server_options how;
        server = std::make_unique<http::server>(clock, how, [](http::request&& request, http::responder responder) {
            const std::string path{request.path()};
            if (path == "/long") return responder.answer({200, "text/plain", std::string(10000, 'x')});
            if (path == "/end")
                return responder.answer({200, "text/plain", "arrived by " + std::string{request.query()}});
            http::response answer{302};
            answer.add_header("location", path == "/loop" ? "/loop" : "end?way");
            responder.answer(std::move(answer));
        });
        server->start();
    }
    std::string url(const std::string& path) const {
        return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
    }
    system_clock clock;
    std::unique_ptr<http::server> server;
};

TEST_F(plain, redirections_are_followed_and_told) {
    const auto answer = http::fetch(url("/begin"));
    EXPECT_EQ(answer.body, "arrived by way");
    EXPECT_EQ(answer.url, url("/end?way"));
    http::fetch_options none;
    none.redirections = 0;
    EXPECT_EQ(http::fetch(url("/begin"), none).status, 302);
    EXPECT_THAT(reason_of(url("/loop")), HasSubstr("too many redirections"));
}

TEST_F(plain, a_limit_holds) {
    http::fetch_options little;
    little.answer_bytes = 5000;
    EXPECT_THAT(reason_of(url("/long"), little), HasSubstr("the answer is too long"));
}

TEST(fetch, addresses_that_are_none) {
    for (const auto* url : {"", "file:///etc/passwd", "ftp://x/y", "example.org/x", "https://", "https://a b/"})
        EXPECT_THAT(reason_of(url), HasSubstr("expected a URL of http or https")) << url;
}

TEST(fetch, nobody_there) {
    asio::io_context io;
    asio::ip::tcp::acceptor taken{io, {asio::ip::address_v4::loopback(), 0}};
    const auto port = taken.local_endpoint().port();
    taken.close();
    EXPECT_THAT(reason_of(fmt::format("https://127.0.0.1:{}/", port)), HasSubstr("Connection refused"));
}

} // namespace
