// An interaction is answered by its token, while that lives.

#include "call_kinds.hpp"
#include "encode.hpp"
#include "json_read.hpp"
#include "places.hpp"
#include "sender.hpp"

namespace discord {
namespace {

constexpr std::uint64_t again_ms = 250;

// It was not answered in time, or a quarter of an hour ago.
bool token_has_ended(const selat::http_reply& reply, std::int64_t number) {
    return reply.status == 401 || number == 10015 || number == 10062 || number == 50027;
}

}  // namespace

void sender::answer(std::uint64_t op, const interaction_token& token, std::string_view address,
                    std::string_view body, std::int64_t now_ms, selat::actions out) {
    const auto whole = as_answer(body, token.alone);
    const auto rest = token.write() + "\n" + std::string(body);
    if (token.waits) {
        return call(
            {op, for_first, "PATCH", token.path() + "/messages/@original", whole, address, now_ms},
            rest, out);
    }
    call({op, for_follow, "POST", token.path(), whole, address, now_ms}, rest, out);
}

void sender::late(std::uint64_t op, const interaction_token& token, std::string_view address,
                  std::string_view body, std::int64_t now_ms, selat::actions out) {
    const auto to = read_address(address);
    if (token.alone) {
        return out.failed({.op = op,
                           .code = selat::code::outside_window,
                           .detail = "what one alone sees can be answered for 15 minutes"});
    }
    if (!to.channel.empty()) {
        const auto called = to.user.empty() ? std::string(body) : calling(body, to.user);
        return call({op, for_late, "POST", "/channels/" + std::string(to.channel) + "/messages",
                     called, address, now_ms},
                    {}, out);
    }
    if (token.channel.empty()) {
        return open_direct(op, address, to.user, body, now_ms, out);
    }
    call({op, for_message, "POST", "/channels/" + token.channel + "/messages", body, address,
          now_ms},
         {}, out);
}

void sender::answered(const selat::http_reply& reply, std::string_view kind,
                      std::string_view address, std::string_view rest, selat::actions out) {
    auto token = interaction_token::read(next_line(rest));
    const auto body = parse(reply.body);
    token.waits = false;
    if (went_well(reply)) {
        const auto id = text_of(body, "id");
        const auto context = token.write();
        const std::string_view ids[] = {id};
        incoming_.sent(id, std::string(address));
        return out.sent({.op = reply.op,
                         .provider_ids = {ids, id.empty() ? 0u : 1u},
                         .context = context_of(reply.op, context),
                         .address_context = context});
    }
    const auto number = number_of(body, "code");
    if (!reply.failed() && token_has_ended(reply, number)) {
        if (token.is_fresh(reply.now_ms)) {
            return out.failed(
                {.op = reply.op,
                 .code = selat::code::unavailable,
                 .retry_after_ms = again_ms,
                 .provider_code = std::to_string(number),
                 .detail = "Discord does not know yet that the interaction was taken"});
        }
        return late(reply.op, token, address, rest, reply.now_ms, out);
    }
    if (kind == for_first && number == 10008) {  // the person has dismissed it
        return answer(reply.op, token, address, rest, reply.now_ms, out);
    }
    failed(reply, kind, out);
}

}  // namespace discord
