#pragma once
// Where a stream begins, and what its agent held there.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "host/api/caller.hpp"
#include "host/api/stream_feed.hpp"
#include "host/api/stream_frame.hpp"

namespace selat::api {

struct beginning {
    std::uint64_t position = 0;
    std::uint64_t newest = 0;     // the store's, when it was asked
    bool reset = false;           // the wanted position is unknown or too far back
    std::vector<model::id> held;  // conversations; of an agent only
    std::optional<model::time> session_expires;
};

// Asks the store, in short pieces. `denied` when the session has ended. `done` is called once on a
// reading thread, or never when the feed is stopped.
void find_beginning(std::shared_ptr<feed> feed, const caller& who, const wanted_start& wanted,
                    std::function<void(result<beginning>)> done);

}  // namespace selat::api
