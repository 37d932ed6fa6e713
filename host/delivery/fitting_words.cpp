// What is said in words: the words themselves, and what the channel has no part for.

#include "host/delivery/as_text.hpp"
#include "host/delivery/fitting.hpp"
#include "host/delivery/html_text.hpp"
#include "host/delivery/unfit.hpp"

namespace selat::delivery {

using model::content;

namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

void fitting::refuse(std::string_view what, std::string part) {
    if (!failure_) {
        failure_ = failure{code::unsupported, "the channel carries no " + std::string(what)};
        refused_ = std::move(part);
    }
}

std::string fitting::part(std::string_view name) const {
    if (!at_.empty() && name == "text") {
        return at_;
    }
    return at_ + "/" + std::string(!at_.empty() && name == "attachments" ? "image" : name);
}

std::string fitting::part(std::string_view name, std::size_t index) const {
    const bool is_image = !at_.empty() && name == "attachments";
    return part(name) + (is_image ? std::string{} : "/" + std::to_string(index));
}

bool fitting::refused(const content& from) {
    struct row {
        bool wrong;
        const char* name;
        const char* what;
    };
    const row rows[] = {
        {from.reaction && !channel_.reaction, "reaction", "reaction"},
        {from.template_ && !channel_.template_, "template", "template"},
        {from.selected.has_value(), "selected", "selected choice"},
        {from.call && !channel_.call, "call", "call"},
        {from.unsupported.has_value(), "unsupported", "content of an unsupported kind"}};
    for (const auto& each : rows) {
        if (each.wrong) {
            refuse(each.what, part(each.name));
            return true;
        }
    }
    return false;
}

content fitting::words_of(const content& from) {
    content words;
    words.text = is_blank(from.text) ? std::string{} : from.text;
    if (channel_.html) {
        words.html = from.html;
    } else if (!from.html.empty()) {
        const bool again = !words.text.empty();  // beside a text it says the same again
        words.text = again ? words.text : html_text(from.html);
        if (words.text.empty()) {
            refuse("html", part("html"));
        }
        note([&] {
            return change{part("html"), again ? "nothing, for the text says it" : "text",
                          "the channel shows no HTML"};
        });
    }
    if (channel_.subject) {
        words.subject = from.subject;
    } else if (!from.subject.empty()) {
        if (!words.html.empty()) {
            words.html = "<p>" + text_html(from.subject) + "</p>" + words.html;
        }
        words.text = from.subject + (words.text.empty() ? "" : "\n" + words.text);
        note([&] {
            return change{part("subject"), "the first line of the text",
                          "the channel has no subjects"};
        });
    }
    return words;
}

// Adds a line that stands for a `part` of the content; people call it `what`.
void fitting::say(content& words, const std::string& line, const char* what, std::string part) {
    if (channel_.text.max == 0 || is_blank(line)) {
        return refuse(what, std::move(part));
    }
    if (!words.html.empty()) {
        words.html += "<p>" + text_html(line) + "</p>";
    }
    if (!words.text.empty() || words.html.empty()) {
        words.text += (words.text.empty() ? "" : "\n") + line;
    }
}

void fitting::say_attachment(content& words, const model::attachment& one, std::size_t index) {
    const auto* kind = model::name_of(one.kind);
    say(words, as_text(one), kind, part("attachments", index));
    note([&] {
        return change{part("attachments", index), "a line of the text",
                      std::string("the channel carries no ") + kind};
    });
}

fitting::attachments fitting::take_attachments(const content& from, content& words) {
    attachments carried;
    for (std::size_t i = 0; i < from.attachments.size(); ++i) {
        const auto& each = from.attachments[i];
        if (channel_.attachments_max > 0 && channel_.attachments.contains(each.kind)) {
            carried.push_back(each);
        } else {
            say_attachment(words, each, i);
        }
    }
    return carried;
}

void fitting::say_places(const content& from, content& words) {
    if (from.location && !channel_.location) {
        say(words, as_text(*from.location), "location", part("location"));
        note([&] {
            return change{part("location"), "lines of the text", "the channel shows no places"};
        });
    }
    if (!from.contacts.empty() && !channel_.contacts) {
        for (std::size_t i = 0; i < from.contacts.size(); ++i) {
            say(words, as_text(from.contacts[i]), "contacts", part("contacts", i));
        }
        note([&] {
            return change{part("contacts"), "lines of the text", "the channel carries no contacts"};
        });
    }
}

// What the channel shows as choices; the others are said.
fitting::choices fitting::take_choices(const content& from, content& words, std::size_t number,
                                       buttons buttons) {
    if (from.choices.empty()) {
        return {};
    }
    choices shown;
    std::vector<std::size_t> links;
    for (std::size_t i = 0; i < from.choices.size(); ++i) {
        const auto& each = from.choices[i];
        if (each.url.empty() || channel_.choices.links) {
            shown.push_back(each);
        } else {
            links.push_back(i);
        }
    }
    auto why = why_unfit(shown, channel_);
    if (why.empty() && buttons == buttons::numbers_only) {
        why = "buttons vanish when more is said after them";
    }
    if (why.empty()) {
        for (const auto i : links) {
            say(words, as_link(from.choices[i]), "choices", part("choices", i));
            note([&] {
                return change{part("choices", i), "a line of the text",
                              why_unfit(from.choices[i], channel_)};
            });
        }
        return shown;
    }
    for (std::size_t i = 0; i < from.choices.size(); ++i) {
        say(words, numbered(from.choices[i], number++), "choices", part("choices", i));
    }
    note([&] { return change{part("choices"), "a numbered list in the text", why}; });
    return {};
}

}  // namespace selat::delivery
