#include "news.hpp"

#include "json_read.hpp"

namespace google {
namespace {

constexpr std::uint32_t typing_ms = 20'000;

void ignore(news& each, std::string_view why) {
    each.kind = news_kind::ignored;
    each.why = why;
}

// A line of the log takes no breaks, and no end of text.
std::string in_log(std::string_view word) {
    std::string out;
    for (const char c : word.substr(0, 100)) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           std::string_view("-_.:/+@ ").find(c) != std::string_view::npos;
        out += plain ? c : '?';
    }
    return out;
}

void tell_address(const news& each, selat::actions out) {
    out.address({.reach = each.reach,
                 .verified = true,
                 .address = each.from,
                 .name = each.author_name,
                 .locale = each.locale,
                 .attributes = each.attributes,
                 .address_context = each.address_context,
                 .at_ms = each.at_ms});
}

void tell_message(const news& each, selat::actions out) {
    if (!each.attributes.empty()) {
        tell_address(each, out);
    }
    out.inbound({.provider_id = each.provider_id,
                 .message_id = each.message_id,
                 .from = each.from,
                 .author_name = each.author_name,
                 .content = each.content,
                 .reply_to = each.reply_to,
                 .address_context = each.address_context,
                 .locale = each.locale,
                 .at_ms = each.at_ms,
                 .no_reply = each.no_reply,
                 .verified = true});
    // By its provider id alone can a message's media be asked for.
    if (!each.media.empty() && !each.provider_id.empty()) {
        out.fetch({.provider_id = each.provider_id, .url = each.media});
    }
}

}  // namespace

std::string unsupported(std::string_view kind) {
    return written({{"unsupported", {{"kind", kind.substr(0, 200)}}}});
}

void keep_within_limits(news& each) {
    if (each.kind == news_kind::ignored) {
        return;
    }
    for (auto* id : {&each.provider_id, &each.message_id, &each.reply_to, &each.locale}) {
        if (id->size() > SELAT_MAX_NAME) {
            id->clear();
        }
    }
    for (auto* text : {&each.address_context, &each.media}) {
        if (text->size() > SELAT_MAX_TEXT) {
            text->clear();
        }
    }
    if (each.kind == news_kind::receipt) {
        if (each.message_id.empty()) {
            ignore(each, "it names no message");
        }
    } else if (each.from.empty() || each.from.size() > SELAT_MAX_NAME) {
        ignore(each, "it names no customer");
    }
}

void tell(const news& each, selat::actions out) {
    switch (each.kind) {
    case news_kind::message: return tell_message(each, out);
    case news_kind::receipt:
        return out.receipt({.status = each.status,
                            .code = each.code,
                            .message_id = each.message_id,
                            .detail = each.detail,
                            .at_ms = each.at_ms});
    case news_kind::typing: return out.typing(each.from, each.on, typing_ms);
    case news_kind::address: return tell_address(each, out);
    case news_kind::ignored:
        out.log(SELAT_LOG_INFO, "event-ignored", each.why, {{"what", in_log(each.what)}});
    }
}

}  // namespace google
