// Certificates made on the spot, and a front that speaks TLS for a plain server behind it, as a reverse proxy does.
#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>
#include <thread>

namespace testing_support {

using error_code = boost::system::error_code;

struct identity {
    std::string certificate, key; // PEM
};

inline std::string pem(const std::function<int(BIO*)>& write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), BIO_free};
    EXPECT_EQ(write(memory.get()), 1);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// A certificate for `name`, or for an address, good from an hour ago for `seconds`; signed by `authority`, or by itself
// where there is none.
inline identity made_for(const char* name, long seconds = 86400, const identity* authority = nullptr) {
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    using certificate_pointer = std::unique_ptr<X509, decltype(&X509_free)>;
    const key_pointer key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    const certificate_pointer made{X509_new(), X509_free};
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), authority != nullptr ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds - 3600);
    auto* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_pubkey(made.get(), key.get());
    const auto extend = [&](int what, const std::string& value) {
        const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
            X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str()), X509_EXTENSION_free};
        X509_add_ext(made.get(), extension.get(), -1);
    };
    error_code no_address;
    boost::asio::ip::make_address(name, no_address);
    extend(NID_subject_alt_name, std::string{no_address ? "DNS:" : "IP:"} + name);
    if (authority == nullptr) extend(NID_basic_constraints, "critical,CA:TRUE");
    if (authority == nullptr) {
        X509_set_issuer_name(made.get(), subject);
        X509_sign(made.get(), key.get(), EVP_sha256());
    } else {
        const std::unique_ptr<BIO, decltype(&BIO_free)> from{BIO_new_mem_buf(authority->certificate.data(), -1),
                                                             BIO_free};
        const std::unique_ptr<BIO, decltype(&BIO_free)> with{BIO_new_mem_buf(authority->key.data(), -1), BIO_free};
        const certificate_pointer issuer{PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), X509_free};
        const key_pointer signing{PEM_read_bio_PrivateKey(with.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
        X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
        X509_sign(made.get(), signing.get(), EVP_sha256());
    }
    return {pem([&](BIO* to) { return PEM_write_bio_X509(to, made.get()); }), pem([&](BIO* to) {
                return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

// Takes TLS off and hands everything on to a port on this machine, both ways, until either side closes.
class tls_front {
  public:
    tls_front(const identity& who, std::uint16_t behind) : behind_{behind} {
        context_.use_certificate_chain(boost::asio::buffer(who.certificate));
        context_.use_private_key(boost::asio::buffer(who.key), boost::asio::ssl::context::pem);
        accept();
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~tls_front() {
        io_.stop();
        thread_.join();
    }
    tls_front(const tls_front&) = delete;
    tls_front& operator=(const tls_front&) = delete;
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    using tcp = boost::asio::ip::tcp;
    struct pair : std::enable_shared_from_this<pair> {
        pair(boost::asio::io_context& io, boost::asio::ssl::context& context) : outside{io, context}, inside{io} {}
        template <class From, class To>
        void pump(From& from, To& to, std::array<char, 16384>& room) {
            from.async_read_some(boost::asio::buffer(room),
                                 [&, self = this->shared_from_this()](error_code ec, std::size_t bytes) {
                                     if (ec) return self->close();
                                     boost::asio::async_write(to, boost::asio::buffer(room.data(), bytes),
                                                              [&, self](error_code failed, std::size_t) {
                                                                  if (failed) return self->close();
                                                                  self->pump(from, to, room);
                                                              });
                                 });
        }
        void close() {
            error_code ignored;
            outside.next_layer().close(ignored);
            inside.close(ignored);
        }
        boost::asio::ssl::stream<tcp::socket> outside;
        tcp::socket inside;
        std::array<char, 16384> in{}, out{};
    };

    void accept() {
        const auto next = std::make_shared<pair>(io_, context_);
        acceptor_.async_accept(next->outside.next_layer(), [this, next](error_code ec) {
            if (ec) return;
            accept();
            next->outside.async_handshake(boost::asio::ssl::stream_base::server, [this, next](error_code failed) {
                if (!failed) next->inside.connect({boost::asio::ip::address_v4::loopback(), behind_}, failed);
                if (failed) return next->close();
                next->pump(next->outside, next->inside, next->in);
                next->pump(next->inside, next->outside, next->out);
            });
        });
    }

    const std::uint16_t behind_;
    boost::asio::io_context io_;
    boost::asio::ssl::context context_{boost::asio::ssl::context::tls_server};
    tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

} // namespace testing_support
