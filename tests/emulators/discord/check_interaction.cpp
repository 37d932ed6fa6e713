// What Discord finds wrong with answers to interactions, and with commands.
#include "tests/emulators/discord/check.hpp"

#include <algorithm>

namespace emulators::discord {
namespace {

enum asked_by : std::int64_t {
    asked_by_command = 2,
    asked_by_component = 3,
    asked_for_choices = 4,
    asked_by_form = 5,
};

constexpr std::int64_t flags_taken = 4 | only_for_one | 4'096 | 32'768;

fault_found wrong(std::string_view field, std::string_view what) {
    return {400,
            50035,
            "Invalid Form Body",
            {{field, {{"_errors", json::array({{{"code", "INVALID"}, {"message", what}}})}}}}};
}

// Which answers fit what was asked.
bool fits(std::int64_t answer, std::int64_t asked) {
    switch (asked) {
    case asked_by_command: return answer == 4 || answer == 5 || answer == 9;
    case asked_by_component:
        return answer == 4 || answer == 5 || answer == 6 || answer == 7 || answer == 9;
    case asked_for_choices: return answer == 8;
    case asked_by_form: return answer == 4 || answer == 5;
    default: return false;
    }
}

bool has_size(const json& object, const char* name, std::size_t least, std::size_t most) {
    const auto& value = member(object, name);
    return value.is_string() && length(value.get_ref<const std::string&>()) >= least &&
           length(value.get_ref<const std::string&>()) <= most;
}

fault_found check_form(const json& data) {
    const auto& parts = member(data, "components");
    if (!has_size(data, "custom_id", 1, 100) || !has_size(data, "title", 1, 45)) {
        return wrong("data", "a form needs a custom id of 1 to 100 and a title of 1 to 45");
    }
    if (!parts.is_array() || parts.empty() || parts.size() > 5) {
        return wrong("data", "a form has 1 to 5 components");
    }
    for (const auto& each : parts) {
        const auto& field = member(each, "component");
        if (number_in(each, "type") != 18 || !has_size(each, "label", 1, 45) ||
            number_in(field, "type") != 4 || !has_size(field, "custom_id", 1, 100) ||
            number_in(field, "style") < 1 || number_in(field, "style") > 2 ||
            number_in(field, "max_length", 1) < 1 || number_in(field, "max_length", 1) > 4'000) {
            return wrong("data", "a form's components are labels with a text field");
        }
    }
    return {};
}

bool is_name(const json& of) {
    const auto name = text_in(of, "name");
    return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

fault_found check_follow_up(const json& message, std::size_t files) {
    if ((number_in(message, "flags") & ~flags_taken) != 0) {
        return wrong("flags", "flags that may not be set");
    }
    return check_message(message, files);
}

fault_found check_answer(const json& answer, std::int64_t asked) {
    const auto type = number_in(answer, "type");
    const auto& data = member(answer, "data");
    if (!fits(type, asked)) {
        return wrong("type", "an answer of this type does not fit");
    }
    switch (type) {
    case 4: return check_follow_up(data);
    case 5:
    case 6:
        return (number_in(data, "flags") & ~std::int64_t{only_for_one}) == 0
                   ? fault_found{}
                   : wrong("flags", "a deferred answer may be ephemeral and nothing else");
    case 8:
        return member(data, "choices").is_array() && member(data, "choices").size() <= 25
                   ? fault_found{}
                   : wrong("choices", "0 to 25 choices");
    case 9: return check_form(data);
    default: return {};
    }
}

fault_found check_command(const json& command) {
    if (!is_name(command)) {
        return wrong("name", "Command name is invalid");
    }
    if (!has_size(command, "description", 1, 100)) {
        return wrong("description", "Must be between 1 and 100 in length.");
    }
    const auto& options = member(command, "options");
    if (options.size() > 25) {
        return wrong("options", "Must be 25 or fewer in length.");
    }
    for (const auto& each : options) {
        if (!is_name(each) || !has_size(each, "description", 1, 100) ||
            number_in(each, "type") < 1 || number_in(each, "type") > 11) {
            return wrong("options", "an option needs a type, a name and a description");
        }
    }
    return {};
}

}  // namespace emulators::discord
