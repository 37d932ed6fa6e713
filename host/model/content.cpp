#include "host/model/content.hpp"

#include <algorithm>
#include <array>

#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::model {
namespace {

using json = nlohmann::json;

// Deeper content is nobody's message, and writing it out again would exhaust the stack.
constexpr std::size_t deepest = 64;

constexpr std::array kinds = {
    std::pair{attachment_kind::image, "image"}, std::pair{attachment_kind::audio, "audio"},
    std::pair{attachment_kind::video, "video"}, std::pair{attachment_kind::file, "file"},
    std::pair{attachment_kind::sticker, "sticker"}};

// Collects the first thing that is wrong; every read after it does nothing.
class content_reader {
public:
    explicit content_reader(const json& document) : document_(document) {}

    content read();
    [[nodiscard]] const std::string& wrong() const { return wrong_; }

private:
    void complain(std::string_view part, const char* what) {
        if (wrong_.empty()) {
            wrong_ = "content." + std::string(part) + " " + what;
        }
    }
    const json* find(const json& object, const char* name, bool (json::*is)() const,
                     std::string_view path, const char* type) {
        const auto it = object.find(name);
        if (it == object.end() || it->is_null()) {
            return nullptr;
        }
        if (!((*it).*is)()) {
            complain(path, type);
            return nullptr;
        }
        return &*it;
    }
    std::string text(const json& object, const char* name, std::string_view path) {
        const auto* value = find(object, name, &json::is_string, path, "must be a string");
        return value == nullptr ? std::string{} : value->get<std::string>();
    }
    std::uint64_t number(const json& object, const char* name, std::string_view path) {
        const auto* value = find(object, name, &json::is_number, path, "must be a number");
        const double given = value == nullptr ? 0 : value->get<double>();
        constexpr double most = 9'007'199'254'740'992;  // 2^53: whole numbers are exact up to here
        return given > 0 ? static_cast<std::uint64_t>(std::min(given, most)) : 0;
    }
    const json* object(const char* name) {
        return find(document_, name, &json::is_object, name, "must be an object");
    }
    template <class Each>
    void each(const json& parent, const char* name, std::string_view path, Each&& body) {
        const auto* list = find(parent, name, &json::is_array, path, "must be an array");
        if (list == nullptr) {
            return;
        }
        for (const auto& item : *list) {
            if (!item.is_object()) {
                return complain(path, "must hold objects");
            }
            body(item);
        }
    }

    choice read_choice(const json& from, std::string_view path);
    attachment read_attachment(const json& from);
    void read_lists(content& out);
    void read_singles(content& out);

    const json& document_;
    std::string wrong_;
};

choice content_reader::read_choice(const json& from, std::string_view path) {
    choice out{text(from, "title", path), text(from, "payload", path), text(from, "url", path)};
    if (out.title.empty() && out.payload.empty()) {
        complain(path, "needs a title");
    }
    return out;
}

attachment content_reader::read_attachment(const json& from) {
    attachment out;
    const auto kind = attachment_kind_of(text(from, "kind", "attachments.kind"));
    if (!kind) {
        complain("attachments.kind", "must be image, audio, video, file or sticker");
    } else {
        out.kind = *kind;
    }
    out.url = text(from, "url", "attachments.url");
    out.mime = text(from, "mime", "attachments.mime");
    out.name = text(from, "name", "attachments.name");
    out.size = number(from, "size", "attachments.size");
    return out;
}

void content_reader::read_lists(content& out) {
    each(document_, "attachments", "attachments",
         [&](const json& item) { out.attachments.push_back(read_attachment(item)); });
    each(document_, "choices", "choices",
         [&](const json& item) { out.choices.push_back(read_choice(item, "choices")); });
    each(document_, "cards", "cards", [&](const json& item) {
        card next{text(item, "title", "cards.title"),
                  text(item, "text", "cards.text"),
                  text(item, "image", "cards.image"),
                  {}};
        each(item, "choices", "cards.choices", [&](const json& inner) {
            next.choices.push_back(read_choice(inner, "cards.choices"));
        });
        out.cards.push_back(std::move(next));
    });
    each(document_, "contacts", "contacts", [&](const json& item) {
        contact next{text(item, "name", "contacts.name"), {}, {}};
        for (auto [name, list] : {std::pair{"phones", &next.phones}, {"emails", &next.emails}}) {
            if (const auto* values =
                    find(item, name, &json::is_array, "contacts", "needs arrays of strings")) {
                for (const auto& value : *values) {
                    if (value.is_string()) {
                        list->push_back(value.get<std::string>());
                    }
                }
            }
        }
        out.contacts.push_back(std::move(next));
    });
}

void content_reader::read_singles(content& out) {
    if (const auto* from = object("location")) {
        const auto* latitude =
            find(*from, "latitude", &json::is_number, "location.latitude", "must be a number");
        const auto* longitude =
            find(*from, "longitude", &json::is_number, "location.longitude", "must be a number");
        if (latitude == nullptr || longitude == nullptr) {
            return complain("location", "needs latitude and longitude");
        }
        out.location = location{latitude->get<double>(), longitude->get<double>(),
                                text(*from, "name", "location.name"),
                                text(*from, "address", "location.address")};
    }
    if (const auto* from = object("selected")) {
        out.selected = read_choice(*from, "selected");
    }
    if (const auto* from = object("reaction")) {
        const auto* removed =
            find(*from, "removed", &json::is_boolean, "reaction.removed", "must be true or false");
        out.reaction =
            reaction{text(*from, "emoji", "reaction.emoji"), text(*from, "to", "reaction.to"),
                     removed != nullptr && removed->get<bool>()};
    }
    if (const auto* from = object("template")) {
        const auto parameters = from->find("parameters");
        out.template_ = message_template{
            text(*from, "name", "template.name"), text(*from, "language", "template.language"),
            parameters == from->end() ? std::string{} : parameters->dump()};
        if (out.template_->name.empty()) {
            complain("template", "needs a name");
        }
    }
    if (const auto* from = object("call")) {
        out.call = call{text(*from, "state", "call.state"),   text(*from, "from", "call.from"),
                        text(*from, "to", "call.to"),         text(*from, "digits", "call.digits"),
                        text(*from, "speech", "call.speech"), number(*from, "duration", "call")};
    }
    if (const auto* from = object("unsupported")) {
        out.unsupported = text(*from, "kind", "unsupported.kind");
    }
}

content content_reader::read() {
    content out;
    out.text = text(document_, "text", "text");
    out.html = text(document_, "html", "html");
    out.subject = text(document_, "subject", "subject");
    read_lists(out);
    read_singles(out);
    return out;
}

void write_choice(json_writer& out, const choice& value) {
    out.begin_object().member("title", value.title);
    out.optional("payload", value.payload).optional("url", value.url).end_object();
}

void write_choices(json_writer& out, const std::vector<choice>& values) {
    out.key("choices").begin_array();
    for (const auto& each : values) {
        write_choice(out, each);
    }
    out.end_array();
}

void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& values) {
    out.key(name).begin_array();
    for (const auto& each : values) {
        out.value(each);
    }
    out.end_array();
}

void write_lists(json_writer& out, const content& value) {
    if (!value.attachments.empty()) {
        out.key("attachments").begin_array();
        for (const auto& each : value.attachments) {
            out.begin_object().member("kind", name_of(each.kind)).optional("url", each.url);
            out.optional("mime", each.mime).optional("name", each.name);
            if (each.size != 0) {
                out.member("size", each.size);
            }
            out.end_object();
        }
        out.end_array();
    }
    if (!value.contacts.empty()) {
        out.key("contacts").begin_array();
        for (const auto& each : value.contacts) {
            out.begin_object().member("name", each.name);
            write_texts(out, "phones", each.phones);
            write_texts(out, "emails", each.emails);
            out.end_object();
        }
        out.end_array();
    }
    if (!value.choices.empty()) {
        write_choices(out, value.choices);
    }
    if (!value.cards.empty()) {
        out.key("cards").begin_array();
        for (const auto& each : value.cards) {
            out.begin_object().optional("title", each.title).optional("text", each.text);
            out.optional("image", each.image);
            if (!each.choices.empty()) {
                write_choices(out, each.choices);
            }
            out.end_object();
        }
        out.end_array();
    }
}

void write_singles(json_writer& out, const content& value) {
    if (value.location) {
        out.key("location").begin_object().member("latitude", value.location->latitude);
        out.member("longitude", value.location->longitude).optional("name", value.location->name);
        out.optional("address", value.location->address).end_object();
    }
    if (value.selected) {
        out.key("selected");
        write_choice(out, *value.selected);
    }
    if (value.reaction) {
        out.key("reaction").begin_object().member("emoji", value.reaction->emoji);
        out.member("to", value.reaction->to).member("removed", value.reaction->removed);
        out.end_object();
    }
    if (value.template_) {
        out.key("template").begin_object().member("name", value.template_->name);
        out.optional("language", value.template_->language);
        if (!value.template_->parameters.empty()) {
            out.key("parameters").raw(value.template_->parameters);
        }
        out.end_object();
    }
    if (value.call) {
        out.key("call").begin_object().optional("state", value.call->state);
        out.optional("from", value.call->from).optional("to", value.call->to);
        out.optional("digits", value.call->digits).optional("speech", value.call->speech);
        if (value.call->duration != 0) {
            out.member("duration", value.call->duration);
        }
        out.end_object();
    }
    if (value.unsupported) {
        out.key("unsupported").begin_object().member("kind", *value.unsupported).end_object();
    }
}

}  // namespace

bool content::empty() const {
    return text.empty() && html.empty() && subject.empty() && attachments.empty() && !location &&
           contacts.empty() && choices.empty() && !selected && cards.empty() && !reaction &&
           !template_ && !call && !unsupported;
}

result<content> read_content(std::string_view text) {
    if (!nests_within(text, deepest)) {
        return fail(code::invalid, "content is nested too deeply");
    }
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        return fail(code::invalid, "content is not JSON");
    }
    if (!document.is_object()) {
        return fail(code::invalid, "content must be an object");
    }
    content_reader reader(document);
    auto out = reader.read();
    if (!reader.wrong().empty()) {
        return fail(code::invalid, reader.wrong());
    }
    if (out.empty()) {
        return fail(code::invalid, "content needs at least one part");
    }
    return out;
}

std::string write_content(const content& value) {
    std::string text;
    json_writer out(text);
    out.begin_object().optional("text", value.text).optional("html", value.html);
    out.optional("subject", value.subject);
    write_lists(out, value);
    write_singles(out, value);
    out.end_object();
    return text;
}

const char* name_of(attachment_kind kind) {
    for (const auto& [value, name] : kinds) {
        if (value == kind) {
            return name;
        }
    }
    return "file";
}

std::optional<attachment_kind> attachment_kind_of(std::string_view name) {
    for (const auto& [value, text] : kinds) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

std::string plain_text(const content& value) {
    std::string out;
    const auto add = [&out](const std::string& text) {
        if (!text.empty()) {
            out += out.empty() ? "" : "\n";
            out += text;
        }
    };
    add(value.subject);
    add(value.text);
    if (value.selected) {
        add(value.selected->title.empty() ? value.selected->payload : value.selected->title);
    }
    for (const auto& each : value.cards) {
        add(each.title);
        add(each.text);
    }
    for (const auto& each : value.attachments) {
        add(each.name);
    }
    if (value.location) {
        add(value.location->name);
        add(value.location->address);
    }
    return out;
}

}  // namespace selat::model
