#include "tests/emulators/google/deeds.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <array>
#include <ctime>

namespace emulators::google {
namespace {

// Members of a description that say how it is told, not what.
void copy_over(json& event, const json& description) {
    if (const auto& more = member(description, "over"); more.is_object()) {
        event.update(more);
    }
}

std::string suggestion_text(const json& given) {
    return text_in(given, "text", text_in(given, "postbackData"));
}

}  // namespace

std::string written_time(std::int64_t at_ms) {
    const auto seconds = static_cast<std::time_t>(at_ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 24> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const auto ms = std::to_string(1000 + at_ms % 1000).substr(1);
    return std::string(text.data(), size) + "." + ms + "Z";
}

std::string deeds::link_to(const json& description, const agent& of, const std::string& links,
                           std::string_view usual_type) {
    if (const auto url = text_in(description, "url"); !url.empty()) {
        return url;
    }
    const auto link =
        state_.files.add(read_file(description, usual_type), state_.now() + of.link_life_ms);
    return links + link + "?x-goog-algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=604800" +
           "&X-Goog-Signature=" + link;
}

// One payload in the envelope that all of Business Messages' events have.
json deeds::business_event(const json& description, const agent& of, const person& who,
                           const std::string& links, std::string& id) {
    const auto at = written_time(state_.now());
    const auto name = [&](const std::string& message) {
        return "conversations/" + who.address + "/messages/" + message;
    };
    json event = {{"agent", of.id},
                  {"conversationId", who.address},
                  {"requestId", text_in(description, "request_id", state_.make_id())},
                  {"sendTime", at},
                  {"context",
                   {{"entryPoint", text_in(description, "entry_point", "MAPS")},
                    {"resolvedLocale", text_in(description, "locale", "en")},
                    {"userInfo", {{"displayName", who.name}}}}}};
    if (description.contains("suggestion")) {
        const auto& given = description["suggestion"];
        event["suggestionResponse"] = {{"message", name(text_in(description, "quoted"))},
                                       {"postbackData", text_in(given, "postbackData")},
                                       {"text", suggestion_text(given)},
                                       {"createTime", at},
                                       {"suggestionType", text_in(given, "type", "REPLY")}};
    } else if (description.contains("read")) {
        return receipt("READ", text_in(description, "read"), who, of);
    } else if (description.contains("typing")) {
        event["userStatus"] = {{"isTyping", description["typing"]}, {"createTime", at}};
    } else if (flag_in(description, "live_agent")) {
        event["userStatus"] = {{"requestedLiveAgent", "true"}, {"createTime", at}};
    } else if (description.contains("survey")) {
        event["surveyResponse"] = {{"survey", "conversations/" + who.address + "/surveys/s1"},
                                   {"surveyQuestionId", "GOOGLE_DEFINED_CSAT"},
                                   {"questionResponseText", text_in(description, "survey")},
                                   {"questionType", "GOOGLE_STANDARD_QUESTION"},
                                   {"createTime", at}};
    } else {
        event["message"] = {{"messageId", id}, {"name", name(id)}, {"createTime", at}};
        event["message"]["text"] = description.contains("image")
                                       ? link_to(description["image"], of, links, "image/png")
                                       : text_in(description, "text");
        return event;
    }
    id.clear();
    return event;
}

json deeds::rcs_event(const json& description, const agent& of, const person& who,
                      const std::string& links, std::string& id) {
    json event = {{"senderPhoneNumber", who.address},
                  {"messageId", id},
                  {"sendTime", written_time(state_.now())},
                  {"agentId", of.id}};
    if (description.contains("suggestion")) {
        const auto& given = description["suggestion"];
        event["suggestionResponse"] = {{"postbackData", text_in(given, "postbackData")},
                                       {"text", suggestion_text(given)},
                                       {"type", text_in(given, "type", "REPLY")}};
    } else if (description.contains("location")) {
        event["location"] = description["location"];
    } else if (description.contains("file") || description.contains("image")) {
        const auto& given =
            description.contains("file") ? description["file"] : description["image"];
        const auto sent = read_file(given, "image/png");
        event["userFile"] = {{"payload",
                              {{"mimeType", sent.type},
                               {"fileSizeBytes", sent.bytes.size()},
                               {"fileName", sent.name},
                               {"fileUri", link_to(given, of, links, "image/png")}}}};
    } else if (description.contains("typing")) {
        event["eventType"] = "IS_TYPING";
    } else if (description.contains("event_type")) {
        event["eventType"] = description["event_type"];
    } else if (description.contains("read")) {
        return receipt("READ", text_in(description, "read"), who, of);
    } else {
        event["text"] = text_in(description, "text");
    }
    if (event.contains("eventType")) {
        event["eventId"] = id;
        event.erase("messageId");
    }
    return event;
}

json deeds::receipt(const std::string& type, const std::string& message, const person& who,
                    const agent& of) const {
    const auto at = written_time(state_.now());
    if (of_.rcs) {
        return {{"senderPhoneNumber", who.address},
                {"eventType", type},
                {"eventId", type + message},
                {"messageId", message},
                {"agentId", of.id},
                {"sendTime", at}};
    }
    return {{"agent", of.id},
            {"conversationId", who.address},
            {"sendTime", at},
            {"receipts",
             {{"receipts",
               json::array({{{"message", "conversations/" + who.address + "/messages/" + message},
                             {"receiptType", type}}})},
              {"createTime", at}}}};
}

deeds::done deeds::carry_out(const json& description, const agent& of, const std::string& links) {
    auto who = state_.known.somebody(text_in(description, "user", "Ana"));
    auto id = text_in(description, "id");
    id = id.empty() ? state_.make_id() : id;
    hook next;
    next.agent = of.id;
    next.order_key = who.address;
    next.signing = signing_of(description);
    next.about = "what " + who.name + " did";
    const auto& body = member(description, "body");
    if (body.is_null()) {
        auto event = of_.rcs ? rcs_event(description, of, who, links, id)
                             : business_event(description, of, who, links, id);
        copy_over(event, description);
        next.event = event.dump(-1, ' ', false, json::error_handler_t::replace);
    } else {
        next.event = body.is_string() ? body.get<std::string>() : body.dump();
        next.as_it_stands = flag_in(description, "as_it_stands");
    }
    state_.known.change(who.address, [&](person& known) {
        known.agent = of.id;
        known.wrote_ms = state_.now();
        if (!id.empty()) {
            known.said.insert(id);
        }
    });
    return {{{"address", who.address}, {"messageId", id}}, state_.out.send(std::move(next))};
}

void deeds::pass_on(const std::string& message, const person& to, const agent& of) {
    if (to.silent || to.offline) {
        return;
    }
    auto after = of.step;
    for (const std::string type : {"DELIVERED", "READ"}) {
        if (type == "READ" && !to.reads) {
            break;
        }
        hook next;
        next.agent = of.id;
        next.order_key = to.address;
        next.about = type;
        next.event = receipt(type, message, to, of).dump();
        next.after = after;
        after += of.step;
        state_.out.send(std::move(next));
    }
    state_.known.change(to.address, [&](person& known) { known.delivered.insert(message); });
}

}  // namespace emulators::google
