#include "interaction.hpp"

#include "snowflake.hpp"

namespace discord {
namespace {

constexpr int deepest = 8;  // Discord nests a group, a command and its options; a form less

// What somebody says, in the form of a message, so that it is read as one.
class saying {
public:
    explicit saying(const json& resolved) : resolved_(resolved) {
        for (const auto& each : member(resolved, "users")) {
            message_["mentions"].push_back(each);
        }
    }
    void line(const std::string& text) {
        if (!text.empty()) {
            words_ += (words_.empty() ? "" : "\n") + text;
        }
    }
    void file(const std::string& id) {
        if (const auto& found = member(member(resolved_, "attachments"), id.c_str());
            found.is_object()) {
            message_["attachments"].push_back(found);
        }
    }
    [[nodiscard]] read_message read() {
        if (words_.empty() && !message_.contains("attachments")) {
            return {};
        }
        message_["content"] = words_;
        return discord::read(message_);
    }

private:
    const json& resolved_;
    json message_ = json::object();
    std::string words_;
};

std::string value_of(const json& option) {
    const auto& value = member(option, "value");
    if (value.is_string()) {
        return value.get<std::string>();
    }
    return value.is_number() || value.is_boolean() ? written(value) : std::string();
}

// Our own command: its words as if they were written.
void add_words(const json& options, saying& said) {
    for (const auto& each : options) {
        if (number_of(each, "type") == attachment_option) {
            said.file(text_of(each, "value"));
        } else {
            said.line(value_of(each));
        }
    }
}

// Any other, as it is typed.
void add_typed(const json& options, std::string& line, saying& said, int depth = 0) {
    if (depth == deepest) {
        return;
    }
    for (const auto& each : options) {
        const auto type = number_of(each, "type");
        line += " " + text_of(each, "name");
        if (type == attachment_option) {
            said.file(text_of(each, "value"));
        } else if (type != subcommand_option && type != group_option) {
            line += ":" + value_of(each);
        }
        add_typed(member(each, "options"), line, said, depth + 1);
    }
}

// The message that a command was used on, below the command's name.
read_message on_a_message(const json& about) {
    const auto target = text_of(about, "target_id");
    auto message = member(member(member(about, "resolved"), "messages"), target.c_str());
    if (!message.is_object()) {
        message = json::object();
    }
    const auto quoted = text_of(message, "content");
    message["content"] = text_of(about, "name") + (quoted.empty() ? "" : "\n" + quoted);
    message.erase("message_reference");
    return read(message);
}

read_message read_command(const json& about, const std::string& ours) {
    const auto name = text_of(about, "name");
    const auto type = number_of(about, "type", typed_command);
    if (name.empty()) {
        return {};
    }
    if (type == message_command) {
        return on_a_message(about);
    }
    const auto& resolved = member(about, "resolved");
    saying said(resolved);
    if (type == user_command) {
        const auto target = text_of(about, "target_id");
        said.line(name + ": <@" + target + ">");
    } else if (name == ours) {
        add_words(member(about, "options"), said);
    } else {
        auto line = "/" + name;
        add_typed(member(about, "options"), line, said);
        said.line(line);
    }
    return said.read();
}

// Rows and labels around what was typed.
void add_fields(const json& components, saying& said, int depth = 0) {
    if (depth == deepest) {
        return;
    }
    for (const auto& each : components) {
        said.line(text_of(each, "value"));
        for (const auto& value : member(each, "values")) {
            said.line(value.is_string() ? value.get<std::string>() : std::string());
        }
        add_fields(member(each, "components"), said, depth + 1);
        if (const auto& inner = member(each, "component"); inner.is_object()) {
            add_fields(json::array({inner}), said, depth + 1);
        }
    }
}

read_message read_form(const json& about) {
    saying said(member(about, "resolved"));
    add_fields(member(about, "components"), said);
    auto out = said.read();
    if (out.content.empty()) {
        out.content = written({{"unsupported", {{"kind", "form"}}}});  // sent with nothing in it
    }
    return out;
}

}  // namespace

read_message read_interaction(const json& interaction, const std::string& command) {
    const auto& about = member(interaction, "data");
    switch (number_of(interaction, "type")) {
    case used_command: return read_command(about, command);
    case used_component: {
        const auto on = text_of(member(interaction, "message"), "id");
        return {.content = read_choice(interaction),
                .files = {},
                .reply_to = is_id(on) ? on : std::string()};
    }
    case sent_form: return read_form(about);
    default: return {};
    }
}

}  // namespace discord
