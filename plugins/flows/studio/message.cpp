#include "message.hpp"

#include "liquid/value.hpp"
#include "unicode.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

constexpr std::size_t max_media = 10;

std::string text_of(const json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json part(const json& content, const char* key) {
    const auto found = content.find(key);
    return found != content.end() ? *found : json();
}

std::string body_of(const json& content) {
    auto text = text_of(content, "text");
    if (const auto selected = part(content, "selected"); text.empty() && selected.is_object()) {
        text = text_of(selected, "title");
        text = text.empty() ? text_of(selected, "payload") : text;
    }
    text = text.empty() ? text_of(content, "subject") : text;
    return std::string(first_points(text, max_body));
}

// Some channels fetch an attachment after its message came: it counts before it has a URL.
void add_media(const json& attachments, json& facts) {
    std::size_t count = 0;
    for (const auto& each : attachments) {
        if (count == max_media) {
            break;
        }
        const auto index = std::to_string(count++);
        if (const auto url = text_of(each, "url"); !url.empty()) {
            facts["MediaUrl" + index] = url;
        }
        facts["MediaContentType" + index] = text_of(each, "mime");
    }
    facts["NumMedia"] = std::to_string(count);
}

void add_location(const json& location, json& facts) {
    for (const auto& [name, from] :
         {std::pair{"Latitude", "latitude"}, std::pair{"Longitude", "longitude"},
          std::pair{"Label", "name"}, std::pair{"Address", "address"}}) {
        if (const auto found = location.find(from); found != location.end()) {
            facts[name] = liquid::to_text(*found);
        }
    }
}

}  // namespace

json message_facts(const selat::flow_event& event) {
    json facts = json::object();
    const auto message = liquid::read_json(event.message).value_or(json());
    if (!message.is_object()) {
        return facts;
    }
    const auto content = part(message, "content");
    if (!content.is_object()) {
        return facts;
    }
    facts["Body"] = body_of(content);
    facts["MessageSid"] = text_of(message, "id");
    facts["DateCreated"] = text_of(message, "at");
    facts["From"] = event.contact_address;
    facts["To"] = event.channel_address;
    facts["InstanceSid"] = event.channel;
    facts["Source"] = upper_case(event.channel_kind);
    add_media(part(content, "attachments"), facts);
    if (const auto selected = part(content, "selected"); selected.is_object()) {
        facts["ButtonText"] = text_of(selected, "title");
        const auto payload = text_of(selected, "payload");
        facts["ButtonPayload"] = payload.empty() ? text_of(selected, "title") : payload;
    }
    if (const auto location = part(content, "location"); location.is_object()) {
        add_location(location, facts);
    }
    return facts;
}

json whole_message(json facts, const json& attributes) {
    const json conversation = facts.value("To", "");
    facts["ChannelSid"] = conversation;
    facts["ConversationSid"] = conversation;
    facts["Author"] = facts.value("From", "");
    facts["ChannelAttributes"] = attributes;
    return facts;
}

}  // namespace studio
