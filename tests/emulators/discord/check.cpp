#include "tests/emulators/discord/check.hpp"

#include <algorithm>
#include <set>

namespace emulators::discord {
namespace {

// Collects faults by the path of the field, as Discord nests them.
class form {
public:
    void blame(const std::string& path, std::string_view code, std::string_view message) {
        auto* at = &errors_;
        std::size_t start = 0;
        while (start <= path.size()) {
            const auto end = std::min(path.find('.', start), path.size());
            at = &(*at)[path.substr(start, end - start)];
            start = end + 1;
        }
        (*at)["_errors"].push_back({{"code", code}, {"message", message}});
    }
    void text(const json& object, const char* name, const std::string& path, std::size_t longest,
              bool required = false) {
        const auto& value = member(object, name);
        const auto at = path + name;
        if (value.is_null()) {
            return required ? blame(at, "BASE_TYPE_REQUIRED", "This field is required") : void();
        }
        if (!value.is_string()) {
            return blame(at, "STRING_TYPE_CONVERT", "Could not convert to string.");
        }
        const auto size = length(value.get_ref<const std::string&>());
        if (size > longest) {
            blame(at, "BASE_TYPE_MAX_LENGTH",
                  "Must be " + std::to_string(longest) + " or fewer in length.");
        } else if (required && size == 0) {
            blame(at, "BASE_TYPE_REQUIRED", "This field is required");
        }
    }
    void url(const json& object, const char* name, const std::string& path) {
        const auto value = text_in(object, name);
        if (!value.starts_with("http://") && !value.starts_with("https://") &&
            !value.starts_with("attachment://")) {
            blame(path + name, "URL_TYPE_INVALID_SCHEME",
                  "Scheme \"" + value.substr(0, value.find(':')) +
                      "\" is not supported. Scheme must be one of ('http', 'https').");
        }
    }
    void list(const json& value, const std::string& path, std::size_t longest) {
        if (!value.is_null() && !value.is_array()) {
            blame(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        } else if (value.size() > longest) {
            blame(path, "BASE_TYPE_BAD_LENGTH",
                  "Must be between 0 and " + std::to_string(longest) + " in length.");
        }
    }
    json take() { return std::move(errors_); }

private:
    json errors_;
};

void check_embeds(const json& embeds, form& form) {
    form.list(embeds, "embeds", 10);
    std::size_t total = 0;
    for (std::size_t n = 0; embeds.is_array() && n < embeds.size(); ++n) {
        const auto path = "embeds." + std::to_string(n) + ".";
        const auto& each = embeds[n];
        form.text(each, "title", path, 256);
        form.text(each, "description", path, 4'096);
        total += length(text_in(each, "title")) + length(text_in(each, "description"));
        for (const auto picture : {"image", "thumbnail"}) {
            if (each.contains(picture)) {
                form.url(each[picture], "url", path + picture + ".");
            }
        }
        form.list(member(each, "fields"), path + "fields", 25);
    }
    if (total > 6'000) {
        form.blame("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

void check_button(const json& button, const std::string& path, std::set<std::string>& ids,
                  form& form) {
    const auto style = number_in(button, "style");
    form.text(button, "label", path, 80);
    if (text_in(button, "label").empty() && !button.contains("emoji")) {
        form.blame(path + "label", "BUTTON_COMPONENT_INVALID",
                   "A button must have a label or emoji");
    }
    if (style == 5) {
        form.text(button, "url", path, 512, true);
        form.url(button, "url", path);
        if (button.contains("custom_id")) {
            form.blame(path + "custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                       "A custom id and url cannot both be specified");
        }
        return;
    }
    if (style < 1 || style > 4) {
        form.blame(path + "style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5}.");
    }
    form.text(button, "custom_id", path, 100, true);
    if (!ids.insert(text_in(button, "custom_id")).second) {
        form.blame(path + "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED",
                   "Component custom id cannot be duplicated");
    }
}

void check_components(const json& rows, form& form) {
    form.list(rows, "components", 5);
    std::set<std::string> ids;
    for (std::size_t n = 0; rows.is_array() && n < rows.size(); ++n) {
        const auto path = "components." + std::to_string(n) + ".";
        const auto& inner = member(rows[n], "components");
        if (number_in(rows[n], "type") != 1) {
            form.blame(path + "type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be 1.");
            continue;
        }
        form.list(inner, path + "components", 5);
        if (inner.empty()) {
            form.blame(path + "components", "BASE_TYPE_BAD_LENGTH",
                       "Must be between 1 and 5 in length.");
        }
        for (std::size_t m = 0; inner.is_array() && m < inner.size(); ++m) {
            const auto at = path + "components." + std::to_string(m) + ".";
            if (number_in(inner[m], "type") != 2) {
                form.blame(at + "type", "UNION_TYPE_CHOICES",
                           "Only buttons are known to this emulator.");
            } else {
                check_button(inner[m], at, ids, form);
            }
        }
    }
}

}  // namespace

json fault_found::body() const {
    json out = {{"code", code}, {"message", message}};
    if (!errors.is_null()) {
        out["errors"] = errors;
    }
    return out;
}

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char each) {
        return (static_cast<unsigned char>(each) & 0xC0) != 0x80;
    }));
}

fault_found check_message(const json& message, std::size_t files) {
    form form;
    form.text(message, "content", "", 2'000);
    check_embeds(member(message, "embeds"), form);
    check_components(member(message, "components"), form);
    const auto& nonce = member(message, "nonce");
    if (nonce.is_string()) {
        form.text(message, "nonce", "", 25);
    }
    if (auto errors = form.take(); !errors.is_null()) {
        return {400, 50035, "Invalid Form Body", std::move(errors)};
    }
    const auto blank =
        text_in(message, "content").find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank && files == 0 && member(message, "embeds").empty() &&
        member(message, "components").empty()) {
        return {400, 50006, "Cannot send an empty message", {}};
    }
    return {};
}

}  // namespace emulators::discord
