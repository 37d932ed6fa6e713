#include "tests/emulators/whatsapp/api.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/whatsapp/check_message.hpp"

namespace emulators::whatsapp {
namespace {

constexpr std::string_view linked_path = "/_linked/";

// What faults are called that strike here.
std::string_view endpoint_of(const httplib::Request& request, const meta::call_path& path) {
    for (const std::string_view each :
         {"messages", "media", "register", "subscribed_apps", "message_templates", "block_users"}) {
        if (path.second == each) {
            return each;
        }
    }
    return request.method == "DELETE" ? "delete" : "lookup";
}

// The person of "to" or "recipient"; no digits, nobody.
std::string recipient_of(const json& message) {
    std::string out;
    for (const char c : text_in(message, "to")) {
        if (c >= '0' && c <= '9') {
            out += c;
        }
    }
    return out;
}

}  // namespace

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    if (path.starts_with(linked_path) && request.method == "GET") {
        serve_linked(path.substr(linked_path.size()), request, response);
        return true;
    }
    const auto below = meta::split_path(meta::without_version(path));
    if (!below) {
        return false;
    }
    const auto struck = state_.faults.strike(endpoint_of(request, *below));
    serve_struck(
        struck, request,
        [&](const fault& by) {
            return meta::answers_instead(by, std::string(below->first), response);
        },
        [&] {
            call next{request, response, meta::admit(state_, request, response), *below};
            if (next.of) {
                meta::show_use(response, next.of->id, 1);
                dispatch(next);
            }
        },
        [&](const fault& by) {
            meta::refuse(response, {2, 0, "Service temporarily unavailable", {}, by.status});
        });
    return true;
}

void api::dispatch(call& call) {
    const auto& [first, second] = call.path;
    const auto& method = call.request.method;
    const bool ours = first == call.of->id;
    if (ours && second == "messages" && method == "POST") {
        return messages(call);
    }
    if (ours && second == "media" && method == "POST") {
        return upload(call);
    }
    if (ours && (second == "register" || second == "block_users")) {
        return answer(call.response, 200, {{"success", true}});
    }
    if (ours && second.empty() && method == "GET") {
        return describe_number(call);
    }
    if (first == call.of->account && second == "subscribed_apps") {
        return answer(call.response, 200, {{"success", true}});
    }
    if (first == call.of->account && second == "message_templates" && method == "GET") {
        return answer(call.response, 200, {{"data", call.of->templates}});
    }
    const auto medium = second.empty() ? state_.media.find(first) : std::nullopt;
    if (medium && method == "GET") {
        return describe_medium(call, *medium);
    }
    if (medium && method == "DELETE") {
        state_.media.remove(first);
        return answer(call.response, 200, {{"success", true}});
    }
    meta::refuse(call.response,
                 {100,
                  33,
                  "Unsupported request: the object does not exist, or permissions are missing",
                  {},
                  0});
}

void api::messages(call& call) {
    const auto message = json::parse(call.request.body, nullptr, false);
    if (!message.is_object()) {
        return meta::refuse(call.response, {100, 0, "Invalid parameter", "the body is no JSON", 0});
    }
    if (text_in(message, "status") == "read") {
        return mark_read(call, message);
    }
    if (auto wrong = check_message(message, *call.of, state_.media)) {
        return meta::refuse(call.response, *wrong);
    }
    send(call, message);
}

void api::send(call& call, const json& message) {
    const auto user = text_in(message, "recipient");
    const auto group = text_in(message, "recipient_type") == "group";
    const auto to = group ? text_in(message, "to") : recipient_of(message);
    if (to.empty() && user.empty()) {
        return meta::refuse(call.response, {100, 0, "Invalid parameter", "to is missing", 0});
    }
    const auto who = state_.known.somebody(to.empty() ? user : to);
    if (who.refused != 0) {
        return meta::refuse(call.response, {who.refused, 0, "refused", "emulated", 0});
    }
    const auto id = state_.make_id("wamid.");
    json contact = {{"input", to.empty() ? user : text_in(message, "to")}};
    if (to.empty()) {
        contact["user_id"] = user;
    } else {
        contact["wa_id"] = who.known_as.empty() ? who.id : who.known_as;
    }
    const json body = {{"messaging_product", "whatsapp"},
                       {"contacts", json::array({std::move(contact)})},
                       {"messages", json::array({{{"id", id}}})}};
    state_.sent.add({{"user", who.id}, {"id", id}, {"by", call.of->id}, {"message", message}});
    deeds_.pass_on(message, id, state_.known.find(who.id), *call.of);
    answer(call.response, 200, body);
}

void api::mark_read(call& call, const json& message) {
    if (text_in(message, "message_id").empty()) {
        return meta::refuse(call.response, {131008, 0, "Required parameter is missing",
                                            "message_id is missing", 0});
    }
    state_.activity.add({{"kind", message.contains("typing_indicator") ? "typing" : "read"},
                         {"user", ""},
                         {"message", text_in(message, "message_id")}});
    answer(call.response, 200, {{"success", true}});
}

void api::upload(call& call) {
    if (!call.request.has_file("file") ||
        call.request.get_file_value("messaging_product").content != "whatsapp") {
        return meta::refuse(call.response, {100, 0, "Invalid parameter",
                                            "file and messaging_product are needed", 0});
    }
    const auto file = call.request.get_file_value("file");
    answer(call.response, 200,
           {{"id", state_.media.add({file.content_type, file.content, file.filename})}});
}

void api::describe_medium(call& call, const meta::medium& medium) {
    const auto id = std::string(call.path.first);
    const auto below = call.request.path.find("/whatsapp/") == 0 ? "/whatsapp" : "";
    const auto link = state_.media.link_to(id, state_.now() + call.of->link_life_ms);
    answer(call.response, 200,
           {{"messaging_product", "whatsapp"},
            {"url", "http://" + call.request.get_header_value("Host") + below +
                        std::string(linked_path) + link},
            {"mime_type", medium.type},
            {"sha256", "ed1674650c475b536328211d6645d951846e0c50d6cb45f3084e8097e63c2329"},
            {"file_size", std::to_string(medium.bytes.size())},
            {"id", id}});
}

void api::describe_number(call& call) const {
    answer(call.response, 200,
           {{"id", call.of->id},
            {"display_phone_number", call.of->number},
            {"verified_name", "Emulated"},
            {"quality_rating", "GREEN"},
            {"throughput", {{"level", "STANDARD"}}}});
}

// The bytes are for the token's owner alone, and for a short while.
void api::serve_linked(std::string_view link, const httplib::Request& request,
                       httplib::Response& response) {
    const auto fails = [&](const fault& by) {
        const bool instead = by.kind == "fail" || by.kind == "throttle" || by.kind == "quota";
        response.status = instead ? by.status : response.status;
        return instead;
    };
    serve_struck(
        state_.faults.strike("download"), request, fails,
        [&] { give_linked(link, request, response); },
        [&](const fault& by) { response.status = by.status; });
}

void api::give_linked(std::string_view link, const httplib::Request& request,
                      httplib::Response& response) {
    if (!state_.businesses.by_call(request)) {
        response.status = 401;
        return;
    }
    const auto medium = state_.media.linked(link, state_.now());
    if (!medium) {
        response.status = 404;
        return;
    }
    response.set_content(medium->bytes, medium->type);
}

}  // namespace emulators::whatsapp
