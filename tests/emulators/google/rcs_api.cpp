// RCS's own calls: messages to phones, events, revocations, and what phones can show.

#include "tests/emulators/google/api.hpp"
#include "tests/emulators/google/check_message.hpp"

namespace emulators::google {

void api::rcs_call(call& call) {
    const auto& path = call.path;
    const auto& method = call.request.method;
    if (method == "POST" && path.size() == 1 && path[0] == "users:batchGet") {
        json reachable = json::array();
        for (const auto& each : member(call.body, "users")) {
            if (each.is_string() && !state_.known.find(each.get<std::string>()).no_rcs) {
                reachable.push_back(each);
            }
        }
        return answer(call.response, 200, {{"reachableUsers", std::move(reachable)}});
    }
    if (method == "POST" && path.size() == 1 && path[0] == "files") {
        if (!text_in(call.body, "fileUrl").starts_with("http")) {
            return refuse(call.response, bad("fileUrl is required"));
        }
        return answer(call.response, 200, {{"name", "files/" + state_.make_id()}});
    }
    if (path.size() < 3 || path[0] != "phones" || !path[1].starts_with('+')) {
        return refuse(call.response, {404, "NOT_FOUND", "Method not found."});
    }
    const auto agent = call.request.get_param_value("agentId");
    if (agent != call.of->id) {
        return refuse(call.response,
                      {403, "PERMISSION_DENIED", "The caller may not speak for this agent"});
    }
    const auto to = state_.known.somebody(path[1]);
    if (const auto wrong = check_reach(call, to)) {
        return refuse(call.response, *wrong);
    }
    if (method == "POST" && path.size() == 3 && path[2] == "agentMessages") {
        return rcs_send(call, to);
    }
    if (method == "DELETE" && path.size() == 4 && path[2] == "agentMessages") {
        return rcs_revoke(call, to);
    }
    if (method == "POST" && path.size() == 3 && path[2] == "agentEvents") {
        return rcs_event(call, to);
    }
    if (method == "GET" && path.size() == 3 && path[2] == "capabilities") {
        return rcs_capabilities(call, to);
    }
    refuse(call.response, {404, "NOT_FOUND", "Method not found."});
}

void api::rcs_send(call& call, const person& to) {
    const auto id = call.request.get_param_value("messageId");
    if (id.empty()) {
        return refuse(call.response, bad("messageId is required"));
    }
    if (const auto wrong = check_rcs_message(call.body)) {
        return refuse(call.response, *wrong);
    }
    // A repeat is taken and comes to nothing.
    if (state_.known.take(to.address, "message " + id)) {
        send(call, to, id, call.body["contentMessage"]);
    }
    auto echo = call.body;
    echo["name"] = "phones/" + to.address + "/agentMessages/" + id;
    echo["sendTime"] = written_time(state_.now());
    answer(call.response, 200, echo);
}

void api::rcs_event(call& call, const person& to) {
    const auto id = call.request.get_param_value("eventId");
    const auto type = text_in(call.body, "eventType");
    const bool known = type == "IS_TYPING" ||
                       (type == "READ" && to.said.contains(text_in(call.body, "messageId")));
    if (id.empty() || !known) {
        return refuse(call.response,
                      bad("eventId, a known eventType and its messageId are needed"));
    }
    json entry = {{"user", to.address}, {"kind", type}, {"id", id}};
    if (type == "READ") {
        entry["message"] = call.body["messageId"];
    }
    state_.activity.add(std::move(entry));
    auto echo = call.body;
    echo["name"] = "phones/" + to.address + "/agentEvents/" + id;
    answer(call.response, 200, echo);
}

void api::rcs_revoke(call& call, const person& to) {
    const auto& id = call.path[3];
    if (!to.taken.contains("message " + id)) {
        return refuse(call.response, {404, "NOT_FOUND", "Requested entity was not found."});
    }
    state_.activity.add({{"user", to.address},
                         {"kind", "REVOKE"},
                         {"message", id},
                         {"revoked", !to.delivered.contains(id)}});
    answer(call.response, 200, json::object());
}

void api::rcs_capabilities(call& call, const person& to) {
    if (call.request.get_param_value("requestId").empty()) {
        return refuse(call.response, bad("requestId is required"));
    }
    answer(call.response, 200,
           {{"name", "phones/" + to.address + "/capabilities"},
            {"features",
             {"RICHCARD_STANDALONE", "RICHCARD_CAROUSEL", "ACTION_DIAL", "ACTION_OPEN_URL"}}});
}

}  // namespace emulators::google
