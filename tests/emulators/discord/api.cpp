#include "tests/emulators/discord/api.hpp"

#include "tests/emulators/common/struck_call.hpp"
#include "tests/emulators/discord/interactions.hpp"

#include <charconv>

namespace emulators::discord {
namespace {

constexpr std::int64_t nonce_life_ms = 5 * 60'000;
constexpr std::int64_t answer_ms = 3'000;  // a click must be answered within

// Whether `path` is `pattern`, whose "*" stand for one part each.
bool matches(std::string_view pattern, std::string_view path,
             std::initializer_list<std::string*> holes) {
    const auto* hole = holes.begin();
    for (;;) {
        const auto wanted = pattern.substr(0, pattern.find('/', 1));
        const auto given = path.substr(0, path.find('/', 1));
        if (wanted == "/*") {
            if (given.size() < 2 || hole == holes.end()) {
                return false;
            }
            **hole++ = given.substr(1);
        } else if (wanted != given) {
            return false;
        }
        pattern.remove_prefix(wanted.size());
        path.remove_prefix(given.size());
        if (pattern.empty() || path.empty()) {
            return pattern.empty() && path.empty();
        }
    }
}

}  // namespace

struct api::endpoint {
    std::string_view method;
    std::string_view path;
    std::string_view name;  // in faults, and its bucket's
    void (api::*handle)(call&);
    bool open = false;  // to who has no token
    bool says = false;  // takes a message, with files
};

const api::endpoint* api::find(std::string_view method, std::string_view path, call& call) {
    static constexpr endpoint table[] = {
        {"GET", "/gateway", "gateway", &api::where, true},
        {"GET", "/gateway/bot", "gateway", &api::where_for_bots},
        {"GET", "/users/@me", "user", &api::self},
        {"POST", "/users/@me/channels", "open", &api::open_direct},
        {"GET", "/users/*", "user", &api::user},
        {"GET", "/channels/*", "channel", &api::channel_of},
        {"GET", "/channels/*/messages", "list", &api::list},
        {"POST", "/channels/*/messages", "create", &api::create, false, true},
        {"GET", "/channels/*/messages/*", "list", &api::read},
        {"PATCH", "/channels/*/messages/*", "edit", &api::edit, false, true},
        {"DELETE", "/channels/*/messages/*", "delete", &api::remove},
        {"POST", "/channels/*/typing", "typing", &api::typing},
        {"POST", "/interactions/*/*/callback", "callback", &api::callback, true},
        {"POST", "/webhooks/*/*", "follow", &api::follow, true, true},
        {"GET", "/webhooks/*/*/messages/*", "answer", &api::read_answer, true},
        {"PATCH", "/webhooks/*/*/messages/*", "answer", &api::edit_answer, true, true},
        {"DELETE", "/webhooks/*/*/messages/*", "answer", &api::remove_answer, true},
        {"GET", "/applications/@me", "application", &api::own_application},
        {"GET", "/applications/*/commands", "commands", &api::commands},
        {"POST", "/applications/*/commands", "register", &api::register_command}};
    for (const auto& each : table) {
        if (each.method == method &&
            matches(each.path, path, {&call.first, &call.second, &call.third})) {
            return &each;
        }
    }
    return nullptr;
}

void api::refuse(call& call, int status, int code, std::string_view message) {
    answer(call.response, status, {{"code", code}, {"message", message}});
}

bool api::answers_instead(const fault& by, call& call) {
    if (by.kind == "throttle" || by.kind == "quota") {
        rate_limits::refuse(call.response, 0.5, by.kind == "quota",
                            by.kind == "quota" ? "global" : "user");
    } else if (by.kind == "fail") {
        refuse(call, by.status, 0, by.message);
    } else {
        return false;
    }
    return true;
}

bool api::serve(std::string_view path, const httplib::Request& request,
                httplib::Response& response) {
    if (path.starts_with("/attachments/")) {
        return attachment(path, request, response);
    }
    constexpr std::string_view base = "/api/v10";
    if (!path.starts_with(base)) {
        return false;
    }
    call call{request, response, {}, {}, {}, {}, {}};
    const auto* endpoint = find(request.method, path.substr(base.size()), call);
    if (endpoint == nullptr) {
        refuse(call, 404, 0, "404: Not Found");
        return true;
    }
    const auto struck = state_.faults.strike(endpoint->name);
    serve_struck(
        struck, request, [&](const fault& by) { return answers_instead(by, call); },
        [&] {
            if (pass_door(*endpoint, call)) {
                carry_out(*endpoint, call);
            }
        },
        [&](const fault& by) { refuse(call, by.status, 0, by.message); });
    return true;
}

bool api::pass_door(const endpoint& endpoint, call& call) {
    if (!call.request.get_header_value("User-Agent").starts_with("DiscordBot (")) {
        refuse(call, 403, 40333, "internal network error");
        return false;
    }
    const std::lock_guard lock(state_.mutex);
    const auto expected = "Bot " + state_.world.bot.token;
    if (!endpoint.open && call.request.get_header_value("Authorization") != expected) {
        refuse(call, 401, 0, "401: Unauthorized");
        return false;
    }
    return read_body(endpoint, call);
}

bool api::read_body(const endpoint& endpoint, call& call) const {
    const auto fault = read_upload(
        call.request, {state_.world.bot.file_limit, endpoint.says, endpoint.method == "PATCH"},
        call.body, call.files);
    if (fault) {
        answer(call.response, fault.status, fault.body());
    }
    return !fault;
}

void api::carry_out(const endpoint& endpoint, call& call) {
    const std::lock_guard lock(state_.mutex);
    const auto& bot = state_.world.bot;
    rate_limits::rule rule{endpoint.name};
    if (endpoint.name == "create") {
        rule.limit = bot.message_limit;
        rule.window_ms = bot.message_window_ms;
    }
    // Clicks are answered outside all limits.
    if (endpoint.open || limits_.take(rule, call.first, bot.global_limit, call.response)) {
        (this->*endpoint.handle)(call);
    }
}

void api::where(call& call) {
    answer(call.response, 200, {{"url", "ws://127.0.0.1:" + std::to_string(state_.gateway_port)}});
}

void api::where_for_bots(call& call) {
    answer(call.response, 200,
           {{"url", "ws://127.0.0.1:" + std::to_string(state_.gateway_port)},
            {"shards", 1},
            {"session_start_limit",
             {{"total", 1'000},
              {"remaining", state_.world.bot.logins_left},
              {"reset_after", 14'400'000},
              {"max_concurrency", 1}}}});
}

void api::self(call& call) {
    answer(call.response, 200, state_.world.user(*state_.world.find_person(state_.world.bot.id)));
}

void api::user(call& call) {
    const auto* found = state_.world.find_person(call.first);
    if (found == nullptr) {
        return refuse(call, 404, 10013, "Unknown User");
    }
    answer(call.response, 200, state_.world.user(*found));
}

void api::open_direct(call& call) {
    const auto* whom = state_.world.find_person(text_in(call.body, "recipient_id"));
    if (whom == nullptr) {
        return refuse(call, 400, 50033, "Invalid Recipient(s)");
    }
    answer(call.response, 200, state_.world.describe(state_.world.direct_with(whom->id)));
}

channel* api::open_channel(call& call) {
    auto* found = state_.world.find_channel(call.first);
    if (found == nullptr) {
        refuse(call, 404, 10003, "Unknown Channel");
        return nullptr;
    }
    if (!found->guild.empty() && !state_.world.bot.in_servers) {
        refuse(call, 403, 50001, "Missing Access");
        return nullptr;
    }
    const auto* person = state_.world.find_person(found->person);
    if (person != nullptr && person->stranger) {
        refuse(call, 403, 50278,
               "Cannot send messages to this user due to having no mutual guilds");
        return nullptr;
    }
    if (person != nullptr && person->closed) {
        refuse(call, 403, 50007, "Cannot send messages to this user");
        return nullptr;
    }
    return found;
}

void api::channel_of(call& call) {
    const auto* found = state_.world.find_channel(call.first);
    if (found == nullptr) {
        return refuse(call, 404, 10003, "Unknown Channel");
    }
    answer(call.response, 200, state_.world.describe(*found));
}

void api::list(call& call) {
    const auto limit = number_parameter(call.request, "limit", 50);
    if (limit < 1 || limit > 100) {
        return refuse(call, 400, 50035, "Invalid Form Body");
    }
    answer(call.response, 200,
           state_.world.messages_after(call.first, call.request.get_param_value("after"),
                                       static_cast<std::size_t>(limit)));
}

void api::read(call& call) {
    const auto* found = state_.world.find_message(call.first, call.second);
    if (found == nullptr || (number_in(*found, "flags") & only_for_one) != 0) {
        return refuse(call, 404, 10008, "Unknown Message");
    }
    answer(call.response, 200, *found);
}

void api::create(call& call) {
    auto* where = open_channel(call);
    if (where == nullptr) {
        return;
    }
    if (!call.files.empty() && !where->guild.empty() && !state_.world.bot.attach_files) {
        return refuse(call, 403, 50013, "Missing Permissions");
    }
    if (const auto fault = check_message(call.body, call.files.size())) {
        return answer(call.response, fault.status, fault.body());
    }
    const auto nonce = text_in(call.body, "nonce");
    const bool once = !nonce.empty() && flag_in(call.body, "enforce_nonce");
    const auto key = where->id + " " + nonce;
    if (const auto known = state_.nonces.find(key);
        once && known != state_.nonces.end() && now_ms() - known->second.second < nonce_life_ms) {
        const auto* before = state_.world.find_message(where->id, known->second.first);
        if (before != nullptr) {
            return answer(call.response, 200, *before);
        }
    }
    json parts = {{"content", text_in(call.body, "content")}};
    for (const auto part : {"embeds", "components", "nonce", "flags"}) {
        if (call.body.contains(part)) {
            parts[part] = call.body[part];
        }
    }
    if (const auto& reference = member(call.body, "message_reference"); reference.is_object()) {
        const auto id = text_in(reference, "message_id");
        const bool there = state_.world.find_message(where->id, id) != nullptr;
        if (!there && flag_in(reference, "fail_if_not_exists", true)) {
            return refuse(call, 400, 50035, "Invalid Form Body");
        }
        if (there) {
            parts["type"] = 19;
            parts["message_reference"] = {
                {"type", 0}, {"message_id", id}, {"channel_id", where->id}};
        }
    }
    const auto& self = *state_.world.find_person(state_.world.bot.id);
    auto& message = state_.world.write(*where, self, parts);
    attach(call, message);
    if (once) {
        state_.nonces[key] = {message["id"].get<std::string>(), now_ms()};
    }
    state_.note(
        {"message", where->person, where->id, {{"message", message}, {"request", call.body}}});
    auto told = message;
    if (!where->guild.empty()) {
        told["guild_id"] = where->guild;
    }
    told["channel_type"] = static_cast<int>(where->type);
    gateway_.tell("MESSAGE_CREATE", told, where->guild.empty() ? 1 << 12 : 1 << 9);
    answer(call.response, 200, message);
}

void api::edit(call& call) {
    auto* message = state_.world.find_message(call.first, call.second);
    if (message == nullptr || (number_in(*message, "flags") & only_for_one) != 0) {
        return refuse(call, 404, 10008, "Unknown Message");
    }
    if ((*message)["author"]["id"] != state_.world.bot.id) {
        return refuse(call, 403, 50005, "Cannot edit a message authored by another user");
    }
    if (const auto fault = check_message(call.body, files_after(call, *message))) {
        return answer(call.response, fault.status, fault.body());
    }
    attach(call, *message);
    for (const auto part : {"content", "embeds", "components"}) {
        if (call.body.contains(part)) {
            (*message)[part] = call.body[part];
        }
    }
    (*message)["edited_timestamp"] = timestamp(now_ms());
    const auto* where = state_.world.find_channel(call.first);
    state_.note({"edit", where->person, where->id, {{"message", *message}}});
    answer(call.response, 200, *message);
}

void api::remove(call& call) {
    const auto* message = state_.world.find_message(call.first, call.second);
    if (message == nullptr || (number_in(*message, "flags") & only_for_one) != 0) {
        return refuse(call, 404, 10008, "Unknown Message");
    }
    if ((*message)["author"]["id"] != state_.world.bot.id) {
        return refuse(call, 403, 50003, "Cannot execute action on a DM channel");
    }
    const auto* where = state_.world.find_channel(call.first);
    state_.note({"delete", where->person, where->id, {{"message", *message}}});
    state_.world.erase(call.first, call.second);
    call.response.status = 204;
}

void api::typing(call& call) {
    if (const auto* where = open_channel(call)) {
        state_.note({"typing", where->person, where->id, json::object()});
        call.response.status = 204;
    }
}

void api::callback(call& call) {
    const auto found = state_.interactions.find(call.second);
    if (found == state_.interactions.end() || now_ms() - found->second.at_ms > answer_ms) {
        return refuse(call, 404, 10062, "Unknown interaction");
    }
    if (found->second.answered) {
        return refuse(call, 400, 40060, "Interaction has already been acknowledged.");
    }
    if (const auto fault = check_answer(call.body, found->second.type)) {
        return answer(call.response, fault.status, fault.body());
    }
    state_.note({"callback", {}, {}, {{"id", call.first}, {"request", call.body}}});
    discord::carry_out(state_, found->second, call.body);
    call.response.status = 204;
}

// Whoever has the link may read, until it expires.
bool api::attachment(std::string_view path, const httplib::Request& request,
                     httplib::Response& response) {
    std::string channel;
    std::string rest;
    path.remove_prefix(std::string_view("/attachments").size());
    const auto name = path.rfind('/');
    if (!matches("/*/*", path.substr(0, name), {&channel, &rest})) {
        return false;
    }
    const std::lock_guard lock(state_.mutex);
    const auto* file = state_.world.file(rest);
    const auto until = request.get_param_value("ex");
    std::int64_t seconds = 0;
    std::from_chars(until.data(), until.data() + until.size(), seconds, 16);
    if (file == nullptr || request.get_param_value("hm") != rest ||
        seconds != file->until_ms / 1'000 || now_ms() > file->until_ms) {
        response.status = 404;
        response.set_content("This content is no longer available.", "text/plain");
        return true;
    }
    response.set_content(file->bytes, file->content_type.empty() ? "application/octet-stream"
                                                                 : file->content_type);
    return true;
}

}  // namespace emulators::discord
