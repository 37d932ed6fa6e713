#include "host/cli/preview_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace selat::cli {
namespace {

struct row {
    const char* name;
    std::string text;
};

// What there is of `parts`, with `between` them.
std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string out;
    for (const auto& each : parts) {
        if (!each.empty()) {
            out += (out.empty() ? "" : between) + each;
        }
    }
    return out;
}

std::string buttons(const std::vector<model::choice>& choices) {
    std::string out;
    for (const auto& each : choices) {
        const auto& title = each.title.empty() ? each.payload : each.title;
        out += fmt::format("{}[{}{}]", out.empty() ? "" : " ", title,
                           each.url.empty() ? "" : " -> " + each.url);
    }
    return out;
}

std::string as_text(const model::attachment& one) {
    return joined({one.name, one.url, one.mime}, "  ");
}

std::string as_text(const model::location& place) {
    return joined(
        {place.name, place.address, fmt::format("{}, {}", place.latitude, place.longitude)}, "\n");
}

std::string as_text(const model::contact& one) {
    return joined({one.name, fmt::format("{}", fmt::join(one.phones, ", ")),
                   fmt::format("{}", fmt::join(one.emails, ", "))},
                  "\n");
}

std::string as_text(const model::card& one) {
    return joined({one.title, one.text, one.image, buttons(one.choices)}, "\n");
}

std::string as_text(const model::call& one) {
    return joined({one.state, one.from, one.to, one.digits, one.speech, one.parameters}, "  ");
}

std::vector<row> rows_of(const model::content& message) {
    std::vector<row> out;
    const auto add = [&out](const char* name, std::string text) {
        if (!text.empty()) {
            out.push_back({name, std::move(text)});
        }
    };
    add("subject", message.subject);
    add("text", message.text);
    add("html", message.html);
    for (const auto& each : message.attachments) {
        add(model::name_of(each.kind), as_text(each));
    }
    add("location", message.location ? as_text(*message.location) : "");
    for (const auto& each : message.contacts) {
        add("contact", as_text(each));
    }
    for (const auto& each : message.cards) {
        add("card", as_text(each));
    }
    add("choices", buttons(message.choices));
    if (const auto& one = message.template_) {
        add("template", joined({one->name, one->language, one->parameters}, "  "));
    }
    if (const auto& one = message.reaction) {
        add("reaction",
            joined({one->emoji, one->removed ? "(removed)" : "", "to " + one->to}, " "));
    }
    add("call", message.call ? as_text(*message.call) : "");
    return out;
}

std::string indented(std::string text, std::size_t width) {
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        text.insert(at + 1, width, ' ');
    }
    return text;
}

}  // namespace

std::string preview_text(const std::vector<model::content>& messages) {
    const auto digits = std::to_string(messages.size()).size();
    std::size_t names = 0;
    for (const auto& message : messages) {
        const auto rows = rows_of(message);
        for (const auto& each : rows) {
            names = std::max(names, std::string_view(each.name).size());
        }
    }
    constexpr std::size_t gap = 2;
    std::string out;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        auto number = std::to_string(i + 1);
        const auto rows = rows_of(messages[i]);
        for (const auto& each : rows) {
            out += fmt::format("{:>{}}  {:<{}}  {}\n", number, digits, each.name, names,
                               indented(each.text, digits + gap + names + gap));
            number.clear();
        }
    }
    return out;
}

}  // namespace selat::cli
