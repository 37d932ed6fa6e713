#pragma once
// Who sees which event. Pure; a value of one owner.

#include <map>
#include <string>
#include <vector>

#include "host/api/stream_frame.hpp"
#include "host/model/event.hpp"
#include "host/model/ids.hpp"

namespace selat::api {

// An agent sees what happens in the conversations that it holds, what names it, and what is
// nobody's in particular. What it holds follows from the reservations in the stream itself: an
// accept or a transfer shows with the very next event, whatever the event says of its agent.
class visibility {
public:
    visibility() = default;  // everything
    visibility(std::string agent, std::vector<model::id> held)
        : everything_(false), agent_(std::move(agent)), held_(std::move(held)) {}

    // Whether the next stored event is seen; wants each of them, in order.
    bool sees_next(const frame& next);
    // Whether it is seen as things stand.
    [[nodiscard]] bool sees(const frame& told) const;

private:
    [[nodiscard]] bool holds(const model::id& conversation) const;

    bool everything_ = true;
    std::string agent_;
    std::vector<model::id> held_;  // conversations
};

// What an agent held at an earlier position: from what it holds now, and what its reservations did
// in between.
class rewind {
public:
    explicit rewind(std::string agent) : agent_(std::move(agent)) {}

    // The events in between, oldest first.
    void add(const frame& event);
    [[nodiscard]] std::vector<model::id> held_before(const std::vector<model::id>& held_now) const;

private:
    std::string agent_;
    std::map<model::id, bool> before_;  // conversations that changed, and whether they were held
};

}  // namespace selat::api
