#include "facts.hpp"

#include "liquid/value.hpp"
#include "message.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

json object_of(std::string_view text) {
    auto read = liquid::read_json(text).value_or(json());
    return read.is_object() ? std::move(read) : json::object();
}

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

const json* facts::find(std::string_view name) const {
    if (name == "widgets") {
        return &state_.widgets;
    }
    const auto made = [](std::optional<json>& slot, auto&& make) {
        if (!slot) {
            slot = make();
        }
        return &*slot;
    };
    if (name == "trigger") {
        return made(trigger_, [&] { return make_trigger(); });
    }
    if (name == "flow") {
        return made(flow_, [&] { return make_flow(); });
    }
    return name == "contact" ? made(contact_, [&] { return make_contact(); }) : nullptr;
}

json facts::make_trigger() const {
    json out = json::object();
    if (!event_.parent.empty() || !event_.parameters.empty()) {
        const json parent = object_of(event_.parent);
        out["parent"] = {{"parameters", object_of(event_.parameters)},
                         {"flow_sid", text_of(parent, "flow")},
                         {"execution_sid", text_of(parent, "execution")},
                         {"step_sid", text_of(parent, "step")},
                         {"trigger_type", "incomingParent"}};
    } else if (state_.trigger.empty()) {
        out["request"] = {{"from", event_.channel_address},
                          {"to", event_.contact_address},
                          {"parameters", json::object()}};
    }
    if (event_.channel_kind == "voice") {
        out["call"] = make_call();
    }
    if (!state_.trigger.empty()) {
        out["message"] = whole_message(state_.trigger, state_.attributes);
        out["conversation"] = out["message"];
    }
    return out;
}

json facts::make_call() const {
    const auto from = event_.contact_address;
    const auto to = event_.channel_address;
    const auto conversation = object_of(event_.conversation);
    json out = {{"CallSid", text_of(conversation, "id")},
                {"From", from},
                {"Caller", from},
                {"To", to},
                {"Called", to},
                {"CallStatus", "in-progress"},
                {"Direction", "inbound"}};
    if (const auto told = state_.trigger.find(call_fields);
        told != state_.trigger.end() && told->is_object()) {
        out.update(*told);
    }
    return out;
}

json facts::make_flow() const {
    return {{"sid", event_.execution},
            {"flow_sid", flow_id_},
            {"data", object_of(event_.parameters)},
            {"channel", {{"address", event_.channel_address}}},
            {"variables", state_.variables}};
}

json facts::make_contact() const { return {{"channel", {{"address", event_.contact_address}}}}; }

}  // namespace studio
