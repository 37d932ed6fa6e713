#include "tests/emulators/google/check_message.hpp"

#include <algorithm>
#include <initializer_list>

namespace emulators::google {
namespace {

std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Finds the first thing that is wrong.
class checker {
public:
    explicit checker(const product& of) : of_(of) {}

    [[nodiscard]] std::optional<api_error> found() const {
        return wrong_.empty() ? std::nullopt : std::optional(bad(wrong_));
    }
    void say(std::string what) {
        if (wrong_.empty()) {
            wrong_ = std::move(what);
        }
    }

    void members(const json& object, std::string_view where,
                 std::initializer_list<std::string_view> known) {
        if (!object.is_object()) {
            return say(std::string(where) + " must be an object");
        }
        for (const auto& [name, value] : object.items()) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                say("Invalid JSON payload received. Unknown name \"" + name + "\" at '" +
                    std::string(where) + "': Cannot find field.");
            }
        }
    }

    // A text that is there, of at most so many characters.
    void text(const json& object, const char* name, std::size_t most, bool needed) {
        const auto& value = member(object, name);
        if (value.is_null() && !needed) {
            return;
        }
        if (!value.is_string() || (needed && value.get_ref<const std::string&>().empty())) {
            return say(std::string(name) + " is required");
        }
        if (length_of(value.get<std::string>()) > most) {
            say(std::string(name) + " must be no longer than " + std::to_string(most) +
                " characters");
        }
    }

    void one_of(const json& object, std::string_view where,
                std::initializer_list<const char*> names) {
        const auto there = std::count_if(names.begin(), names.end(),
                                         [&](const char* each) { return object.contains(each); });
        if (there != 1) {
            say(std::string(where) + " must have exactly one content");
        }
    }

    void url(const json& object, const char* name, bool needed) {
        const auto value = text_in(object, name);
        if (value.empty() && !needed) {
            return;
        }
        const bool right =
            value.starts_with("https://") || (of_.rcs && value.starts_with("http://"));
        if (!right) {
            say(std::string(name) + " must be a publicly reachable https URL");
        }
    }

    void content_info(const json& info) {
        members(info, "contentInfo", {"fileUrl", "thumbnailUrl", "forceRefresh", "altText"});
        text(info, "altText", 3072, !of_.rcs);
        url(info, "fileUrl", true);
        url(info, "thumbnailUrl", false);
    }

    void suggestions(const json& list, std::size_t most, std::string_view where) {
        if (list.is_null()) {
            return;
        }
        if (!list.is_array() || list.size() > most) {
            return say(std::string(where) + " takes at most " + std::to_string(most) +
                       " suggestions");
        }
        for (const auto& each : list) {
            suggestion(each);
        }
    }

    void card(const json& content) {
        members(content, "cardContent", {"title", "description", "media", "suggestions"});
        text(content, "title", 200, false);
        text(content, "description", 2000, false);
        if (const auto& media = member(content, "media"); !media.is_null()) {
            members(media, "media", {"height", "contentInfo", "file", "uploadedRbmFile"});
            word(media, "height", {"SHORT", "MEDIUM", "TALL"});
            content_info(member(media, "contentInfo"));
        } else if (text_in(content, "title").empty() && text_in(content, "description").empty()) {
            say("A card must have a title, a description or media");
        }
        suggestions(member(content, "suggestions"), 4, "A card");
    }

    void rich_card(const json& rich) {
        members(rich, "richCard", {"standaloneCard", "carouselCard"});
        one_of(rich, "richCard", {"standaloneCard", "carouselCard"});
        if (const auto& single = member(rich, "standaloneCard"); single.is_object()) {
            if (of_.rcs) {
                word(single, "cardOrientation", {"HORIZONTAL", "VERTICAL"});
            }
            return card(member(single, "cardContent"));
        }
        const auto& carousel = member(rich, "carouselCard");
        word(carousel, "cardWidth", {"SMALL", "MEDIUM"});
        const auto& contents = member(carousel, "cardContents");
        if (!contents.is_array() || contents.size() < 2 || contents.size() > 10) {
            return say("A carousel has 2 to 10 cards");
        }
        for (const auto& each : contents) {
            card(each);
            if (text_in(carousel, "cardWidth") == "SMALL" &&
                text_in(member(each, "media"), "height") == "TALL") {
                say("TALL media do not fit SMALL cards");
            }
        }
    }

    void word(const json& object, const char* name, std::initializer_list<std::string_view> known) {
        if (std::find(known.begin(), known.end(), text_in(object, name)) == known.end()) {
            say(std::string("Invalid value at '") + name + "'");
        }
    }

private:
    void suggestion(const json& given) {
        if (!given.is_object() || given.size() != 1) {
            return say("A suggestion is one of reply, action, liveAgentRequest, "
                       "authenticationRequest");
        }
        if (const auto& reply = member(given, "reply"); !reply.is_null()) {
            members(reply, "reply", {"text", "postbackData"});
            return label(reply);
        }
        if (const auto& action = member(given, "action"); !action.is_null()) {
            return act(action);
        }
        const bool known = !of_.rcs && (given.contains("liveAgentRequest") ||
                                        given.contains("authenticationRequest"));
        if (!known) {
            say("Invalid JSON payload received. Unknown suggestion");
        }
    }

    void label(const json& of) {
        text(of, "text", 25, true);
        text(of, "postbackData", 2048, true);
    }

    void act(const json& action) {
        if (of_.rcs) {
            members(action, "action",
                    {"text", "postbackData", "fallbackUrl", "openUrlAction", "dialAction",
                     "viewLocationAction", "shareLocationAction", "createCalendarEventAction"});
            one_of(action, "action",
                   {"openUrlAction", "dialAction", "viewLocationAction", "shareLocationAction",
                    "createCalendarEventAction"});
        } else {
            members(action, "action", {"text", "postbackData", "openUrlAction", "dialAction"});
            one_of(action, "action", {"openUrlAction", "dialAction"});
        }
        label(action);
        if (const auto& open = member(action, "openUrlAction"); !open.is_null()) {
            const auto url = text_in(open, "url");
            if (!url.starts_with("https://") && !url.starts_with("http://")) {
                say("openUrlAction.url is not valid");
            }
        }
        if (const auto& dial = member(action, "dialAction"); !dial.is_null()) {
            if (!text_in(dial, "phoneNumber").starts_with('+')) {
                say("dialAction.phoneNumber must be in E.164 format");
            }
        }
    }

    const product& of_;
    std::string wrong_;
};

}  // namespace

std::optional<api_error> check_representative(const json& given) {
    checker check(business_messages);
    check.members(given, "representative", {"representativeType", "displayName", "avatarImage"});
    check.word(given, "representativeType", {"BOT", "HUMAN"});
    check.url(given, "avatarImage", false);
    return check.found();
}

std::optional<api_error> check_business_message(const json& body) {
    checker check(business_messages);
    check.members(body, "message",
                  {"messageId", "name", "representative", "text", "image", "richCard",
                   "suggestions", "fallback", "containsRichText"});
    check.text(body, "messageId", 256, true);
    check.one_of(body, "A message", {"text", "image", "richCard"});
    if (body.contains("text")) {
        check.text(body, "text", 3072, true);
    }
    if (body.contains("image")) {
        check.content_info(member(member(body, "image"), "contentInfo"));
    }
    if (body.contains("richCard")) {
        check.rich_card(member(body, "richCard"));
    }
    check.suggestions(member(body, "suggestions"), business_messages.suggestions_max, "A message");
    check.text(body, "fallback", 3072, false);
    if (const auto wrong = check_representative(member(body, "representative"))) {
        check.say(wrong->message);
    }
    return check.found();
}

std::optional<api_error> check_rcs_message(const json& body) {
    checker check(rcs);
    check.members(
        body, "agentMessage",
        {"contentMessage", "messageTrafficType", "expireTime", "ttl", "name", "sendTime"});
    const auto& content = member(body, "contentMessage");
    check.members(
        content, "contentMessage",
        {"text", "richCard", "contentInfo", "uploadedRbmFile", "fileName", "suggestions"});
    if (check.found()) {
        return check.found();
    }
    check.one_of(content, "contentMessage",
                 {"text", "richCard", "contentInfo", "uploadedRbmFile", "fileName"});
    if (content.contains("text")) {
        check.text(content, "text", 3072, true);
    }
    if (content.contains("contentInfo")) {
        check.content_info(member(content, "contentInfo"));
    }
    if (content.contains("richCard")) {
        check.rich_card(member(content, "richCard"));
    }
    check.suggestions(member(content, "suggestions"), rcs.suggestions_max, "A message");
    return check.found();
}

}  // namespace emulators::google
