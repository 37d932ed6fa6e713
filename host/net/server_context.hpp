#pragma once
// What a server's connections share, and what keeps it alive until the last of them is gone.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "host/net/address_rules.hpp"
#include "host/net/lane.hpp"
#include "host/net/request_reader.hpp"
#include "host/net/server.hpp"
#include "host/net/spool.hpp"
#include "host/net/task_group.hpp"

#include <boost/asio/ssl/context.hpp>

namespace selat::net {

struct server_context {
    explicit server_context(server_options given)
        : options(std::move(given)), limits{options.max_header, options.max_body, &options.allow},
          room(options.spool.most, options.spool.most_each),
          room_apart(options.spool.most, options.spool.most_each), tasks(options.escaped) {}

    const server_options options;
    const reader_limits limits;
    std::function<void(exchange)> handler;
    networks trusted;
    spool_room room;
    spool_room room_apart;
    std::shared_ptr<boost::asio::ssl::context> tls;  // null: plain
    std::atomic<bool> draining{false};
    std::atomic<bool> stopped{false};  // the handler is called no more
    task_group tasks;
    std::vector<std::shared_ptr<lane>> lanes;
};

}  // namespace selat::net
