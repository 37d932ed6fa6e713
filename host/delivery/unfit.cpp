#include "host/delivery/unfit.hpp"

#include "host/delivery/as_text.hpp"
#include "host/delivery/split_text.hpp"

namespace selat::delivery {
namespace {

const char* name_of(model::text_unit unit) {
    switch (unit) {
    case model::text_unit::utf16: return "UTF-16 unit";
    case model::text_unit::byte: return "byte";
    case model::text_unit::gsm7: return "GSM 7-bit character";
    case model::text_unit::code_point: break;
    }
    return "character";
}

// Empty when the text is short enough.
std::string too_long(const char* what, std::string_view text, std::size_t max,
                     model::text_unit unit) {
    const auto has = length(text, unit);
    return has <= max ? std::string{}
                      : std::string(what) + " has " + counted(max, name_of(unit)) +
                            " at most, and this one has " + std::to_string(has);
}

}  // namespace

std::string why_unfit(const model::choice& choice, const model::capabilities& channel) {
    if (!choice.url.empty() && !channel.choices.links) {
        return "the channel has no buttons that open links";
    }
    auto why =
        too_long("a choice's title", label(choice), channel.choices.title_max, channel.text.unit);
    return why.empty() ? too_long("a choice's payload", choice.payload, channel.choices.payload_max,
                                  channel.text.unit)
                       : why;
}

std::string why_unfit(const std::vector<model::choice>& together,
                      const model::capabilities& channel) {
    const auto most = channel.choices.max;
    if (!together.empty() && most == 0) {
        return "the channel shows no choices";
    }
    if (together.size() > most) {
        return "the channel shows " + counted(most, "choice") + " at most";
    }
    for (const auto& each : together) {
        if (auto why = why_unfit(each, channel); !why.empty()) {
            return why;
        }
    }
    return {};
}

std::string why_unfit(const model::card& card, const model::capabilities& channel) {
    const auto& limits = channel.cards;
    if (limits.max == 0) {
        return "the channel shows no cards";
    }
    if (!card.image.empty() && !limits.image) {
        return "the channel's cards have no pictures";
    }
    if (card.choices.size() > limits.choices_max) {
        return "a card has " + counted(limits.choices_max, "choice") + " at most";
    }
    auto why = too_long("a card's title", card.title, limits.title_max, channel.text.unit);
    if (why.empty()) {
        why = too_long("a card's text", card.text, limits.text_max, channel.text.unit);
    }
    for (const auto& each : card.choices) {
        why = why.empty() ? why_unfit(each, channel) : why;
    }
    return why;
}

std::string in_words(const model::text_limits& limits) {
    return counted(limits.max, name_of(limits.unit));
}

std::string counted(std::size_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace selat::delivery
