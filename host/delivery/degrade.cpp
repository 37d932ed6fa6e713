#include "host/delivery/degrade.hpp"

#include <algorithm>
#include <optional>

#include "host/delivery/as_text.hpp"
#include "host/delivery/html_text.hpp"
#include "host/delivery/split_text.hpp"

namespace selat::delivery {
namespace {

using model::content;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// Buttons vanish when more is said after them on some channels, so only what comes last has them.
enum class buttons { allowed, numbers_only };

class fitting {
public:
    explicit fitting(const model::capabilities& channel) : channel_(channel) {}

    // `number` is that of the content's first choice, should it need one.
    void carry(const content& from, std::size_t number, buttons buttons);
    result<std::vector<content>> finish() &&;

private:
    using attachments = std::vector<model::attachment>;
    using choices = std::vector<model::choice>;

    bool refused(const content& from);
    void refuse(std::string_view what);

    // What is said: the content's text, html and subject, and what there is no part for.
    content words_of(const content& from);
    void say(content& words, const std::string& line, const char* part);
    attachments take_attachments(const content& from, content& words);
    void say_places(const content& from, content& words);
    choices take_choices(const content& from, content& words, std::size_t number, buttons buttons);

    bool put_words(content words, choices choices);
    void put_attachments(attachments all, bool captioned);
    void put_places(const content& from);
    void put_cards(const content& from, std::size_t number);
    void put_card_in_words(const model::card& card, std::size_t number, buttons buttons);

    [[nodiscard]] bool fits(const model::choice& choice) const;
    [[nodiscard]] bool fits(const model::card& card) const;
    [[nodiscard]] std::size_t length_of(std::string_view text) const {
        return length(text, channel_.text.unit);
    }

    const model::capabilities& channel_;
    std::vector<content> out_;
    std::optional<failure> failure_;
};

void fitting::refuse(std::string_view what) {
    if (!failure_) {
        failure_ = failure{code::unsupported, "the channel carries no " + std::string(what)};
    }
}

bool fitting::refused(const content& from) {
    const std::pair<bool, const char*> parts[] = {
        {from.reaction && !channel_.reaction, "reaction"},
        {from.template_ && !channel_.template_, "template"},
        {from.selected.has_value(), "selected choice"},
        {from.call.has_value(), "call"},
        {from.unsupported.has_value(), "content of an unsupported kind"}};
    for (const auto& [wrong, part] : parts) {
        if (wrong) {
            refuse(part);
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
    } else if (words.text.empty() && !from.html.empty()) {  // beside a text it says the same again
        words.text = html_text(from.html);
        if (words.text.empty()) {
            refuse("html");
        }
    }
    if (channel_.subject) {
        words.subject = from.subject;
    } else if (!from.subject.empty()) {
        if (!words.html.empty()) {
            words.html = "<p>" + text_html(from.subject) + "</p>" + words.html;
        }
        words.text = from.subject + (words.text.empty() ? "" : "\n" + words.text);
    }
    return words;
}

// Adds a line that stands for a `part` of the content.
void fitting::say(content& words, const std::string& line, const char* part) {
    if (channel_.text.max == 0 || is_blank(line)) {
        return refuse(part);
    }
    if (!words.html.empty()) {
        words.html += "<p>" + text_html(line) + "</p>";
    }
    if (!words.text.empty() || words.html.empty()) {
        words.text += (words.text.empty() ? "" : "\n") + line;
    }
}

fitting::attachments fitting::take_attachments(const content& from, content& words) {
    attachments carried;
    for (const auto& each : from.attachments) {
        if (channel_.attachments_max > 0 && channel_.attachments.contains(each.kind)) {
            carried.push_back(each);
        } else {
            say(words, as_text(each), model::name_of(each.kind));
        }
    }
    return carried;
}

void fitting::say_places(const content& from, content& words) {
    if (from.location && !channel_.location) {
        say(words, as_text(*from.location), "location");
    }
    if (!channel_.contacts) {
        for (const auto& each : from.contacts) {
            say(words, as_text(each), "contacts");
        }
    }
}

// What the channel shows as choices; the others are said.
fitting::choices fitting::take_choices(const content& from, content& words, std::size_t number,
                                       buttons buttons) {
    choices shown;
    choices links;
    for (const auto& each : from.choices) {
        (each.url.empty() || channel_.choices.links ? shown : links).push_back(each);
    }
    const bool all_fit =
        std::all_of(shown.begin(), shown.end(), [this](const auto& each) { return fits(each); });
    if (buttons == buttons::allowed && shown.size() <= channel_.choices.max && all_fit) {
        for (const auto& each : links) {
            say(words, as_link(each), "choices");
        }
        return shown;
    }
    for (const auto& each : from.choices) {
        say(words, numbered(each, number++), "choices");
    }
    return {};
}

// Whether anything was put.
bool fitting::put_words(content words, choices choices) {
    const auto first = out_.size();
    if (!words.text.empty() && channel_.text.max == 0) {
        refuse("text");
    }
    for (auto& each : split_text(words.text, channel_.text)) {
        if (length_of(each) > channel_.text.max) {
            refuse("text that is longer than its first character");
        }
        out_.emplace_back().text = std::move(each);
    }
    const bool more = !words.html.empty() || !words.subject.empty() || !choices.empty();
    if (out_.size() == first && more) {
        out_.emplace_back();
    }
    if (out_.size() == first) {
        return false;
    }
    out_[first].html = std::move(words.html);
    out_[first].subject = std::move(words.subject);
    out_.back().choices = std::move(choices);
    return true;
}

// `captioned`: the words that were put last go with them.
void fitting::put_attachments(attachments all, bool captioned) {
    std::size_t room = captioned ? channel_.attachments_max : 0;
    for (auto& each : all) {
        if (room == 0) {
            out_.emplace_back();
            room = channel_.attachments_max;
        }
        out_.back().attachments.push_back(std::move(each));
        --room;
    }
}

void fitting::put_places(const content& from) {
    if (from.location && channel_.location) {
        out_.emplace_back().location = from.location;
    }
    if (!from.contacts.empty() && channel_.contacts) {
        out_.emplace_back().contacts = from.contacts;
    }
}

bool fitting::fits(const model::choice& choice) const {
    return length_of(label(choice)) <= channel_.choices.title_max &&
           length_of(choice.payload) <= channel_.choices.payload_max &&
           (choice.url.empty() || channel_.choices.links);
}

bool fitting::fits(const model::card& card) const {
    const auto& limits = channel_.cards;
    return limits.max > 0 && length_of(card.title) <= limits.title_max &&
           length_of(card.text) <= limits.text_max && (card.image.empty() || limits.image) &&
           card.choices.size() <= limits.choices_max &&
           std::all_of(card.choices.begin(), card.choices.end(),
                       [this](const auto& each) { return fits(each); });
}

void fitting::put_card_in_words(const model::card& card, std::size_t number, buttons buttons) {
    content words;
    words.text = card.title + (card.title.empty() || card.text.empty() ? "" : "\n") + card.text;
    if (!card.image.empty()) {
        words.attachments.push_back({model::attachment_kind::image, card.image, {}, {}, 0});
    }
    words.choices = card.choices;
    carry(words, number, buttons);
}

void fitting::put_cards(const content& from, std::size_t number) {
    const bool last = from.choices.empty() && from.cards.size() == 1;
    std::size_t together = 0;  // cards in the outgoing that was put last
    for (const auto& card : from.cards) {
        if (fits(card)) {
            if (together % channel_.cards.max == 0) {
                out_.emplace_back();
            }
            out_.back().cards.push_back(card);
            ++together;
        } else {
            put_card_in_words(card, number, last ? buttons::allowed : buttons::numbers_only);
            together = 0;
        }
        number += card.choices.size();
    }
}

void fitting::carry(const content& from, std::size_t number, buttons buttons) {
    if (refused(from)) {
        return;
    }
    auto words = words_of(from);
    auto carried = take_attachments(from, words);
    say_places(from, words);
    auto choices = take_choices(from, words, number, buttons);
    if (from.template_) {
        out_.emplace_back().template_ = from.template_;
    }
    if (from.reaction) {
        out_.emplace_back().reaction = from.reaction;
    }
    const bool asks = !choices.empty();
    const bool said = !asks && put_words(words, {});
    put_attachments(std::move(carried), said && channel_.caption);
    put_places(from);
    put_cards(from, number + from.choices.size());
    if (asks) {
        put_words(std::move(words), std::move(choices));
    }
}

result<std::vector<content>> fitting::finish() && {
    if (failure_) {
        return tl::unexpected(*std::move(failure_));
    }
    if (out_.empty()) {
        return fail(code::invalid, "there is nothing to send");
    }
    return std::move(out_);
}

}  // namespace

result<std::vector<content>> degrade(const content& content,
                                     const model::capabilities& capabilities) {
    fitting fitting(capabilities);
    fitting.carry(content, 1, buttons::allowed);
    return std::move(fitting).finish();
}

}  // namespace selat::delivery
