// Business Messages' own calls: messages, events, read marks and surveys of a conversation.

#include "tests/emulators/google/api.hpp"
#include "tests/emulators/google/check_message.hpp"

#include <algorithm>

namespace emulators::google {
namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

}  // namespace

void api::business_call(call& call) {
    const auto& path = call.path;
    const auto& method = call.request.method;
    if (path.size() < 3 || path[0] != "conversations") {
        return refuse(call.response, {404, "NOT_FOUND", "Method not found."});
    }
    const auto to = state_.known.find(path[1]);
    if (const auto wrong = check_reach(call, to)) {
        return refuse(call.response, *wrong);
    }
    if (method == "POST" && path.size() == 3 && path[2] == "messages") {
        return business_send(call, to);
    }
    if (method == "POST" && path.size() == 3 && path[2] == "events") {
        return business_event(call, to);
    }
    if (method == "POST" && path.size() == 3 && path[2] == "surveys") {
        return business_survey(call, to);
    }
    if (method == "PATCH" && path.size() == 5 && path[2] == "messages" && path[4] == "receipt") {
        return business_receipt(call, to);
    }
    refuse(call.response, {404, "NOT_FOUND", "Method not found."});
}

void api::business_send(call& call, const person& to) {
    if (const auto wrong = check_business_message(call.body)) {
        return refuse(call.response, *wrong);
    }
    if (call.request.get_param_value("forceFallback") == "true" &&
        !call.body.contains("fallback")) {
        return refuse(call.response, bad("There is no fallback to force"));
    }
    const auto id = text_in(call.body, "messageId");
    if (!state_.known.take(to.address, "message " + id)) {
        return refuse(call.response, {409, "ALREADY_EXISTS", "Requested entity already exists"});
    }
    send(call, to, id, call.body);
    auto echo = call.body;
    echo["name"] = "conversations/" + to.address + "/messages/" + id;
    answer(call.response, 200, echo);
}

void api::business_event(call& call, const person& to) {
    const auto id = call.request.get_param_value("eventId");
    const auto type = text_in(call.body, "eventType");
    constexpr std::string_view known[] = {"TYPING_STARTED", "TYPING_STOPPED",
                                          "REPRESENTATIVE_JOINED", "REPRESENTATIVE_LEFT"};
    if (id.empty() || std::find(std::begin(known), std::end(known), type) == std::end(known)) {
        return refuse(call.response, bad("eventId and a known eventType are required"));
    }
    if (const auto wrong = check_representative(member(call.body, "representative"))) {
        return refuse(call.response, *wrong);
    }
    if (!state_.known.take(to.address, "event " + id)) {
        return refuse(call.response, {409, "ALREADY_EXISTS", "Requested entity already exists"});
    }
    state_.activity.add({{"user", to.address},
                         {"kind", type},
                         {"id", id},
                         {"representative", call.body["representative"]}});
    auto echo = call.body;
    echo["name"] = "conversations/" + to.address + "/events/" + id;
    answer(call.response, 200, echo);
}

void api::business_receipt(call& call, const person& to) {
    if (text_in(call.body, "receiptType") != "READ") {
        return refuse(call.response, bad("receiptType must be READ"));
    }
    if (!to.said.contains(call.path[3])) {
        return refuse(call.response, {404, "NOT_FOUND", "Requested entity was not found."});
    }
    state_.activity.add({{"user", to.address}, {"kind", "READ"}, {"message", call.path[3]}});
    answer(call.response, 200,
           {{"name", "conversations/" + to.address + "/messages/" + call.path[3] + "/receipt"},
            {"receiptType", "READ"}});
}

void api::business_survey(call& call, const person& to) {
    const auto id = call.request.get_param_value("surveyId");
    if (id.empty()) {
        return refuse(call.response, bad("surveyId is required"));
    }
    if (!call.of->surveys) {
        return refuse(call.response,
                      {400, "FAILED_PRECONDITION", "Surveys are not enabled for the agent"});
    }
    if (to.surveyed_ms > 0 && state_.now() - to.surveyed_ms < day_ms) {
        return refuse(call.response,
                      {429, "RESOURCE_EXHAUSTED", "One survey in 24 hours per conversation"});
    }
    if (!state_.known.take(to.address, "survey " + id)) {
        return refuse(call.response, {409, "ALREADY_EXISTS", "Requested entity already exists"});
    }
    state_.known.change(to.address, [&](person& who) { who.surveyed_ms = state_.now(); });
    state_.activity.add({{"user", to.address}, {"kind", "SURVEY"}, {"id", id}});
    answer(call.response, 200, {{"name", "conversations/" + to.address + "/surveys/" + id}});
}

}  // namespace emulators::google
