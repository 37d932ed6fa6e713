#include "tests/integration/support/agent.hpp"

namespace selat::testing {

json agent::offer() {
    const auto event = events.next("reservation.created", [this](const json& each) {
        return each["data"].value("agent", "") == id;
    });
    return event.is_null() ? event : event["data"];
}

answer agent::on(const std::string& kind, const json& what, const std::string& verb) const {
    return desk.post("/api/v1/" + kind + "/" + what.value("id", "none") + "/" + verb);
}

answer agent::task(const json& reservation, const std::string& what, const json& body) const {
    return desk.post("/api/v1/tasks/" + reservation.value("task", "none") + "/" + what, body);
}

answer agent::writes(const json& reservation, const std::string& text,
                     const api::headers& more) const {
    return desk.post("/api/v1/conversations/" + reservation.value("conversation", "none") +
                         "/messages",
                     {{"content", {{"text", text}}}}, more);
}

}  // namespace selat::testing
