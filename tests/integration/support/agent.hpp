#pragma once
// One of the people at work: logged in, listening, available.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/gateway.hpp"
#include "tests/integration/support/stream.hpp"

#include <string>
#include <utility>

namespace selat::testing {

struct agent {
    agent(const gateway& gateway, std::string name)
        : id(std::move(name)), desk(gateway.as(id)), events(desk) {
        is("available");
    }

    answer is(const std::string& activity) const {
        return desk.put("/api/v1/me/activity", {{"activity", activity}});
    }
    // The next reservation that is offered to this one; null when none comes in time.
    json offer();
    answer accepts(const json& reservation) const {
        return on("reservations", reservation, "accept");
    }
    answer rejects(const json& reservation) const {
        return on("reservations", reservation, "reject");
    }
    // On the task of a reservation: "wrapup", "complete", …
    answer task(const json& reservation, const std::string& what,
                const json& body = json::object()) const;
    answer writes(const json& reservation, const std::string& text,
                  const api::headers& more = {}) const;

    std::string id;
    api desk;
    stream events;

private:
    [[nodiscard]] answer on(const std::string& kind, const json& what,
                            const std::string& verb) const;
};

}  // namespace selat::testing
