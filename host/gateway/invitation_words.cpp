#include "host/gateway/invitation_words.hpp"

#include <algorithm>
#include <array>

#include "host/gateway/phrases.hpp"

#include <fmt/format.h>

namespace selat::gateway {
namespace {

constexpr std::string_view place = "{code}";

// {0} is where; of `code` the code.
struct phrase {
    std::string_view language;
    std::string_view open;
    std::string_view call;
    std::string_view text;
    std::string_view mail;
    std::string_view code;
};

constexpr std::array phrases{
    phrase{"en", "Let us go on here: {0}", "You can call us: {0}", "You can text us: {0}",
           "You can write to us: {0}", "Put this code in your message: {0}"},
    phrase{"ms", "Mari kita teruskan di sini: {0}", "Anda boleh menelefon kami: {0}",
           "Anda boleh menghantar SMS kepada kami: {0}", "Anda boleh menulis kepada kami: {0}",
           "Sertakan kod ini dalam mesej anda: {0}"},
    phrase{"id", "Mari kita lanjutkan di sini: {0}", "Anda dapat menelepon kami: {0}",
           "Anda dapat mengirim SMS kepada kami: {0}", "Anda dapat menulis kepada kami: {0}",
           "Cantumkan kode ini dalam pesan Anda: {0}"},
    phrase{"zh", "我们可以在这里继续：{0}", "您可以致电：{0}", "您可以发短信至：{0}",
           "您可以写信至：{0}", "请在信息中写上此代码：{0}"},
    phrase{"ta", "இங்கே தொடரலாம்: {0}", "எங்களை அழைக்கலாம்: {0}", "எங்களுக்கு SMS அனுப்பலாம்: {0}",
           "எங்களுக்கு எழுதலாம்: {0}", "உங்கள் செய்தியில் இந்தக் குறியீட்டைச் சேர்க்கவும்: {0}"},
};

// "tel:+60312345678" and "mailto:help@shop.example?subject=…" as people write them.
std::string_view bare(std::string_view link) {
    link.remove_prefix(link.find(':') + 1);
    return link.substr(0, link.find('?'));
}

}  // namespace

std::string invitation_words(std::string_view locale, std::string_view link,
                             std::string_view code) {
    const auto& phrase = phrase_for(locale, phrases);
    const auto say = [](std::string_view how, std::string_view what) {
        return fmt::format(fmt::runtime(how), what);
    };
    const bool call = link.starts_with("tel:");
    const bool text = link.starts_with("sms:");
    if (!call && !text && !link.starts_with("mailto:")) {
        return say(phrase.open, link);
    }
    auto out = say(call ? phrase.call : text ? phrase.text : phrase.mail, bare(link));
    if (!call && !code.empty()) {
        out += "\n" + say(phrase.code, code);
    }
    return out;
}

std::string with_code(std::string link, std::string_view code) {
    for (auto at = link.find(place); at != link.npos; at = link.find(place, at + code.size())) {
        link.replace(at, place.size(), code);
    }
    return link;
}

}  // namespace selat::gateway
