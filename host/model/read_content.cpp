#include <algorithm>
#include <utility>

#include "host/model/content.hpp"
#include "host/model/content_check.hpp"
#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::model {
namespace {

using json = nlohmann::json;

// Deeper content is nobody's message, and writing it out again would exhaust the stack.
constexpr std::size_t deepest = 64;

// Reads all that can be read and collects what is wrong.
class content_reader {
public:
    explicit content_reader(const json& document) : document_(document) {}

    content read();
    [[nodiscard]] const std::vector<content_fault>& faults() const { return faults_; }

private:
    // `part` is how people call it; `member` is the one that is wrong of what is being read.
    void complain(std::string_view part, const char* what, const char* member = nullptr) {
        auto pointer = at_;
        if (member != nullptr) {
            (pointer += '/') += member;
        }
        faults_.push_back({std::move(pointer), "content." + std::string(part) + " " + what});
    }
    // Only when nothing else was wrong since there were so many faults.
    void complain_unless_more_than(std::size_t before, std::string_view part, const char* what,
                                   const char* member = nullptr) {
        if (faults_.size() == before) {
            complain(part, what, member);
        }
    }
    const json* find(const json& object, const char* name, bool (json::*is)() const,
                     std::string_view path, const char* type) {
        const auto it = object.find(name);
        if (it == object.end() || it->is_null()) {
            return nullptr;
        }
        if (!((*it).*is)()) {
            complain(path, type, name);
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
    template <class Body>
    void within(const char* name, Body&& body) {
        if (const auto* part = find(document_, name, &json::is_object, name, "must be an object")) {
            const auto before = at_.size();
            (at_ += '/') += name;
            body(*part);
            at_.resize(before);
        }
    }
    template <class Each>
    void each(const json& parent, const char* name, std::string_view path, Each&& body) {
        const auto* list = find(parent, name, &json::is_array, path, "must be an array");
        if (list == nullptr) {
            return;
        }
        const auto before = at_.size();
        for (std::size_t i = 0; i < list->size(); ++i) {
            ((at_ += '/') += name) += '/' + std::to_string(i);
            if (const auto& item = (*list)[i]; item.is_object()) {
                body(item);
            } else {
                complain(path, "must hold objects");
            }
            at_.resize(before);
        }
    }

    choice read_choice(const json& from, std::string_view path);
    attachment read_attachment(const json& from);
    contact read_contact(const json& from);
    void read_lists(content& out);
    void read_singles(content& out);
    location read_location(const json& from);

    const json& document_;
    std::string at_;  // JSON pointer of what is being read
    std::vector<content_fault> faults_;
};

choice content_reader::read_choice(const json& from, std::string_view path) {
    const auto before = faults_.size();
    choice out{text(from, "title", path), text(from, "payload", path), text(from, "url", path)};
    if (out.title.empty() && out.payload.empty()) {
        complain_unless_more_than(before, path, "needs a title");
    }
    return out;
}

attachment content_reader::read_attachment(const json& from) {
    attachment out;
    const auto before = faults_.size();
    const auto kind = attachment_kind_of(text(from, "kind", "attachments.kind"));
    if (!kind) {
        complain_unless_more_than(before, "attachments.kind",
                                  "must be image, audio, video, file or sticker",
                                  from.contains("kind") ? "kind" : nullptr);
    } else {
        out.kind = *kind;
    }
    out.url = text(from, "url", "attachments.url");
    out.mime = text(from, "mime", "attachments.mime");
    out.name = text(from, "name", "attachments.name");
    out.size = number(from, "size", "attachments.size");
    return out;
}

contact content_reader::read_contact(const json& from) {
    contact out{text(from, "name", "contacts.name"), {}, {}};
    for (auto [name, list] : {std::pair{"phones", &out.phones}, {"emails", &out.emails}}) {
        if (const auto* values =
                find(from, name, &json::is_array, "contacts", "needs arrays of strings")) {
            for (const auto& value : *values) {
                if (value.is_string()) {
                    list->push_back(value.get<std::string>());
                }
            }
        }
    }
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
    each(document_, "contacts", "contacts",
         [&](const json& item) { out.contacts.push_back(read_contact(item)); });
}

location content_reader::read_location(const json& from) {
    const auto before = faults_.size();
    const auto* latitude =
        find(from, "latitude", &json::is_number, "location.latitude", "must be a number");
    const auto* longitude =
        find(from, "longitude", &json::is_number, "location.longitude", "must be a number");
    if (latitude == nullptr || longitude == nullptr) {
        complain_unless_more_than(before, "location", "needs latitude and longitude");
        return {};
    }
    return {latitude->get<double>(), longitude->get<double>(), text(from, "name", "location.name"),
            text(from, "address", "location.address")};
}

void content_reader::read_singles(content& out) {
    within("location", [&](const json& from) { out.location = read_location(from); });
    within("selected", [&](const json& from) { out.selected = read_choice(from, "selected"); });
    within("reaction", [&](const json& from) {
        const auto* removed =
            find(from, "removed", &json::is_boolean, "reaction.removed", "must be true or false");
        out.reaction =
            reaction{text(from, "emoji", "reaction.emoji"), text(from, "to", "reaction.to"),
                     removed != nullptr && removed->get<bool>()};
    });
    within("template", [&](const json& from) {
        const auto before = faults_.size();
        const auto* parameters = find(from, "parameters", &json::is_structured,
                                      "template.parameters", "must be an object or an array");
        out.template_ = message_template{
            text(from, "name", "template.name"), text(from, "language", "template.language"),
            parameters == nullptr ? std::string{} : parameters->dump()};
        if (out.template_->name.empty()) {
            complain_unless_more_than(before, "template", "needs a name");
        }
    });
    within("call", [&](const json& from) {
        const auto* parameters =
            find(from, "parameters", &json::is_object, "call.parameters", "must be an object");
        out.call = call{text(from, "state", "call.state"),
                        text(from, "from", "call.from"),
                        text(from, "to", "call.to"),
                        text(from, "digits", "call.digits"),
                        text(from, "speech", "call.speech"),
                        number(from, "duration", "call"),
                        parameters == nullptr ? std::string{} : parameters->dump()};
    });
    within("unsupported",
           [&](const json& from) { out.unsupported = text(from, "kind", "unsupported.kind"); });
}

content content_reader::read() {
    content out;
    out.text = text(document_, "text", "text");
    out.html = text(document_, "html", "html");
    out.subject = text(document_, "subject", "subject");
    read_lists(out);
    read_singles(out);
    if (faults_.empty() && out.empty()) {
        faults_.push_back({{}, "content needs at least one part"});
    }
    return out;
}

// What can be read of a content, and all that is wrong with it.
struct outcome {
    content value;
    std::vector<content_fault> faults;
};

outcome nothing_but(const char* fault) {
    outcome out;
    out.faults.push_back({{}, fault});
    return out;
}

outcome read_all(std::string_view text) {
    if (!nests_within(text, deepest)) {
        return nothing_but("content is nested too deeply");
    }
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        return nothing_but("content is not JSON");
    }
    if (!document.is_object()) {
        return nothing_but("content must be an object");
    }
    content_reader reader(document);
    auto value = reader.read();
    return {std::move(value), reader.faults()};
}

}  // namespace

result<content> read_content(std::string_view text) {
    auto read = read_all(text);
    if (!read.faults.empty()) {
        return fail(code::invalid, std::move(read.faults.front().text));
    }
    return std::move(read.value);
}

std::vector<content_fault> check_content(std::string_view text) { return read_all(text).faults; }

}  // namespace selat::model
