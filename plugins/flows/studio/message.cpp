#include "message.hpp"

#include "liquid/value.hpp"
#include "unicode.hpp"

#include <algorithm>
#include <iterator>

#include <simdjson.h>

namespace studio {
namespace {

using json = nlohmann::json;
namespace dom = simdjson::dom;

constexpr std::size_t max_media = 10;

// An object's member; an error when there is none.
using member = simdjson::simdjson_result<dom::element>;

std::string_view text_of(const member& object, std::string_view key) {
    std::string_view text;
    return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::string_view first_of(std::string_view one, std::string_view other) {
    return one.empty() ? other : one;
}

std::string body_of(const member& content) {
    const auto selected = content["selected"];
    auto text = text_of(content, "text");
    text = first_of(text, text_of(selected, "title"));
    text = first_of(text, text_of(selected, "payload"));
    text = first_of(text, text_of(content, "subject"));
    return std::string(first_points(text, max_body));
}

// Some channels fetch an attachment after its message came: it counts before it has a URL.
void add_media(const member& attachments, json& facts) {
    std::size_t count = 0;
    dom::array all;
    if (attachments.get_array().get(all) == simdjson::SUCCESS) {
        for (const member each : all) {
            if (count == max_media) {
                break;
            }
            const auto index = std::to_string(count++);
            if (const auto url = text_of(each, "url"); !url.empty()) {
                facts["MediaUrl" + index] = url;
            }
            facts["MediaContentType" + index] = text_of(each, "mime");
        }
    }
    facts["NumMedia"] = std::to_string(count);
}

void add_location(const member& location, json& facts) {
    for (const auto& [name, from] :
         {std::pair{"Latitude", "latitude"}, std::pair{"Longitude", "longitude"},
          std::pair{"Label", "name"}, std::pair{"Address", "address"}}) {
        if (const auto found = location[from]; found.error() == simdjson::SUCCESS) {
            facts[name] =
                liquid::to_text(liquid::read_json(simdjson::minify(found)).value_or(json()));
        }
    }
}

}  // namespace

json message_facts(const selat::flow_event& event) {
    json facts = json::object();
    if (event.message.empty()) {
        return facts;
    }
    dom::parser parser;
    const member message = parser.parse(event.message.data(), event.message.size());
    const auto content = message["content"];
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
    add_media(content["attachments"], facts);
    if (const auto selected = content["selected"]; selected.is_object()) {
        facts["ButtonText"] = text_of(selected, "title");
        facts["ButtonPayload"] = first_of(text_of(selected, "payload"), text_of(selected, "title"));
    }
    if (const auto location = content["location"]; location.is_object()) {
        add_location(location, facts);
    }
    if (const auto told = content["call"]["parameters"]; told.is_object()) {
        facts[call_fields] = liquid::read_json(simdjson::minify(told)).value_or(json());
    }
    return facts;
}

json call_of(const selat::flow_event& event) {
    if (event.message.empty()) {
        return {};
    }
    dom::parser parser;
    const member message = parser.parse(event.message.data(), event.message.size());
    const auto call = message["content"]["call"];
    return call.is_object() ? liquid::read_json(simdjson::minify(call)).value_or(json()) : json();
}

bool is_last_state(std::string_view state) {
    static constexpr std::string_view last[] = {"completed", "missed",    "busy",
                                                "failed",    "no-answer", "canceled"};
    return std::find(std::begin(last), std::end(last), state) != std::end(last);
}

json conversation_attributes(const selat::flow_event& event) {
    if (event.conversation.empty()) {
        return json::object();
    }
    dom::parser parser;
    const member conversation = parser.parse(event.conversation.data(), event.conversation.size());
    dom::object attributes;
    if (conversation["attributes"].get_object().get(attributes) != simdjson::SUCCESS ||
        attributes.size() == 0) {
        return json::object();
    }
    return liquid::read_json(simdjson::minify(attributes)).value_or(json::object());
}

json whole_message(json facts, const json& attributes) {
    facts.erase(call_fields);
    const json conversation = facts.value("To", "");
    facts["ChannelSid"] = conversation;
    facts["ConversationSid"] = conversation;
    facts["Author"] = facts.value("From", "");
    facts["ChannelAttributes"] = attributes;
    return facts;
}

}  // namespace studio
