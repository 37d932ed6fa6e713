#include "news.hpp"

#include <algorithm>

namespace meta {
namespace {

// Of one piece of news: a message, what is known of its author.
constexpr std::size_t most_needed = 2;

void ignore(news& each, std::string_view why) {
    each.kind = news_kind::ignored;
    each.why = why;
}

bool needs_customer(news_kind kind) {
    return kind == news_kind::message || kind == news_kind::edit || kind == news_kind::removal ||
           kind == news_kind::address;
}

// A line of the log takes no breaks, and no end of text.
std::string in_log(std::string_view word) {
    std::string out;
    for (const char c : word.substr(0, 100)) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           std::string_view("-_.:/ ").find(c) != std::string_view::npos;
        out += plain ? c : '?';
    }
    return out;
}

}  // namespace

void keep_within_limits(news& each) {
    for (auto* id : {&each.provider_id, &each.message_id, &each.author, &each.reply_to,
                     &each.identity, &each.message, &each.provider_code}) {
        if (id->size() > SELAT_MAX_NAME) {
            id->clear();
        }
    }
    std::erase_if(each.media, [](const wanted_medium& medium) {
        return medium.url.size() > SELAT_MAX_TEXT || medium.id.size() > SELAT_MAX_NAME;
    });
    if (needs_customer(each.kind) && (each.from.empty() || each.from.size() > SELAT_MAX_NAME)) {
        ignore(each, "it names no customer");
    } else if ((each.kind == news_kind::edit || each.kind == news_kind::removal) &&
               each.message_id.empty()) {
        ignore(each, "it names no message");
    } else if (each.kind == news_kind::receipt && each.message_id.empty() && each.message.empty() &&
               (each.from.empty() || each.up_to_ms <= 0)) {
        ignore(each, "it names no message");
    }
}

std::string write_newest(const news& each) {
    return std::to_string(each.at_ms) + " " +
           (each.message_id.empty() ? each.provider_id : each.message_id);
}

std::string_view read_newest(std::string_view address_context) {
    const auto space = address_context.find(' ');
    return space == std::string_view::npos ? std::string_view{} : address_context.substr(space + 1);
}

teller::teller(selat::actions out, std::size_t expected, std::string_view graph,
               std::string_view authorization)
    : out_(out), graph_(graph), authorization_(authorization),
      room_(SELAT_MAX_ACTIONS -
            std::min<std::size_t>(most_needed * expected + 1, SELAT_MAX_ACTIONS)) {}

bool teller::spare() { return room_ > 0 && room_-- > 0; }

void teller::tell(const news& each) {
    switch (each.kind) {
    case news_kind::message: return tell_message(each);
    case news_kind::edit:
    case news_kind::removal:
        out_.amend({.deleted = each.kind == news_kind::removal,
                    .provider_id = each.provider_id,
                    .message_id = each.message_id,
                    .from = each.from,
                    .content = each.content,
                    .at_ms = each.at_ms});
        return fetch(each);
    case news_kind::receipt:
        return out_.receipt({.status = each.status,
                             .code = each.code,
                             .message_id = each.message_id,
                             .address = each.all_before || each.up_to_ms > 0
                                            ? std::string_view(each.from)
                                            : std::string_view(),
                             .up_to_ms = each.up_to_ms,
                             .provider_code = each.provider_code,
                             .detail = each.why,
                             .at_ms = each.at_ms,
                             .message = each.message});
    case news_kind::address: {
        const auto context = each.opens_window ? write_newest(each) : std::string();
        return out_.address({.verified = true,
                             .address = each.from,
                             .name = each.author_name,
                             .attributes = each.attributes,
                             .identity = each.identity,
                             .address_context = context,
                             .at_ms = each.at_ms});
    }
    case news_kind::account: return out_.status(each.well, each.well ? "" : each.why);
    case news_kind::ignored:
        if (spare()) {
            out_.log(SELAT_LOG_INFO, "event-ignored", each.why,
                     {{"what", in_log(each.what)}, {"id", in_log(each.provider_id)}});
        }
    }
}

void teller::tell_message(const news& each) {
    const auto context = each.opens_window ? write_newest(each) : std::string();
    // What comes with a message of ours is nothing about the customer.
    if (!each.echo && (!each.attributes.empty() || !each.identity.empty())) {
        out_.address({.verified = true,
                      .address = each.from,
                      .attributes = each.attributes,
                      .identity = each.identity});
    }
    out_.inbound({.provider_id = each.provider_id,
                  .message_id = each.message_id,
                  .from = each.from,
                  .author = each.author,
                  .author_name = each.author_name,
                  .content = each.content,
                  .reply_to = each.reply_to,
                  .address_context = context,
                  .at_ms = each.at_ms,
                  .no_reply = each.no_reply,
                  .echo = each.echo,
                  .verified = each.author.empty() && !each.echo});
    fetch(each);
}

// By its provider id alone can a message's media be asked for.
void teller::fetch(const news& each) {
    for (const auto& medium : each.media) {
        if (each.provider_id.empty() || !spare()) {
            return;
        }
        if (medium.id.empty()) {
            out_.fetch({.attachment = medium.attachment,
                        .provider_id = each.provider_id,
                        .url = medium.url});
        } else {
            out_.fetch({.attachment = medium.attachment,
                        .provider_id = each.provider_id,
                        .url = graph_ + "/" + medium.id,
                        .headers = {{"authorization", authorization_}},
                        .pointer = "/url"});
        }
    }
}

bool is_own_id(std::string_view id) {
    return id.size() == 34 && id.starts_with("IM") &&
           id.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

}  // namespace meta
