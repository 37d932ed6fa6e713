#include "prechat.hpp"

#include "encoding.hpp"
#include "json_read.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include <re2/re2.h>

namespace webchat {
namespace {

constexpr std::size_t longest_line = 250;  // code points, as in widget/form.js
constexpr std::size_t longest_text = 1000;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(blank) + 1 - first);
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == 0 || at == text.npos || text.find('@', at + 1) != text.npos ||
        text.find_first_of(" \t\r\n") != text.npos) {
        return false;
    }
    const auto host = text.substr(at + 1);
    return host.find('.') != host.npos && host.find("..") == host.npos && host.front() != '.' &&
           host.back() != '.';
}

std::string time_of(std::int64_t at_ms) {
    const auto seconds = static_cast<std::time_t>(at_ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> out{};
    return {out.data(), std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// Options as {value, label}, whichever way they were written.
json choices_of(const json& given) {
    json out = json::array();
    for (const auto& each : given) {
        out.push_back(each.is_object() ? each : json{{"value", each}, {"label", each}});
    }
    return out;
}

[[noreturn]] void refuse(std::size_t index, const std::string& why) {
    throw selat::refusal{selat::code::config,
                         "prechat.fields." + std::to_string(index) + ": " + why};
}

}  // namespace

std::string phone_of(std::string_view text, std::string_view country) {
    std::string digits;
    for (const char each : text) {
        if (std::string_view(" \t().-").find(each) == std::string_view::npos) {
            digits += each;
        }
    }
    if (!country.empty() && digits.size() > 1 && digits[0] == '0' && digits[1] != '0') {
        digits.replace(0, 1, "+" + std::string(country));
    }
    const bool fits = digits.size() >= 8 && digits.size() <= 16 && digits[0] == '+' &&
                      digits[1] != '0' &&
                      digits.find_first_not_of("0123456789", 1) == std::string::npos;
    return fits ? digits : std::string();
}

prechat::prechat(const json& option, const selat::crypto& crypto) {
    if (!option.is_object()) {
        return;
    }
    json fields = json::array();
    for (const auto& each : option.value("fields", json::array())) {
        fields_.push_back(read_field(each, fields.size()));
        auto told = each;
        if (told.contains("options")) {
            told["options"] = choices_of(told["options"]);
        }
        fields.push_back(std::move(told));
    }
    told_ = {{"fields", std::move(fields)}};
    if (option.contains("title")) {
        told_["title"] = option["title"];
    }
    if (const auto* consent = member(option, "consent"); consent != nullptr) {
        told_["consent"] = *consent;
        const auto digest = crypto.sha256(written(*consent));
        consent_version_ = consent->value("version", base64url(std::span(digest).first(9)));
    }
    if (!asks()) {
        told_ = nullptr;
    }
}

prechat::field prechat::read_field(const json& given, std::size_t index) {
    static constexpr std::pair<std::string_view, kind> kinds[] = {
        {"text", kind::text},   {"textarea", kind::textarea}, {"email", kind::email},
        {"phone", kind::phone}, {"select", kind::select},     {"checkbox", kind::checkbox}};
    field out{.id = text_of(given, "id"),
              .required = flag_of(given, "required"),
              .country = text_of(given, "country"),
              .options = {},
              .pattern = nullptr};
    if (out.id == consent_id) {
        refuse(index, "consent is asked for with prechat.consent");
    }
    for (const auto& [name, type] : kinds) {
        out.type = name == text_of(given, "type") ? type : out.type;
    }
    for (const auto& each : choices_of(given.value("options", json::array()))) {
        out.options.push_back(text_of(each, "value"));
    }
    if (out.type == kind::select && out.options.empty()) {
        refuse(index, "a select needs options");
    }
    if (const auto pattern = text_of(given, "pattern"); !pattern.empty()) {
        out.pattern = std::make_shared<const RE2>(pattern, RE2::Quiet);
        if (!out.pattern->ok()) {
            refuse(index, "pattern: " + out.pattern->error());
        }
    }
    return out;
}

std::vector<std::string> prechat::all() const { return missing({}, false); }

std::vector<std::string> prechat::missing(const std::vector<std::string>& known,
                                          bool signed_in) const {
    const auto unknown = [&](std::string_view id) {
        return std::find(known.begin(), known.end(), id) == known.end();
    };
    std::vector<std::string> out;
    bool needed = false;
    for (const auto& each : fields_) {
        if (unknown(each.id)) {
            out.push_back(each.id);
            needed = needed || each.required;
        }
    }
    if (!consent_version_.empty() && unknown(consent_id)) {
        out.emplace_back(consent_id);
        needed = true;
    }
    if (signed_in && !needed) {
        out.clear();
    }
    return out;
}

answers prechat::read(const json& given, bool consents, const std::vector<std::string>& known,
                      std::int64_t now_ms) const {
    answers out;
    const auto is_known = [&](std::string_view id) {
        return std::find(known.begin(), known.end(), id) != known.end();
    };
    for (const auto& field : fields_) {
        const auto* value = member(given, field.id.c_str());
        if (value != nullptr || !is_known(field.id)) {
            take(field, value, out);
        }
    }
    if (!consent_version_.empty() && consents) {
        out.attributes["consent_at"] = time_of(now_ms);
        out.attributes["consent_version"] = consent_version_;
    } else if (!consent_version_.empty() && !is_known(consent_id)) {
        out.faults[std::string(consent_id)] = "required";
    }
    return out;
}

void prechat::take(const field& field, const json* given, answers& out) {
    if (field.type == kind::checkbox) {
        const bool ticked = given != nullptr && given->is_boolean() && given->get<bool>();
        if (field.required && !ticked) {
            out.faults[field.id] = "required";
        }
        out.attributes[field.id] = ticked;
        return;
    }
    const auto text = given != nullptr && given->is_string()
                          ? trimmed(given->get_ref<const std::string&>())
                          : std::string_view{};
    if (text.empty()) {
        if (field.required) {
            out.faults[field.id] = "required";
        }
        return;
    }
    if (const auto* fault = fault_of(field, text)) {
        out.faults[field.id] = fault;
    } else if (field.type == kind::phone) {
        const auto phone = phone_of(text, field.country);
        out.phone = out.phone.empty() ? phone : out.phone;
        out.attributes[field.id] = phone;
    } else if (field.id == "name") {
        out.name = text;
    } else {
        out.attributes[field.id] = text;
    }
}

const char* prechat::fault_of(const field& field, std::string_view text) {
    const bool lines = field.type == kind::textarea;
    if (code_points(text) > (lines ? longest_text : longest_line)) {
        return "too_long";
    }
    if (!lines && has_control(text)) {
        return "pattern";
    }
    switch (field.type) {
    case kind::email: return is_email(text) ? nullptr : "email";
    case kind::phone: return phone_of(text, field.country).empty() ? "phone" : nullptr;
    case kind::select:
        return std::find(field.options.begin(), field.options.end(), text) == field.options.end()
                   ? "option"
                   : nullptr;
    default:
        return field.pattern != nullptr && !RE2::FullMatch(text, *field.pattern) ? "pattern"
                                                                                 : nullptr;
    }
}

}  // namespace webchat
