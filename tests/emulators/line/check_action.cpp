#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/check.hpp"

#include <algorithm>

namespace emulators::line {
namespace {

bool has_scheme(std::string_view uri, std::initializer_list<std::string_view> schemes) {
    return std::any_of(schemes.begin(), schemes.end(), [&](std::string_view scheme) {
        return uri.size() > scheme.size() + 1 && uri.starts_with(scheme) &&
               uri[scheme.size()] == ':';
    });
}

void check_uri(checker& out, const json& action, const std::string& path) {
    out.text(action, "uri", path, 1000);
    const auto uri = text_in(action, "uri");
    if (!uri.empty() && !has_scheme(uri, {"http", "https", "line", "tel"})) {
        out.fault(path + ".uri", "invalid uri scheme");
    }
}

void check_picker(checker& out, const json& action, const std::string& path) {
    out.text(action, "data", path, 300);
    out.one_of(action, "mode", path, {"date", "time", "datetime"});
}

bool is_input_action(std::string_view type) {
    return type == "camera" || type == "cameraRoll" || type == "location";
}

}  // namespace

void check_action(checker& out, const json& action, const std::string& path, action_place place) {
    if (!action.is_object()) {
        return out.fault(path, "May not be null");
    }
    const auto type = text_in(action, "type");
    const bool labelled = place == action_place::quick_reply ||
                          place == action_place::template_button ||
                          place == action_place::flex_button;
    out.text(action, "label", path, place == action_place::flex_button ? 40 : 20, labelled);
    if (type == "postback") {
        out.text(action, "data", path, 300);
        out.text(action, "displayText", path, 300, false);
        out.text(action, "fillInText", path, 300, false);
        out.one_of(action, "inputOption", path,
                   {"closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"}, false);
    } else if (type == "message") {
        out.text(action, "text", path, 300);
    } else if (type == "uri") {
        check_uri(out, action, path);
    } else if (type == "datetimepicker") {
        check_picker(out, action, path);
    } else if (type == "clipboard") {
        out.text(action, "clipboardText", path, 1000);
    } else if (!(is_input_action(type) && place == action_place::quick_reply)) {
        out.fault(path + ".type", "Must be one of the following values: [postback, message, uri, "
                                  "datetimepicker, clipboard]");
    }
}

}  // namespace emulators::line
