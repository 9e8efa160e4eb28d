// Prints the profit of a bot, asked once with a call that blocks and once from a coroutine; then enters a trade and
// waits until the stream tells of it.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <client/async_rest_client.hpp>
#include <client/message_stream.hpp>
#include <client/rest_client.hpp>
#include <iostream>

namespace {

boost::asio::awaitable<double> profit(tremolo::client::async_rest_client& bot) {
    const auto answer = co_await bot.run("profit");
    co_return answer.json().at("profit_closed_coin").to_number<double>();
}

} // namespace

int main(int count, char** words) {
    if (count != 2) return 2;
    const auto server = tremolo::client::parse_address(words[1]);
    tremolo::client::rest_client bot{server};
    std::cout << "closed: " << bot.get("/profit").json().at("profit_closed_coin") << '\n';

    boost::asio::io_context io;
    tremolo::client::async_rest_client from_coroutines{io.get_executor(), server};
    auto found = boost::asio::co_spawn(io, profit(from_coroutines), boost::asio::use_future);
    io.run();
    std::cout << "again: " << found.get() << '\n';

    tremolo::client::message_stream news{server, {"entry"}};
    const auto entered = bot.run("forceenter", {"LTC/USDT", "long"});
    if (!entered.good()) {
        std::cout << "not entered: " << entered.failure() << '\n';
        return 1;
    }
    while (const auto said = news.next(std::chrono::seconds{60}))
        if (said->body.at("pair") == "LTC/USDT") {
            std::cout << "told: " << said->type << '\n';
            return 0;
        }
    return 1;
}
