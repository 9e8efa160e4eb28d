#include "base/time_text.hpp"
#include "consumer/message_consumer.hpp"
#include "http/query.hpp"
#include "http/server.hpp"
#include "market/frame_json.hpp"
#include "tests/http/tls_identity.hpp"
#include "tests/testing.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace tremolo::consumer {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t minute = 60'000;

market::frame minutes(std::int64_t first, std::size_t rows) {
    std::vector<std::int64_t> dates(rows);
    for (std::size_t i = 0; i < rows; ++i) dates[i] = (first + static_cast<std::int64_t>(i)) * minute;
    market::frame out{std::move(dates)};
    out.set("close", 1.5);
    out.set("enter_long", 1);
    out.set("enter_tag", "tag");
    return out;
}

std::string candles(const std::string& pair, const market::frame& table) {
    std::string text;
    market::write_split(text, table, 2000);
    return R"({"type":"analyzed_df","data":{"key":[")" + pair +
           R"(","1m","spot"],"df":{"__type__":"dataframe","__value__":)" + json::text(text) +
           R"(},"la":"2026-11-21T07:25:00+00:00"}})";
}

// A producer that remembers what it is asked, and says what a test tells it to.
class fake_producer {
  public:
    fake_producer()
        : server_{clock_, {.port = 0}, [this](http::request&& in, http::responder out) {
                      const http::query asked{in.query()};
                      if (asked.value("token") != "a token/&") return out.answer(http::response{403});
                      auto shake = http::websocket_handshake(in);
                      shake.accepted->handler = std::make_unique<session>(*this);
                      out.become(std::move(*shake.accepted));
                  }} {
        server_.start();
    }
    ~fake_producer() { server_.stop(); }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::vector<std::string> asked() {
        const std::scoped_lock lock{mutex_};
        return asked_;
    }
    [[nodiscard]] bool has_client() {
        const std::scoped_lock lock{mutex_};
        return line_ != nullptr;
    }
    void say(const std::string& text) {
        const std::scoped_lock lock{mutex_};
        if (!line_) return;
        line_->loop().run_later([line = line_->weak(), text] {
            if (const auto open = line.lock()) {
                open->send_text(text);
                open->flush();
            }
        });
    }
    void hang_up() {
        const std::scoped_lock lock{mutex_};
        if (!line_) return;
        line_->loop().run_later([line = line_->weak()] {
            if (const auto open = line.lock()) open->close(http::close_code::restart);
        });
    }

  private:
    struct session final : http::stream_handler {
        explicit session(fake_producer& of) : of_{of} {}
        void opened(http::stream& with) override {
            line_ = mine_ = &with;
            const std::scoped_lock lock{of_.mutex_};
            of_.line_ = &with;
        }
        void text(std::string& message) override {
            const std::scoped_lock lock{of_.mutex_};
            of_.asked_.push_back(message);
        }
        void closed() override {
            const std::scoped_lock lock{of_.mutex_};
            if (of_.line_ == mine_) of_.line_ = nullptr; // another one may have connected already
        }
        fake_producer& of_;
        http::stream* mine_ = nullptr;
    };
    system_clock clock_;
    std::mutex mutex_;
    std::vector<std::string> asked_;
    http::stream* line_ = nullptr;
    http::server server_;
};

class MessageConsumer : public ::testing::Test {
  protected:
    consumer_settings settings() {
        consumer_settings out;
        out.producers.push_back({"default", "127.0.0.1", producer_.port(), false, secret{"a token/&"}});
        out.sleep_time = 50ms;
        return out;
    }
    template <class F>
    static bool soon(F&& holds) {
        for (int i = 0; i < 2000; ++i) {
            if (holds()) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    std::string log_text() {
        std::string out;
        for (const auto& each : log_->last(0)) out += each.message + "\n";
        return out;
    }

    system_clock clock_;
    std::shared_ptr<log_sink> log_ = std::make_shared<log_sink>(clock_, log_sink::options{.to_stderr = false});
    fake_producer producer_;
    std::shared_ptr<strategy::producers> heard_ = std::make_shared<strategy::producers>();
};

TEST_F(MessageConsumer, AsksAsFreqtradeDoes) {
    const message_consumer listening{settings(), heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    EXPECT_THAT(producer_.asked(),
                ElementsAre(R"({"type":"subscribe","data":["whitelist","analyzed_df"]})", R"({"type":"whitelist"})",
                            R"({"type":"analyzed_df","data":{"limit":1500}})"));
}

TEST_F(MessageConsumer, KeepsPairsAndCandles) {
    const message_consumer listening{settings(), heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.say(R"({"type":"whitelist","data":["BTC/USDT","ETH/USDT"]})");
    producer_.say(candles("BTC/USDT", minutes(0, 200)));
    producer_.say(candles("BTC/USDT", minutes(200, 1)));
    ASSERT_TRUE(soon([&] { return heard_->frame({"BTC/USDT", "1m"}).dataframe->size() == 201; }));
    EXPECT_THAT(heard_->pairs(), ElementsAre("BTC/USDT", "ETH/USDT"));
    const auto kept = heard_->frame({"BTC/USDT", "1m"});
    EXPECT_EQ(kept.dataframe->last("close"), 1.5);
    EXPECT_EQ(kept.dataframe->last_text("enter_tag"), "tag");
    EXPECT_EQ(kept.analysed_at, parse_time("2026-11-21T07:25:00+00:00"));
}

TEST_F(MessageConsumer, AsksForCandlesThatAreMissing) {
    const message_consumer listening{settings(), heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.say(candles("BTC/USDT", minutes(0, 1)));
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 4; }));
    EXPECT_EQ(producer_.asked().back(), R"({"type":"analyzed_df","data":{"limit":1500,"pair":"BTC/USDT"}})");
    producer_.say(candles("BTC/USDT", minutes(0, 150)));
    producer_.say(candles("BTC/USDT", minutes(155, 1)));
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 5; }));
    EXPECT_EQ(producer_.asked().back(), R"({"type":"analyzed_df","data":{"limit":7,"pair":"BTC/USDT"}})");
}

TEST_F(MessageConsumer, RemovesSignalsWhenToldTo) {
    auto wanted = settings();
    wanted.remove_entry_exit_signals = true;
    const message_consumer listening{wanted, heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.say(candles("BTC/USDT", minutes(0, 200)));
    ASSERT_TRUE(soon([&] { return !heard_->frame({"BTC/USDT", "1m"}).dataframe->empty(); }));
    const auto kept = heard_->frame({"BTC/USDT", "1m"}).dataframe;
    EXPECT_EQ(kept->last("enter_long"), 0);
    EXPECT_EQ(kept->last("exit_short"), 0);
    EXPECT_EQ(kept->last_text("enter_tag"), std::nullopt);
}

TEST_F(MessageConsumer, ConnectsAgain) {
    const message_consumer listening{settings(), heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.hang_up();
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 6; }));
    EXPECT_THAT(log_text(), HasSubstr("ended (1012), retrying"));
}

TEST_F(MessageConsumer, SurvivesNonsense) {
    const message_consumer listening{settings(), heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    for (const auto* text :
         {"", "[]", "{}", "5", R"({"type":"whitelist"})", R"({"type":"whitelist","data":5})",
          R"({"type":"analyzed_df","data":{}})",
          R"({"type":"analyzed_df","data":{"key":["BTC/USDT","1m","nosuch"],"df":{"__value__":"{}"},"la":""}})",
          R"({"type":"analyzed_df","data":{"key":[1,2,3],"df":{"__value__":"x"}}})",
          R"({"type":"exception","data":"Error processing request"})", R"({"type":"status","data":null})"})
        producer_.say(text);
    producer_.say(candles("BTC/USDT", market::frame{}));
    producer_.say(R"({"type":"whitelist","data":["SOL/USDT"]})");
    ASSERT_TRUE(soon([&] { return heard_->pairs().size() == 1; }));
    EXPECT_THAT(log_text(), HasSubstr("Error processing request"));
}

TEST_F(MessageConsumer, TellsWhyItCannotConnectAndNeverTheToken) {
    auto wanted = settings();
    wanted.producers[0].ws_token = secret{"wrong-token"};
    wanted.producers.push_back({"gone", "127.0.0.1", 1, false, secret{"x-secret"}});
    const message_consumer listening{wanted, heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] {
        return log_text().find("status 403") != std::string::npos &&
               log_text().find("ws://127.0.0.1:1") != std::string::npos;
    }));
    EXPECT_EQ(log_text().find("wrong-token"), std::string::npos);
    EXPECT_EQ(log_text().find("x-secret"), std::string::npos);
}

TEST_F(MessageConsumer, ListensToASecureProducer) {
    const testing_support::temporary_folder folder;
    const auto authority = testing_support::made_for("An authority of our own");
    const auto who = testing_support::made_for("localhost", 86400, &authority);
    const auto file = folder.path() / "authorities.pem";
    std::ofstream{file} << authority.certificate;
    testing_support::tls_front front{who, producer_.port()};
    auto wanted = settings();
    wanted.producers[0].host = "localhost";
    wanted.producers[0].port = front.port();
    wanted.producers[0].secure = true;
    {
        const message_consumer distrusting{wanted, heard_, clock_, {log_, "consumer"}};
        ASSERT_TRUE(
            soon([&] { return log_text().find("the certificate of localhost is not trusted") != std::string::npos; }));
        EXPECT_TRUE(producer_.asked().empty());
    }
    wanted.authorities = file;
    const message_consumer listening{wanted, heard_, clock_, {log_, "consumer"}};
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.say(candles("BTC/USDT", minutes(0, 1000)));
    EXPECT_TRUE(soon([&] { return heard_->frame({"BTC/USDT", "1m"}).dataframe->size() == 1000; }));
}

TEST_F(MessageConsumer, ListensAsTheNewestSettingsSay) {
    consumer_slot slot{heard_, clock_, {log_, "consumer"}};
    slot.apply({});
    slot.apply(settings());
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 3; }));
    producer_.say(R"({"type":"whitelist","data":["BTC/USDT"]})");
    ASSERT_TRUE(soon([&] { return heard_->pairs().size() == 1; }));
    slot.apply(settings()); // nothing new: the connection stays, and what was heard
    producer_.say(R"({"type":"whitelist","data":["BTC/USDT","ETH/USDT"]})");
    ASSERT_TRUE(soon([&] { return heard_->pairs().size() == 2; }));
    EXPECT_EQ(producer_.asked().size(), 3);
    auto renamed = settings();
    renamed.producers[0].name = "other";
    renamed.initial_candle_limit = 700;
    slot.apply(renamed);
    EXPECT_TRUE(heard_->pairs().empty());
    ASSERT_TRUE(soon([&] { return producer_.asked().size() == 6; }));
    EXPECT_EQ(producer_.asked().back(), R"({"type":"analyzed_df","data":{"limit":700}})");
    producer_.say(R"({"type":"whitelist","data":["SOL/USDT"]})");
    ASSERT_TRUE(soon([&] { return heard_->pairs("other").size() == 1; }));
    slot.apply({});
    EXPECT_TRUE(heard_->pairs("other").empty());
    EXPECT_TRUE(soon([&] { return !producer_.has_client(); }));
}

TEST(ConsumerSettings, AreReadFromTheConfiguration) {
    const auto read = json::parse(R"({"external_message_consumer": {"enabled": true, "wait_timeout": 5, "sleep_time": 1,
        "message_size_limit": 2, "initial_candle_limit": 300, "remove_entry_exit_signals": true,
        "producers": [{"name": "a", "host": "h", "ws_token": "t"}, 
                      {"name": "b", "host": "i", "port": 9, "secure": true, "ws_token": "u"}]}})");
    const auto settings = settings_of(read.value.as_object());
    ASSERT_EQ(settings.producers.size(), 2);
    EXPECT_EQ(settings.producers[0].port, 8080);
    EXPECT_FALSE(settings.producers[0].secure);
    EXPECT_EQ(settings.producers[1].port, 9);
    EXPECT_TRUE(settings.producers[1].secure);
    EXPECT_EQ(settings.producers[1].ws_token.reveal(), "u");
    EXPECT_EQ(settings.wait_timeout, 5s);
    EXPECT_EQ(settings.ping_timeout, 10s);
    EXPECT_EQ(settings.message_bytes, 2u << 20);
    EXPECT_EQ(settings.initial_candle_limit, 300);
    EXPECT_TRUE(settings.remove_entry_exit_signals);
    EXPECT_TRUE(settings_of({}).producers.empty());
    EXPECT_TRUE(
        settings_of(json::parse(R"({"external_message_consumer": {"enabled": false, "producers": [{"name": "a"}]}})")
                        .value.as_object())
            .producers.empty());
}

} // namespace
} // namespace tremolo::consumer
