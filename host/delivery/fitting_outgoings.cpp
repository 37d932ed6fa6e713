// The outgoings, one after the other.

#include "host/delivery/fitting.hpp"
#include "host/delivery/unfit.hpp"

namespace selat::delivery {

using model::content;

// Whether anything was put.
bool fitting::put_words(content words, choices choices) {
    const auto first = out_.size();
    if (!words.text.empty() && channel_.text.max == 0) {
        refuse("text", part("text"));
    }
    for (auto& each : split_text(words.text, channel_.text)) {
        if (length_of(each) > channel_.text.max) {
            refuse("text that is longer than its first character", part("text"));
        }
        out_.emplace_back().text = std::move(each);
    }
    if (out_.size() > first + 1) {
        note([&] {
            return change{part("text"), counted(out_.size() - first, "message"),
                          "the channel takes " + in_words(channel_.text) + " in one"};
        });
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

// `said`: words were put last, and take them along where they can; `asks`: words will follow.
void fitting::put_attachments(attachments all, bool said, bool asks) {
    const bool captioned = said && channel_.caption;
    const auto first = out_.size();
    std::size_t room = captioned ? channel_.attachments_max : 0;
    for (auto& each : all) {
        if (room == 0) {
            out_.emplace_back();
            room = channel_.attachments_max;
        }
        out_.back().attachments.push_back(std::move(each));
        --room;
    }
    const auto messages = out_.size() - first + (captioned ? 1U : 0U);
    if (messages > 1) {
        note([&] {
            return change{part("attachments"), counted(messages, "message"),
                          "the channel takes " + counted(channel_.attachments_max, "attachment") +
                              " in one"};
        });
    } else if (out_.size() > first && (said || asks)) {
        note([&] {
            return change{part("attachments"), "a message of its own",
                          asks ? "what has choices goes last"
                               : "the channel takes no words beside attachments"};
        });
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
    std::size_t carried = 0;
    std::size_t together = 0;  // cards in the outgoing that was put last
    std::size_t messages = 0;
    for (std::size_t i = 0; i < from.cards.size(); ++i) {
        const auto& card = from.cards[i];
        if (const auto why = why_unfit(card, channel_); why.empty()) {
            if (together % channel_.cards.max == 0) {
                out_.emplace_back();
                ++messages;
            }
            out_.back().cards.push_back(card);
            ++together;
            ++carried;
        } else {
            at_ = "/cards/" + std::to_string(i);
            note([&] { return change{at_, "text", why}; });
            put_card_in_words(card, number, last ? buttons::allowed : buttons::numbers_only);
            at_.clear();
            together = 0;
        }
        number += card.choices.size();
    }
    if (carried > channel_.cards.max) {
        note([&] {
            return change{part("cards"), counted(messages, "message"),
                          "the channel takes " + counted(channel_.cards.max, "card") + " in one"};
        });
    }
}

void fitting::carry(const content& from, std::size_t number, buttons buttons) {
    if (refused(from)) {
        return;
    }
    if (from.call) {  // what is said belongs to what the call does
        out_.push_back(from);
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
    put_attachments(std::move(carried), said, asks);
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

}  // namespace selat::delivery
