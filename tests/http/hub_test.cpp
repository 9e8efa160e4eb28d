#include "tests/http/streaming.hpp"
#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <list>
#include <sched.h>

namespace tremolo::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing_support::close_code_in;
using testing_support::streaming;

constexpr auto patience = 20s;

std::string message(int n) { return fmt::format("{{\"n\":{}}}", n); }

TEST(Hub, GivesEachWhatHeWants) {
    streaming served;
    auto both = served.client("/hub");
    auto second = served.client("/hub?topics=2", {.deflates = false});
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 2; }));
    for (int i = 0; i < 100; ++i) served.hub.publish(i % 2, message(i));
    const std::string large = "{\"x\":\"" + std::string(10'000, 'y') + "\"}";
    served.hub.publish(1, large);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(both.receive(patience), message(i));
    for (int i = 1; i < 100; i += 2) ASSERT_EQ(second.receive(patience), message(i));
    EXPECT_EQ(both.receive(patience), large);
    EXPECT_EQ(second.receive(patience), large);
}

TEST(Hub, ReplaysWhatWasMissedBeforeWhatIsNew) {
    streaming served;
    for (int i = 1; i <= 3000; ++i) served.hub.publish(0, message(i));
    auto client = served.client("/hub?since=1000");
    EXPECT_EQ(client.receive(patience), R"({"kept":[1,3000],"complete":true})");
    for (int i = 3001; i <= 3100; ++i) served.hub.publish(0, message(i));
    for (int i = 1001; i <= 3100; ++i)
        ASSERT_EQ(client.receive(patience), fmt::format("{{\"n\":{},\"seq\":{}}}", i, i));
}

TEST(Hub, SaysWhatIsLost) {
    streaming served{{}, {.kept_messages = 10, .first_number = 500}};
    for (int i = 0; i < 50; ++i) served.hub.publish(0, "{}");
    auto old = served.client("/hub?since=7");
    EXPECT_EQ(old.receive(patience), R"({"kept":[540,549],"complete":false})");
    for (int i = 540; i < 550; ++i) ASSERT_EQ(old.receive(patience), fmt::format("{{\"seq\":{}}}", i));
    auto recent = served.client("/hub?since=539");
    EXPECT_EQ(recent.receive(patience), R"({"kept":[540,549],"complete":true})");
    auto newest = served.client("/hub?since=549");
    EXPECT_EQ(newest.receive(patience), R"({"kept":[540,549],"complete":true})");
    auto from_the_future = served.client("/hub?since=9999");
    EXPECT_EQ(from_the_future.receive(patience), R"({"kept":[540,549],"complete":false})");
    served.hub.publish(0, "{}");
    EXPECT_EQ(newest.receive(patience), R"({"seq":550})");
    EXPECT_EQ(from_the_future.receive(patience), R"({"seq":550})");
}

TEST(Hub, KeepsNoMoreBytesThanAllowed) {
    streaming served{{}, {.kept_bytes = 10'000}};
    for (int i = 0; i < 100; ++i) served.hub.publish(0, "{\"x\":\"" + std::string(1000, 'x') + "\"}");
    auto client = served.client("/hub?since=0");
    EXPECT_EQ(client.receive(patience), R"({"kept":[92,100],"complete":false})");
}

// A client that does not read is closed with 1013 once something has waited for too long, and nobody else notices.
TEST(Hub, ClosesWhoDoesNotRead) {
    stream_limits limits;
    limits.stalled_deadline = 1s;
    limits.queued_bytes = 64 * 1024 * 1024;
    streaming served{limits};
    const auto deaf = served.raw("/hub");
    ASSERT_THAT(deaf->read_until("\r\n\r\n"), HasSubstr("101"));
    auto other = served.client("/hub");
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 2; }));
    const std::string large = "{\"x\":\"" + std::string(100'000, 'y') + "\"}";
    for (int i = 0; i < 200; ++i) {
        served.hub.publish(0, large);
        ASSERT_EQ(other.receive(patience), large);
    }
    ASSERT_TRUE(streaming::soon([&] { return served.lines().find("closed with 1013") != std::string::npos; }));
    EXPECT_EQ(close_code_in(deaf->read_to_end(20'000)), 1013);
    EXPECT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 1; }));
    served.hub.publish(0, "{}");
    EXPECT_EQ(other.receive(patience), "{}");
    EXPECT_EQ(served.log->last(0).size(), 1);
}

TEST(Hub, ClosesWhoseQueueIsFull) {
    stream_limits limits;
    limits.queued_bytes = 2 * 1024 * 1024;
    streaming served{limits};
    const auto deaf = served.raw("/hub");
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 1; }));
    const std::string large = "{\"x\":\"" + std::string(100'000, 'y') + "\"}";
    for (int i = 0; i < 300; ++i) served.hub.publish(0, large);
    ASSERT_TRUE(streaming::soon([&] { return served.lines().find("too much waits") != std::string::npos; }));
    EXPECT_EQ(close_code_in(deaf->read_to_end(20'000)), 1013);
}

// More listeners than are served in one go, some of whom leave and come while messages are on their way.
TEST(Hub, ServesCrowdsThatComeAndGo) {
    streaming served;
    std::vector<std::unique_ptr<testing_support::raw_client>> crowd;
    for (int i = 0; i < 400; ++i) crowd.push_back(served.raw("/hub"));
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 400; }));
    const auto tail = "{\"n\":last}";
    std::atomic<bool> done{false};
    std::thread coming_and_going{[&] {
        while (!done) {
            const auto guest = served.raw("/hub?since=5");
            static_cast<void>(guest->read_until("kept", 20'000));
        }
    }};
    for (int i = 0; i < 300; ++i) {
        served.hub.publish(0, message(i));
        if (i % 3 == 0) crowd.erase(crowd.begin() + (i * 7) % static_cast<int>(crowd.size()));
        if (i % 10 == 0) std::this_thread::sleep_for(1ms);
    }
    done = true;
    coming_and_going.join();
    served.hub.publish(0, tail);
    std::string all;
    for (int i = 0; i < 300; ++i) all += message(i);
    for (const auto& each : crowd) {
        const auto heard = each->read_until(tail, 20'000);
        std::string texts; // without heads of frames
        for (auto at = heard.find("{\"n\""); at != std::string::npos; at = heard.find("{\"n\"", at + 1))
            texts += heard.substr(at, heard.find('}', at) + 1 - at);
        ASSERT_EQ(texts, all + tail);
    }
}

// How many threads of this process are of the scheduler's class for batches.
std::ptrdiff_t threads_that_give_way() {
    const std::filesystem::directory_iterator threads{"/proc/self/task"};
    return std::count_if(begin(threads), end(threads), [](const auto& each) {
        return sched_getscheduler(std::stoi(each.path().filename().string())) == SCHED_BATCH;
    });
}

TEST(Hub, GivesWayToOthersWhileItHasACrowd) {
    streaming served;
    std::list<websocket_client> crowd;
    const auto come = [&](std::size_t count) {
        while (crowd.size() < count) crowd.emplace_back("127.0.0.1", served.port(), "/hub", websocket_client_options{});
        return streaming::soon([&] { return served.hub.subscribers() == count; });
    };
    ASSERT_TRUE(come(60));
    EXPECT_EQ(threads_that_give_way(), 0);
    ASSERT_TRUE(come(140));
    EXPECT_TRUE(streaming::soon([] { return threads_that_give_way() == 1; }));
    served.hub.publish(0, R"({"n":1})");
    for (auto& each : crowd) EXPECT_EQ(each.receive(patience), R"({"n":1})");
    crowd.clear();
    EXPECT_TRUE(streaming::soon([] { return threads_that_give_way() == 0; }));
}

TEST(Hub, SendsEvents) {
    streaming served;
    served.hub.publish(1, message(1));
    testing_support::raw_client raw{served.port()};
    raw.send("GET /events?topics=2 HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = raw.read_until("\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("content-type: text/event-stream"));
    EXPECT_THAT(head, HasSubstr("x-more: 1\r\n"));
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 1; }));
    served.hub.publish(0, message(2));
    served.hub.publish(1, message(3));
    EXPECT_EQ(raw.read_until("\n\n"), "id: 3\nevent: b\ndata: {\"n\":3}\n\n");
}

TEST(Hub, ForgetsClientsThatAreGone) {
    streaming served;
    for (int round = 0; round < 20; ++round) {
        auto stays = served.client("/hub");
        {
            auto goes = served.client("/hub");
            const auto cut = served.raw("/hub");
            ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 3; }));
            served.hub.publish(0, "{}");
        }
        served.hub.publish(0, message(round));
        EXPECT_EQ(stays.receive(patience), "{}");
        EXPECT_EQ(stays.receive(patience), message(round));
        stays.close();
        ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 0; }));
    }
}

} // namespace
} // namespace tremolo::http
