// One endpoint is one row: a method, a path, who may call it, and a handler. The handler is a plain function whose
// signature says the rest - what it reads, what it answers:
//
//     schema::lock_list locks(const call& c);                                           from the snapshot
//     schema::raw_trades_page trades(const call& c, rpc::archive& a, const query<page>& q);  reads the database
//     void add(const call& c, const body<wish>& b, rpc::taker<schema::lock_list> take); answers later
//
// From rows come routing, 405 answers, parsing and validation of parameters, the OpenAPI document and the tests that
// walk over every endpoint.
#pragma once
#include "api/call.hpp"
#include "api/describe.hpp"
#include "api/failures.hpp"
#include "api/parameters.hpp"
#include "rpc/archive.hpp"
#include "rpc/commands.hpp"
#include <functional>
#include <span>

namespace tremolo::api {

enum class access { anyone, user };
enum class mode { both, trade, webserver };
// How long a written answer is sent again: until the next snapshot, and no longer than the clock's second or UTC day
// where the answer also depends on that.
enum class caching { none, snapshot, snapshot_and_second, snapshot_and_day };

// A handler's outcome: the text of the answer, or why there is none. A handler may also return one itself, where its
// answer is no struct.
struct written {
    std::string body;
    std::exception_ptr failure;
    int status = 200;
    std::string_view content_type = "application/json"; // a literal
    std::shared_ptr<http::body_source> source{};        // sent instead of the body
};
// The same where it is an answer like any other, of type T, that the handler has written itself.
template <class T>
struct written_as : written {};
template <class T>
inline constexpr bool is_written_as = false;
template <class T>
inline constexpr bool is_written_as<written_as<T>> = true;
template <class T>
struct payload_of {
    using type = T;
};
template <class T>
struct payload_of<written_as<T>> {
    using type = T;
};
using finisher = std::function<void(written)>;

struct running {
    const call& c;
    rpc::archive* records; // set where the handler reads the database
    const finisher& done;  // called once
};

// A handler without its types.
struct operation {
    using job = std::function<void(const running&)>;
    // Reads the parameters and binds them to the handler. Throws validation_error.
    job (*prepare)(parameter_source& from) = nullptr;
    void (*describe)(description& into) = nullptr;
    bool reads_body = false;
    bool reads_archive = false;
};

struct endpoint {
    std::string_view method;
    std::string_view path; // behind /api/v1; parameters in braces
    std::string_view name; // of the operation: clients' generators make function names of it
    std::string_view tags; // separated by commas
    operation run;
    access who = access::user;
    mode when = mode::both;
    caching cached = caching::none;
    bool slow = false;          // not on the connection's thread, although it reads no database
    std::string_view summary{}; // the name in words when empty
    // -- what freqtrade does not have
    bool own = false;   // the row itself: it is no part of the OpenAPI document
    bool keyed = false; // takes an `Idempotency-Key`
    // The row of ours that answers instead where the request asks for more than freqtrade knows; null: this one.
    const endpoint* (*instead)(const http::request& request) = nullptr;
};

namespace detail {

// What a handler's argument is bound to while the request waits, and what it becomes when it runs.
template <class A>
struct argument {
    using bound = std::remove_cvref_t<A>;
    static constexpr bool is_input = true;
    static const bound& supply(const bound& b, const running&) { return b; }
};
struct nothing {};
template <>
struct argument<const call&> {
    using bound = nothing;
    static constexpr bool is_input = false;
    static const call& supply(nothing, const running& r) { return r.c; }
};
template <>
struct argument<rpc::archive&> {
    using bound = nothing;
    static constexpr bool is_input = false;
    static rpc::archive& supply(nothing, const running& r) { return *r.records; }
};
template <class R>
struct argument<rpc::taker<R>> {
    using bound = nothing;
    static constexpr bool is_input = false;
    static rpc::taker<R> supply(nothing, const running& r) {
        return [done = r.done](rpc::outcome<R> o) {
            if (o.failure)
                done({{}, o.failure});
            else
                done({json::text(*o.value), nullptr});
        };
    }
};

template <class R, class... A>
struct answer_of {
    using type = R;
};
template <class T>
struct taken {};
template <class R>
struct taken<rpc::taker<R>> {
    using type = R;
};
// Of a handler that answers later: what its taker takes.
template <class... A>
struct answer_of<void, A...> {
    using type = typename taken<boost::mp11::mp_back<boost::mp11::mp_list<A...>>>::type;
};

template <auto F, class R, class... A>
struct handler {
    using answer = typename answer_of<R, A...>::type;
    using bound = std::tuple<typename argument<A>::bound...>;

    static operation::job prepare(parameter_source& from) {
        bound given;
        std::apply([&](auto&... one) { (fetch_one<A>(from, one), ...); }, given);
        if (!from.violations.empty()) throw validation_error{std::move(from.violations)};
        return [given = std::move(given)](const running& r) { run(given, r, std::index_sequence_for<A...>{}); };
    }

    static void describe(description& into) {
        (describe_one<A>(into), ...);
        if constexpr (!std::is_same_v<answer, written>)
            into.answer = json::schema_of<typename payload_of<answer>::type>(into.components, {.for_answers = true});
    }

  private:
    template <class Argument, class Bound>
    static void fetch_one(parameter_source& from, Bound& one) {
        if constexpr (argument<Argument>::is_input) fetch(from, one);
    }
    template <class Argument>
    static void describe_one(description& into) {
        if constexpr (argument<Argument>::is_input)
            describe_input(into, std::type_identity<std::remove_cvref_t<Argument>>{});
    }
    template <std::size_t... I>
    static void run(const bound& given, const running& r, std::index_sequence<I...>) {
        if constexpr (std::is_void_v<R>)
            F(argument<A>::supply(std::get<I>(given), r)...);
        else if constexpr (std::is_same_v<R, written> || is_written_as<R>)
            r.done(F(argument<A>::supply(std::get<I>(given), r)...));
        else
            r.done({json::text(F(argument<A>::supply(std::get<I>(given), r)...)), nullptr});
    }
};

template <class T>
inline constexpr bool is_body = false;
template <class T>
inline constexpr bool is_body<body<T>> = true;

template <auto F, class R, class... A>
constexpr operation operation_of(R (*)(A...)) {
    using h = handler<F, R, A...>;
    return {&h::prepare, &h::describe, (is_body<std::remove_cvref_t<A>> || ...),
            (std::is_same_v<A, rpc::archive&> || ...)};
}

} // namespace detail

// The operation of a handler, for a row.
template <auto F>
inline constexpr operation on = detail::operation_of<F>(F);

} // namespace tremolo::api
