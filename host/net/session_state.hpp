#pragma once
// A connection apart from its stream: what it is doing and until when, the request that is out, and
// the answer to it.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "host/net/exchange_state.hpp"
#include "host/net/lane.hpp"
#include "host/net/request_reader.hpp"
#include "host/net/server_context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace selat::net {

// A suspended coroutine, to be gone on with on its executor.
class resumption {
public:
    virtual ~resumption() = default;
    virtual void resume() = 0;
};

// The exchanges of a connection are this one object, so that a request allocates nothing of its
// own. Held by the coroutine, and by the exchange while a request is out; `request` and `reader_`
// are not touched in between.
class session_state : public exchange::state,
                      public guest,
                      public std::enable_shared_from_this<session_state> {
public:
    void respond(response response) override;
    void accept(websocket_options options, websocket_events events,
                std::function<void(std::shared_ptr<websocket>)> opened) override;

    void expire() override;
    void drain() override;
    void abort() override;

protected:
    enum class doing { opening, idling, reading, handling, writing, ending };
    struct acceptance {
        websocket_options options;
        websocket_events events;
        std::function<void(std::shared_ptr<websocket>)> opened;
    };

    session_state(std::shared_ptr<server_context> context, std::shared_ptr<lane> lane,
                  const boost::asio::ip::tcp::endpoint& peer, bool secure);
    ~session_state() override;

    virtual boost::asio::ip::tcp::socket& socket() = 0;
    void turn_to(doing what, clock::duration at_most);
    // Hands the request out and waits for its answer, or for the upgrade to be taken.
    boost::asio::awaitable<void> serve();
    // The answer's bytes are unsent from here on.
    void prepare_answer();
    void count(std::uint32_t status, std::string_view why = {});
    void find_origin();
    // Whether more of the body has come than stays in memory.
    [[nodiscard]] bool overflows() const;
    // Puts what has come of the body behind what is in its file, and shows all of it when that is
    // the `whole`.
    boost::asio::awaitable<result<void>> set_aside(bool whole);
    // Lets the file go.
    void drop_body();

    std::shared_ptr<server_context> context_;
    std::shared_ptr<lane> lane_;
    boost::asio::ip::address peer_;
    const bool secure_;
    request_reader reader_;
    std::unique_ptr<spool> spool_;  // the body of the request, when it is large
    doing doing_ = doing::opening;
    bool expired_ = false;
    bool draining_ = false;
    bool aborted_ = false;
    bool close_after_ = false;

    response answer_;
    std::unique_ptr<acceptance> acceptance_;
    std::string head_;
    std::array<boost::asio::const_buffer, 2> unsent_;

private:
    // On the pool for files.
    boost::asio::awaitable<result<std::string_view>> write_aside(std::string_view bytes,
                                                                 bool whole);

    enum class answering { open, awaited, answered };

    boost::asio::awaitable<void> answered();
    void answer_is_here();
    void go_on();

    std::atomic<answering> answering_{answering::open};
    std::unique_ptr<resumption> suspended_;
};

}  // namespace selat::net
