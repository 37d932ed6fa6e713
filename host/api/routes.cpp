#include "host/api/routes.hpp"

#include <array>

#include "host/api/handlers.hpp"

namespace selat::api {
namespace {

using enum access;
using enum model::id_kind;

constexpr std::array table{
    route{"POST", "/api/v1/sessions", anyone, none, log_in},
    route{"DELETE", "/api/v1/sessions", user, none, log_out},
    route{"GET", "/api/v1/me", access::agent, none, show_me},
    route{"GET", "/api/v1/me/activity", access::agent, none, show_my_activity},
    route{"PUT", "/api/v1/me/activity", access::agent, none, set_my_activity},
    route{"GET", "/api/v1/channels", user, none, list_channels},
    route{"GET", "/api/v1/plugins", admin, none, list_plugins},
    route{"GET", "/api/v1/messages", user, none, list_messages},
    route{"POST", "/api/v1/messages", overseer, none, send_message},
    route{"GET", "/api/v1/messages/{id}", user, message, show_message},
    route{"PATCH", "/api/v1/messages/{id}", user, message, change_message},
    route{"DELETE", "/api/v1/messages/{id}", user, message, take_back_message},
    route{"POST", "/api/v1/messages/{id}/retry", user, message, retry_message},
    route{"GET", "/api/v1/conversations", user, none, list_conversations},
    route{"GET", "/api/v1/conversations/{id}", user, conversation, show_conversation},
    route{"GET", "/api/v1/conversations/{id}/messages", user, conversation,
          list_conversation_messages},
    route{"POST", "/api/v1/conversations/{id}/messages", user, conversation, write_in_conversation},
    route{"POST", "/api/v1/conversations/{id}/invite", user, conversation, invite_elsewhere},
    route{"POST", "/api/v1/conversations/{id}/close", user, conversation, close_conversation},
    route{"POST", "/api/v1/conversations/{id}/handoff", user, conversation, hand_over_conversation},
    route{"POST", "/api/v1/conversations/{id}/typing", user, conversation, show_typing},
    route{"POST", "/api/v1/conversations/{id}/read", user, conversation, mark_read},
    route{"GET", "/api/v1/customers", user, none, list_customers},
    route{"GET", "/api/v1/customers/{id}", user, customer, show_customer},
    route{"PATCH", "/api/v1/customers/{id}", user, customer, patch_customer},
    route{"DELETE", "/api/v1/customers/{id}", admin, customer, erase_customer},
    route{"GET", "/api/v1/customers/{id}/matches", user, customer, list_matches},
    route{"POST", "/api/v1/customers/{id}/merge", user, customer, merge_customer},
    route{"POST", "/api/v1/customers/{id}/split", user, customer, split_customer},
    route{"POST", "/api/v1/customers/{id}/verifications", user, customer, send_code},
    route{"POST", "/api/v1/customers/{id}/verifications/{verification}/check", user, customer,
          check_code},
    route{"GET", "/api/v1/tasks", user, none, list_tasks},
    route{"GET", "/api/v1/tasks/{id}", user, task, show_task},
    route{"POST", "/api/v1/tasks/{id}/wrapup", user, task, wrap_up_task},
    route{"POST", "/api/v1/tasks/{id}/complete", user, task, complete_task},
    route{"POST", "/api/v1/tasks/{id}/transfer", user, task, transfer_task},
    route{"POST", "/api/v1/tasks/{id}/cancel", overseer, task, cancel_task},
    route{"GET", "/api/v1/reservations", access::agent, none, list_reservations},
    route{"POST", "/api/v1/reservations/{id}/accept", access::agent, reservation,
          accept_reservation},
    route{"POST", "/api/v1/reservations/{id}/reject", access::agent, reservation,
          reject_reservation},
    route{"GET", "/api/v1/activities", user, none, list_activities},
    route{"GET", "/api/v1/agents", user, none, list_agents},
    route{"GET", "/api/v1/queues", user, none, list_queues},
    route{"POST", "/api/v1/media", user, none, upload_media, payload::file},
    route{"GET", "/api/v1/media/{id}", user, media, show_media},
    route{"GET", "/media/{id}", anyone, media, show_linked_media},
    route{"POST", "/api/v1/reload", admin, none, reload},
    route{"GET", "/api/v1/stream", user, none, open_stream},
    route{"GET", "/api/v1/openapi.json", anyone, none, describe},
};

std::string_view cut_segment(std::string_view& path) {
    const auto end = path.find('/', 1);
    const auto segment = path.substr(0, end);
    path.remove_prefix(segment.size());
    return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::string_view& id) {
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = cut_segment(pattern);
        const auto given = cut_segment(path);
        if (wanted == "/{id}") {
            id = given.substr(1);
        } else if (wanted.starts_with("/{")) {
            continue;  // whoever answers looks at it
        } else if (wanted != given) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

}  // namespace

std::span<const route> routes() { return table; }

route_match find_route(std::string_view method, std::string_view path) {
    const auto wanted = method == "HEAD" ? "GET" : method;
    route_match out;
    for (const auto& each : table) {
        std::string_view id;
        if (!fits(each.path, path, id)) {
            continue;
        }
        if (each.method == wanted) {
            return {&each, id, {}};
        }
        out.allow += out.allow.empty() ? "" : ", ";
        out.allow += each.method == "GET" ? "GET, HEAD" : each.method;
    }
    return out;
}

bool may(const caller& who, access access) {
    switch (access) {
    case access::anyone:
    case access::user: return true;
    case access::agent: return !who.agent.empty();
    case access::overseer: return who.sees_all();
    case access::admin: return who.role == model::role::admin;
    }
    return false;
}

}  // namespace selat::api
