#include "base/error.hpp"
#include "tests/http/streaming.hpp"
#include "tests/http/tls_identity.hpp"
#include "tests/testing.hpp"
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>

namespace tremolo::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing_support::identity;
using testing_support::made_for;
using testing_support::streaming;
using testing_support::tls_front;

constexpr auto patience = 20s;

class SecureWebsocket : public ::testing::Test {
  protected:
    websocket_client_options trusting(const identity& authority) const {
        const auto file = folder.path() / "authorities.pem";
        std::ofstream{file} << authority.certificate;
        return {.secure = true, .authorities = file};
    }
    // Why there is no connection; "connected" if there is one.
    static std::string reason(const tls_front& front, websocket_client_options options,
                              const std::string& host = "localhost") {
        try {
            const websocket_client client{host, front.port(), "/echo", std::move(options)};
            return "connected";
        } catch (const operational_error& problem) { return problem.what(); }
    }

    testing_support::temporary_folder folder;
    const identity authority = made_for("An authority of our own");
    const identity who = made_for("localhost", 86400, &authority);
    streaming served;
};

TEST_F(SecureWebsocket, TalksToWhomAnAuthorityVouchesFor) {
    tls_front front{who, served.port()};
    websocket_client client{"localhost", front.port(), "/echo", trusting(authority)};
    for (const std::size_t size : {1, 125, 65536, 500'000}) {
        const std::string text(size, 'x');
        ASSERT_TRUE(client.send(text));
        EXPECT_EQ(client.receive(patience), text);
    }
    ASSERT_TRUE(client.ping());
    EXPECT_TRUE(streaming::soon([&] { return !client.receive(10ms) && client.pongs() == 1; }));
    client.close();
    EXPECT_EQ(client.closed()->code, 1000);
}

TEST_F(SecureWebsocket, HearsMessagesAndTheEndOfTheServer) {
    tls_front front{who, served.port()};
    websocket_client client{"localhost", front.port(), "/hub", trusting(authority)};
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 1; }));
    for (int i = 0; i < 200; ++i) served.hub.publish(0, fmt::format("{{\"n\":{}}}", i));
    for (int i = 0; i < 200; ++i) ASSERT_EQ(client.receive(patience), fmt::format("{{\"n\":{}}}", i));
    served.server.stop();
    EXPECT_EQ(client.receive(patience), std::nullopt);
    EXPECT_EQ(client.closed().value_or(websocket_closed{}).code, 1012);
}

TEST_F(SecureWebsocket, ChecksTheNameOfTheHost) {
    tls_front front{who, served.port()};
    EXPECT_THAT(reason(front, trusting(authority), "127.0.0.1"),
                HasSubstr("the certificate of 127.0.0.1 is not trusted"));
    const auto other = made_for("bot.example.org", 86400, &authority);
    tls_front elsewhere{other, served.port()};
    EXPECT_THAT(reason(elsewhere, trusting(authority)), HasSubstr("the certificate of localhost is not trusted"));
}

TEST_F(SecureWebsocket, TrustsNoStranger) {
    const auto self_signed = made_for("localhost");
    tls_front front{self_signed, served.port()};
    EXPECT_THAT(reason(front, {.secure = true}), HasSubstr("is not trusted (self-signed certificate"));
    EXPECT_THAT(reason(front, trusting(authority)), HasSubstr("is not trusted"));
    EXPECT_EQ(reason(front, trusting(self_signed)), "connected"); // unless told to
    const auto old = made_for("localhost", 1800, &authority);
    tls_front late{old, served.port()};
    EXPECT_THAT(reason(late, trusting(authority)), HasSubstr("certificate has expired"));
    EXPECT_EQ(served.hub.subscribers(), 0U);
}

TEST_F(SecureWebsocket, FindsAuthoritiesWhereTheSystemSays) {
    tls_front front{who, served.port()};
    const auto file = trusting(authority).authorities;
    ASSERT_EQ(setenv("SSL_CERT_FILE", file.c_str(), 1), 0);
    const auto said = reason(front, {.secure = true});
    unsetenv("SSL_CERT_FILE");
    EXPECT_EQ(said, "connected");
    EXPECT_THAT(reason(front, {.secure = true}), HasSubstr("is not trusted"));
    EXPECT_THAT(reason(front, {.secure = true, .authorities = folder.path() / "nosuch.pem"}),
                HasSubstr("the certificate authorities cannot be read"));
}

TEST_F(SecureWebsocket, NeedsEncryptionOnTheOtherSide) {
    try {
        const websocket_client client{"localhost", served.port(), "/echo", trusting(authority)};
        FAIL() << "connected to a server without TLS";
    } catch (const operational_error& problem) {
        EXPECT_THAT(problem.what(), HasSubstr(fmt::format("wss://localhost:{}", served.port())));
    }
}

TEST_F(SecureWebsocket, GivesUpConnectingWhenTold) {
    // Accepts, and never says a word.
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor silent{io, {boost::asio::ip::address_v4::loopback(), 0}};
    std::stop_source stop;
    auto options = trusting(authority);
    options.connect_timeout = 10min;
    options.stop = stop.get_token();
    std::string said;
    std::thread connecting{[&] {
        try {
            const websocket_client client{"localhost", silent.local_endpoint().port(), "/echo", options};
        } catch (const operational_error& problem) { said = problem.what(); }
    }};
    static_cast<void>(silent.accept());
    stop.request_stop();
    connecting.join();
    EXPECT_THAT(said, HasSubstr("wss://localhost"));
}

} // namespace
} // namespace tremolo::http
