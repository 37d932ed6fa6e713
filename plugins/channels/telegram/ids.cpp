#include "ids.hpp"

#include "json_read.hpp"

#include <algorithm>

namespace telegram {
namespace {

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-';
    });
}

bool is_chat(std::string_view text) {
    return is_number(text) || (text.starts_with('@') && is_word(text.substr(1)));
}

bool is_private(const json& chat) { return text_of(chat, "type") == "private"; }

}  // namespace

bool is_number(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const bool padded = text.size() > 1 && text.front() == '0';
    return !text.empty() && text.size() <= 18 && !padded &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

json as_told(std::string_view id) { return is_number(id) ? parse(id) : json(id); }

std::string number_text(const json& object, const char* name) {
    const auto& value = member(object, name);
    return value.is_number_integer() ? value.dump() : std::string();
}

route read_route(std::string_view address, std::string_view address_context) {
    route out;
    const auto slash = address.find('/');
    const auto chat = address.substr(0, slash);
    if (!is_chat(chat)) {
        return out;
    }
    out.chat = chat;
    if (slash != std::string_view::npos) {
        out.topic = address.substr(slash + 1);
        if (!is_number(out.topic)) {
            return {};
        }
    }
    if (address_context.empty()) {
        return out;
    }
    const auto kept = parse(address_context);
    if (auto moved = text_of(kept, "moved"); is_number(moved)) {
        out.chat = std::move(moved);
    }
    if (auto topic = text_of(kept, "topic"); out.topic.empty() && is_number(topic)) {
        out.topic = std::move(topic);
    }
    out.business = text_of(kept, "business");
    return out;
}

std::string write_route(const route& route) {
    auto out = json::object();
    if (!route.topic.empty()) {
        out["topic"] = route.topic;
    }
    if (!route.business.empty()) {
        out["business"] = route.business;
    }
    return written(out);
}

std::string write_moved(std::string_view chat) { return written({{"moved", chat}}); }

std::optional<message_name> read_message_name(std::string_view id) {
    const auto colon = id.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto rest = id.substr(colon + 1);
    const auto at = rest.find('@');
    message_name out{std::string(id.substr(0, colon)), std::string(rest.substr(0, at)), {}};
    if (at != std::string_view::npos) {
        out.business = rest.substr(at + 1);
    }
    return is_chat(out.chat) && is_number(out.message) ? std::optional(out) : std::nullopt;
}

std::string name_message(std::string_view chat, std::string_view message,
                         std::string_view business) {
    if (chat.empty() || message.empty()) {
        return {};
    }
    auto out = std::string(chat) + ":" + std::string(message);
    if (!business.empty()) {
        out += "@" + std::string(business);
    }
    return out;
}

std::string name_message(const json& message) {
    return name_message(number_text(member(message, "chat"), "id"),
                        number_text(message, "message_id"),
                        text_of(message, "business_connection_id"));
}

std::string address_of(const json& message) {
    const auto& chat = member(message, "chat");
    auto out = number_text(chat, "id");
    if (!out.empty() && !is_private(chat) && flag_of(message, "is_topic_message")) {
        if (const auto topic = number_text(message, "message_thread_id"); !topic.empty()) {
            out += "/" + topic;
        }
    }
    return out;
}

}  // namespace telegram
