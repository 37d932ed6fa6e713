// Random contents on random channels: what comes out fits, and nothing of the text is lost.

#include "tests/unit/delivery/texts.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "host/delivery/as_text.hpp"
#include "host/delivery/degrade.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using model::capabilities;
using model::content;

namespace {

constexpr std::array kinds = {model::attachment_kind::image, model::attachment_kind::audio,
                              model::attachment_kind::video, model::attachment_kind::file,
                              model::attachment_kind::sticker};

class generator {
public:
    explicit generator(std::uint64_t seed) : random_(seed) {}

    capabilities channel() {
        capabilities out;
        out.text = {static_cast<std::uint32_t>(random_.chance() ? 40 + random_.below(60) : 5000),
                    random_.unit()};
        out.html = random_.chance();
        out.subject = random_.chance();
        for (const auto kind : kinds) {
            if (random_.chance()) {
                out.attachments.insert(kind);
            }
        }
        out.attachments_max = static_cast<std::uint32_t>(random_.below(4));
        out.caption = random_.chance();
        out.location = random_.chance();
        out.contacts = random_.chance();
        out.choices = {number(5), 5 + number(20), 5 + number(20), random_.chance()};
        out.cards = {number(4), number(30), number(60), number(4), random_.chance()};
        return out;
    }

    content any() {
        content out;
        out.text = maybe(20);
        out.subject = maybe(4);
        for (auto left = few(); left > 0; --left) {
            out.attachments.push_back({kinds[random_.below(kinds.size())],
                                       unique("https://f/"),
                                       random_.chance() ? unique("file") : "",
                                       {},
                                       0});
        }
        if (random_.chance()) {
            out.location = model::location{1.5, 2.5, maybe(2), maybe(2)};
        }
        for (auto left = few(); left > 0; --left) {
            out.contacts.push_back({unique("name"), {unique("+60")}, {}});
        }
        out.choices = choices();
        for (auto left = few(); left > 0; --left) {
            out.cards.push_back({unique("card"), maybe(8),
                                 random_.chance() ? unique("https://i/") : "", choices()});
        }
        if (out.empty()) {
            out.text = unique("text");
        }
        return out;
    }

private:
    std::uint32_t number(std::size_t below) {
        return static_cast<std::uint32_t>(random_.below(below));
    }
    std::size_t few() { return random_.chance() ? 0 : random_.below(5); }
    std::string unique(const std::string& prefix) { return prefix + std::to_string(++count_); }
    std::string maybe(std::size_t pieces) {
        return random_.chance() ? std::string{} : "t" + random_.text(pieces);
    }
    std::vector<model::choice> choices() {
        std::vector<model::choice> out;
        for (auto left = few(); left > 0; --left) {
            out.push_back({random_.chance() ? unique("c") : "t" + random_.text(3),
                           random_.chance() ? unique("payload") : "",
                           random_.below(5) == 0 ? unique("https://c/") : ""});
        }
        return out;
    }

    texts::source random_;
    int count_ = 0;
};

void require_fits(const model::choice& choice, const capabilities& channel) {
    const auto unit = channel.text.unit;
    REQUIRE(delivery::length(delivery::label(choice), unit) <= channel.choices.title_max);
    REQUIRE(delivery::length(choice.payload, unit) <= channel.choices.payload_max);
    REQUIRE((choice.url.empty() || channel.choices.links));
}

void require_fits(const model::card& card, const capabilities& channel) {
    const auto unit = channel.text.unit;
    REQUIRE(delivery::length(card.title, unit) <= channel.cards.title_max);
    REQUIRE(delivery::length(card.text, unit) <= channel.cards.text_max);
    REQUIRE((card.image.empty() || channel.cards.image));
    REQUIRE(card.choices.size() <= channel.cards.choices_max);
    for (const auto& each : card.choices) {
        require_fits(each, channel);
    }
}

void require_fits(const content& out, const capabilities& channel) {
    REQUIRE_FALSE(out.empty());
    REQUIRE(delivery::length(out.text, channel.text.unit) <= channel.text.max);
    REQUIRE((out.html.empty() || channel.html));
    REQUIRE((out.subject.empty() || channel.subject));
    REQUIRE(out.attachments.size() <= channel.attachments_max);
    for (const auto& each : out.attachments) {
        REQUIRE(channel.attachments.contains(each.kind));
    }
    REQUIRE((!out.location || channel.location));
    REQUIRE((out.contacts.empty() || channel.contacts));
    REQUIRE(out.choices.size() <= channel.choices.max);
    for (const auto& each : out.choices) {
        require_fits(each, channel);
    }
    REQUIRE(out.cards.size() <= channel.cards.max);
    for (const auto& each : out.cards) {
        require_fits(each, channel);
    }
    const bool words = !out.text.empty() || !out.html.empty() || !out.subject.empty();
    const int things = int(words || !out.choices.empty()) + int(!out.attachments.empty()) +
                       int(out.location.has_value()) + int(!out.contacts.empty()) +
                       int(!out.cards.empty());
    REQUIRE((things == 1 || (things == 2 && words && !out.attachments.empty() && channel.caption &&
                             out.choices.empty())));
}

// Everything that a reader gets to see, without spaces.
std::string shown(const std::vector<content>& outgoings) {
    std::string out;
    const auto add_choices = [&](const std::vector<model::choice>& choices) {
        for (const auto& each : choices) {
            out += each.title + each.payload + "\x1f" + each.url + "\x1f";
        }
    };
    for (const auto& each : outgoings) {
        out += each.subject + each.text;
        for (const auto& file : each.attachments) {
            out += "\x1f" + file.name + "\x1f" + file.url + "\x1f";
        }
        if (each.location) {
            out += each.location->name + "\x1f" + each.location->address;
        }
        for (const auto& person : each.contacts) {
            out += "\x1f" + person.name + "\x1f" + person.phones.at(0);
        }
        add_choices(each.choices);
        for (const auto& card : each.cards) {
            out += card.title + "\x1f" + card.text + "\x1f" + card.image;
            add_choices(card.choices);
        }
    }
    return texts::without_spaces(out);
}

void require_shown(const std::string& part, const std::string& all) {
    INFO("looking for " << part);
    REQUIRE(all.find(texts::without_spaces(part)) != all.npos);
}

void require_shown(const std::vector<model::choice>& choices, const std::string& all) {
    for (const auto& each : choices) {
        require_shown(delivery::label(each), all);
        require_shown(each.url, all);
    }
}

}  // namespace

TEST_CASE("random contents on random channels fit, and nothing that is to be read is lost") {
    generator random(42);
    for (int round = 0; round < 4000; ++round) {
        const auto channel = random.channel();
        const auto whole = random.any();
        INFO(model::write_content(whole));
        const auto outgoings = delivery::degrade(whole, channel);
        REQUIRE(outgoings);
        for (const auto& each : *outgoings) {
            INFO(model::write_content(each));
            require_fits(each, channel);
        }
        const auto all = shown(*outgoings);
        require_shown(whole.text, all);
        require_shown(whole.subject, all);
        for (const auto& each : whole.attachments) {
            require_shown(each.url, all);
            require_shown(each.name, all);
        }
        for (const auto& each : whole.contacts) {
            require_shown(each.name, all);
            require_shown(each.phones[0], all);
        }
        require_shown(whole.choices, all);
        for (const auto& each : whole.cards) {
            require_shown(each.title, all);
            require_shown(each.text, all);
            require_shown(each.image, all);
            require_shown(each.choices, all);
        }
    }
}
