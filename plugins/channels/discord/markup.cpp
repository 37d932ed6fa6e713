#include "markup.hpp"

#include "places.hpp"
#include "snowflake.hpp"

#include <ctime>

namespace discord {
namespace {

std::string mentioned(std::string_view id, const json& mentions) {
    for (const auto& each : mentions) {
        if (text_of(each, "id") == id) {
            return "@" + name_of(each, member(each, "member"));
        }
    }
    return "@" + std::string(id);
}

std::string moment(std::string_view seconds) {
    const auto at = static_cast<std::time_t>(number_in(seconds));
    std::tm parts{};
    char text[32];
    if (gmtime_r(&at, &parts) == nullptr) {
        return std::string(seconds);
    }
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts)};
}

// The name between the colons of "a:NAME:ID" or ":NAME:ID"; empty when it is no emoji.
std::string emoji(std::string_view inside) {
    if (inside.starts_with("a:")) {
        inside.remove_prefix(1);
    }
    const auto end = inside.rfind(':');
    if (end == 0 || end == inside.npos || inside[0] != ':' || !is_id(inside.substr(end + 1))) {
        return {};
    }
    return std::string(inside.substr(0, end + 1));
}

// What "<INSIDE>" stands for; empty when it is ordinary text.
std::string meaning_of(std::string_view inside, const json& mentions) {
    const auto behind = [&](std::string_view prefix) {
        return inside.starts_with(prefix) && is_id(inside.substr(prefix.size()))
                   ? inside.substr(prefix.size())
                   : std::string_view{};
    };
    for (const std::string_view user : {"@!", "@"}) {
        if (const auto id = behind(user); !id.empty()) {
            return mentioned(id, mentions);
        }
    }
    if (!behind("@&").empty()) {
        return "@role";
    }
    if (!behind("#").empty()) {
        return "#channel";
    }
    if (inside.starts_with("t:")) {
        const auto seconds = inside.substr(2, inside.find(':', 2) - 2);
        return is_id(seconds) ? moment(seconds) : std::string();
    }
    if (inside.starts_with('/')) {
        const auto end = inside.rfind(':');
        return end != inside.npos && is_id(inside.substr(end + 1))
                   ? std::string(inside.substr(0, end))
                   : std::string();
    }
    return emoji(inside);
}

}  // namespace

std::string plain(std::string_view text, const json& mentions) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto start = text.find('<');
        const auto end = start == text.npos ? start : text.find('>', start);
        if (end == text.npos) {
            return out.append(text);
        }
        out.append(text.substr(0, start));
        text.remove_prefix(start);
        const auto meaning = meaning_of(text.substr(1, end - start - 1), mentions);
        const auto taken = meaning.empty() ? 1 : end - start + 1;
        out.append(meaning.empty() ? text.substr(0, 1) : std::string_view(meaning));
        text.remove_prefix(taken);
    }
    return out;
}

}  // namespace discord
