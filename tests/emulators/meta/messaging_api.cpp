#include "tests/emulators/meta/messaging_api.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/meta/check_send.hpp"

#include <algorithm>

namespace emulators::meta {
namespace {

constexpr std::string_view edges[] = {"messages",
                                      "message_attachments",
                                      "subscribed_apps",
                                      "messenger_profile",
                                      "take_thread_control",
                                      "pass_thread_control",
                                      "request_thread_control"};

std::string_view endpoint_of(const call_path& path) {
    const auto* known = std::find(std::begin(edges), std::end(edges), path.second);
    return known == std::end(edges) ? "profile" : *known;
}

// JSON, or a form whose values are JSON.
json read_send(const httplib::Request& request) {
    auto body = json::parse(request.body, nullptr, false);
    if (body.is_object()) {
        return body;
    }
    json out = json::object();
    for (const auto& [name, value] : request.params) {
        auto parsed = json::parse(value, nullptr, false);
        out[name] = parsed.is_discarded() ? json(value) : std::move(parsed);
    }
    return out;
}

}  // namespace

bool messaging_api::serve(std::string_view path, const httplib::Request& request,
                          httplib::Response& response) {
    if (path.starts_with(cdn_path) && request.method == "GET") {
        serve_linked(path.substr(cdn_path.size()), request, response);
        return true;
    }
    const auto below = split_path(without_version(path));
    if (!below) {
        return false;
    }
    const auto struck = state_.faults.strike(endpoint_of(*below));
    serve_struck(
        struck, request,
        [&](const fault& by) { return answers_instead(by, std::string(below->first), response); },
        [&] {
            call next{request, response, admit(state_, request, response), *below};
            if (next.of) {
                show_use(response, next.of->id, 1);
                dispatch(next);
            }
        },
        [&](const fault& by) {
            refuse(response, {2, 0, "Service temporarily unavailable", {}, by.status});
        });
    return true;
}

void messaging_api::dispatch(call& call) {
    const auto& [first, second] = call.path;
    const auto& method = call.request.method;
    const bool ours = first == call.of->id || first == "me";
    if (ours && second == "messages" && method == "POST") {
        return send(call);
    }
    if (ours && second == "message_attachments" && method == "POST") {
        return upload(call);
    }
    if (ours && second.ends_with("_thread_control") && method == "POST") {
        return control_thread(call);
    }
    if (ours && (second == "subscribed_apps" || second == "messenger_profile")) {
        return answer(call.response, 200, {{"success", true}});
    }
    if (ours && second.empty() && method == "GET") {
        return answer(call.response, 200,
                      {{"id", call.of->id}, {"user_id", call.of->id}, {"name", "Emulated"}});
    }
    if (second.empty() && method == "GET") {
        return show_profile(call);
    }
    refuse(call.response,
           {100,
            33,
            "Unsupported request: the object does not exist, or permissions are missing",
            {},
            0});
}

void messaging_api::send(call& call) {
    const auto body = read_send(call.request);
    const auto& recipient = member(body, "recipient");
    auto id = text_in(recipient, "id");
    id = id.empty() ? text_in(recipient, "user_ref") : id;
    if (id.empty()) {
        return refuse(call.response, {100, 0, "Param recipient must be non-empty", {}, 0});
    }
    const auto to = state_.known.somebody(id);
    if (auto wrong = check_send(body, to, state_.now(), at_)) {
        return refuse(call.response, *wrong);
    }
    if (body.contains("sender_action")) {
        return act(call, body, to);
    }
    const auto mid = state_.make_id(at_.mid);
    state_.sent.add({{"user", to.id}, {"id", mid}, {"by", call.of->id}, {"send", body}});
    deeds_.pass_on(body, mid, to, *call.of);
    answer(call.response, 200, {{"recipient_id", to.id}, {"message_id", mid}});
}

void messaging_api::act(call& call, const json& send, const person& to) {
    json entry = {{"kind", text_in(send, "sender_action")}, {"user", to.id}};
    if (send.contains("payload")) {
        entry["payload"] = send["payload"];
    }
    state_.activity.add(std::move(entry));
    answer(call.response, 200, {{"recipient_id", to.id}});
}

void messaging_api::control_thread(call& call) {
    const auto body = read_send(call.request);
    const auto id = text_in(member(body, "recipient"), "id");
    if (id.empty()) {
        return refuse(call.response, {100, 0, "Param recipient must be non-empty", {}, 0});
    }
    if (call.path.second == "take_thread_control") {
        state_.known.taken(id);
    }
    state_.activity.add({{"kind", call.path.second}, {"user", id}});
    answer(call.response, 200, {{"success", true}});
}

void messaging_api::upload(call& call) {
    const auto id = state_.media.add({"application/octet-stream", call.request.body, {}});
    answer(call.response, 200, {{"attachment_id", id}});
}

// Of who has written to us; nobody else can be looked at.
void messaging_api::show_profile(call& call) const {
    const auto who = state_.known.find(call.path.first);
    if (who.id.empty() || who.wrote_ms == 0) {
        return refuse(
            call.response,
            at_.deliveries
                ? graph_error{100, 33, "Unsupported get request", {}, 0}
                : graph_error{230, 0, "User consent is required to access user profile", {}, 403});
    }
    json body = {{"id", who.id}, {"name", who.name}};
    if (!who.picture.empty()) {
        body["profile_pic"] = who.picture;
    }
    if (!at_.deliveries) {
        body["username"] = "user_" + who.id;
    }
    answer(call.response, 200, body);
}

// A signed link is all it takes; a token has no business there.
void messaging_api::serve_linked(std::string_view link, const httplib::Request& request,
                                 httplib::Response& response) const {
    const auto medium = state_.media.linked(link, state_.now());
    if (request.has_header("Authorization") || !medium) {
        response.status = request.has_header("Authorization") ? 400 : 403;
        return;
    }
    response.set_content(medium->bytes, medium->type);
}

}  // namespace emulators::meta
