// The REST API of a bot for programs that run on Boost.Asio: the same calls as rest_client's, as coroutines.
//
//     boost::asio::awaitable<void> watch_profit(tremolo::client::async_rest_client& bot) {
//         const auto profit = (co_await bot.run("profit")).json(); …
//
// One connection, kept alive; one call at a time. An object belongs to its executor, and outlives its calls.
#pragma once
#include "client/address.hpp"
#include "client/call.hpp"
#include "client/commands.hpp"
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

namespace tremolo::client {

class async_rest_client {
  public:
    async_rest_client(boost::asio::any_io_executor executor, address server);
    ~async_rest_client();
    async_rest_client(async_rest_client&&) noexcept;
    async_rest_client& operator=(async_rest_client&&) noexcept;

    // Any status is an answer. Throws operational_error, naming the server, when there is none.
    boost::asio::awaitable<answer> send(call asked);
    // As rest_client::run().
    boost::asio::awaitable<answer> run(std::string command, std::vector<std::string> positional = {},
                                       named_values named = {});

  private:
    struct wire;
    std::unique_ptr<wire> wire_;
};

} // namespace tremolo::client
