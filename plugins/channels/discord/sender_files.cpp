// A message before it is handed over: its files come one after the other, from wherever their links
// lead.

#include "places.hpp"
#include "plugins/shared/links/links.hpp"
#include "sender.hpp"

#include <utility>

namespace discord {
namespace {

constexpr std::uint64_t when_others_are_through_ms = 1'000;
constexpr std::int64_t slow_ms = 3'000;

// A link that leads nowhere, or to somebody who says nothing.
bool is_silent(const selat::http_reply& reply, std::int64_t asked_ms) {
    const bool broke_off = reply.failure == selat::code::uncertain;
    return reply.failed() && !(broke_off && reply.now_ms - asked_ms < slow_ms);
}

bool may_come_yet(const selat::http_reply& reply, std::int64_t asked_ms) {
    return reply.failed() ? reply.failure == selat::code::unavailable || !is_silent(reply, asked_ms)
                          : reply.status == 408 || reply.status == 429 || reply.status >= 500;
}

std::string reason_of(const selat::http_reply& reply) {
    if (reply.failed()) {
        return std::string(reply.detail);
    }
    return reply.status != 200 ? "answered with " + std::to_string(reply.status)
                               : "it has " + std::to_string(reply.body.size()) + " bytes";
}

}  // namespace

void sender::message(const selat::outgoing& event, selat::actions out) {
    const auto to = read_address(event.to);
    if (to.channel.empty() && to.user.empty()) {
        return out.failed(
            {.op = event.op,
             .code = selat::code::invalid,
             .detail = "an address is USER, CHANNEL/USER or thread:THREAD, by Discord's ids"});
    }
    letter whole = {.to = std::string(event.to),
                    .content = std::string(event.content),
                    .key = std::string(event.idempotency_key),
                    .reply_to = std::string(event.reply_to_provider_id),
                    .address_context = std::string(event.address_context),
                    .files = {},
                    .wanted = {},
                    .asked_again = false,
                    .asked_ms = 0,
                    .silent = {}};
    for (auto& each : files_in(event.content)) {
        whole.wanted.push_back(std::move(each));
    }
    if (whole.wanted.empty()) {
        return hand_over(event.op, whole, event.now_ms, out);
    }
    if (!letters_.begin(event.op, std::move(whole), event.now_ms)) {
        return out.failed({.op = event.op,
                           .code = selat::code::unavailable,
                           .retry_after_ms = when_others_are_through_ms,
                           .detail = "the files of other messages go first"});
    }
    go_on(event.op, event.now_ms, out);
}

void sender::go_on(std::uint64_t op, std::int64_t now_ms, selat::actions out) {
    auto& letter = *letters_.find(op);
    while (!letter.wanted.empty() && place_of_link(letter.wanted.front().url) == letter.silent) {
        letter.wanted.pop_front();
    }
    if (letter.wanted.empty()) {
        return hand_over(op, letter, now_ms, out);
    }
    calls_ = true;
    letter.asked_ms = now_ms;
    const auto url = links::without_handles(letter.wanted.front().url);
    out.call({.op = op, .method = "GET", .url = url, .context = fetching, .repeatable = true});
}

// What does not come goes as its link: the words wait for no file.
void sender::fetched(const selat::http_reply& reply, selat::actions out) {
    auto* letter = letters_.find(reply.op);
    if (letter == nullptr || letter->wanted.empty()) {
        return out.failed({.op = reply.op,
                           .code = selat::code::unavailable,
                           .detail = "the message was forgotten meanwhile"});
    }
    if (may_come_yet(reply, letter->asked_ms) && !std::exchange(letter->asked_again, true)) {
        return go_on(reply.op, reply.now_ms, out);
    }
    letter->asked_again = false;
    auto file = std::move(letter->wanted.front());
    letter->wanted.pop_front();
    const bool came = !reply.failed() && reply.status == 200 && !reply.body.empty();
    if (came && letter->has_room(reply.body.size())) {
        file.bytes = reply.body;
        letter->files.push_back(std::move(file));
    } else {
        const auto place = place_of_link(file.url);
        out.log(SELAT_LOG_WARN, "file_not_fetched", "its link goes instead: " + reason_of(reply),
                {{"from", place}});
        if (is_silent(reply, letter->asked_ms)) {
            letter->silent = place;
        }
    }
    go_on(reply.op, reply.now_ms, out);
}

// What is kept with a message that went out.
std::string sender::context_of(std::uint64_t op, std::string_view token) {
    kept out{token, {}};
    if (const auto* letter = letters_.find(op)) {
        for (const auto& each : letter->files) {
            out.files.push_back(each.index);
        }
    }
    return out.write();
}

}  // namespace discord
