#pragma once
// A content on its way into the outgoings of a channel: what degrade() is made of.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/delivery/degrade.hpp"
#include "host/delivery/split_text.hpp"

namespace selat::delivery {

// Buttons vanish when more is said after them on some channels, so only what comes last has them.
enum class buttons { allowed, numbers_only };

class fitting {
public:
    // `told` is what was changed; null: nobody asks.
    fitting(const model::capabilities& channel, std::vector<change>* told)
        : channel_(channel), told_(told) {}

    // `number` is that of the content's first choice, should it need one.
    void carry(const model::content& from, std::size_t number, buttons buttons);
    result<std::vector<model::content>> finish() &&;
    [[nodiscard]] const std::string& refused_part() const { return refused_; }

private:
    using attachments = std::vector<model::attachment>;
    using choices = std::vector<model::choice>;

    bool refused(const model::content& from);
    void refuse(std::string_view what, std::string part);

    // Where it stands in the content that was given: what is said of a card is in the card.
    [[nodiscard]] std::string part(std::string_view name) const;
    [[nodiscard]] std::string part(std::string_view name, std::size_t index) const;
    template <class Make>
    void note(const Make& make) {
        if (told_ != nullptr) {
            told_->push_back(make());
        }
    }

    // What is said: the content's text, html and subject, and what there is no part for.
    model::content words_of(const model::content& from);
    void say(model::content& words, const std::string& line, const char* what, std::string part);
    void say_attachment(model::content& words, const model::attachment& one, std::size_t index);
    attachments take_attachments(const model::content& from, model::content& words);
    void say_places(const model::content& from, model::content& words);
    choices take_choices(const model::content& from, model::content& words, std::size_t number,
                         buttons buttons);

    bool put_words(model::content words, choices choices);
    void put_attachments(attachments all, bool said, bool asks);
    void put_places(const model::content& from);
    void put_cards(const model::content& from, std::size_t number);
    void put_card_in_words(const model::card& card, std::size_t number, buttons buttons);

    [[nodiscard]] std::size_t length_of(std::string_view text) const {
        return length(text, channel_.text.unit);
    }

    const model::capabilities& channel_;
    std::vector<change>* told_;
    std::string at_;  // JSON pointer of the card that is being said; empty: of all
    std::vector<model::content> out_;
    std::optional<failure> failure_;
    std::string refused_;
};

}  // namespace selat::delivery
