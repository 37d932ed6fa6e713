// SPDX-License-Identifier: MIT
// The event records with C++ views. A field that an older host does not know reads as empty. What
// each field means is said in <selat/abi/events.h>. All views end with the call.
#pragma once

#include "text.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace selat {

/// What every event carries: the time and fresh random bytes of this call.
struct event {
    explicit event(const selat_event& raw) noexcept : now_ms(raw.now_ms), random(raw.random) {}

    std::int64_t now_ms;
    std::span<const std::uint8_t, 16> random;
};

#define SELAT_READ_TEXT(type, field)                                                               \
    (SELAT_HAS(&raw.event, type, field) ? view(raw.field) : std::string_view{})
#define SELAT_READ(type, field)                                                                    \
    (SELAT_HAS(&raw.event, type, field) ? raw.field : decltype(raw.field){})

struct http_request : event {
    explicit http_request(const selat_http_request& raw) noexcept
        : event(raw.event), method(SELAT_READ_TEXT(selat_http_request, method)),
          path(SELAT_READ_TEXT(selat_http_request, path)),
          query(SELAT_READ_TEXT(selat_http_request, query)),
          url(SELAT_READ_TEXT(selat_http_request, url)),
          headers(SELAT_READ(selat_http_request, headers),
                  SELAT_READ(selat_http_request, header_count)),
          body(SELAT_READ_TEXT(selat_http_request, body)),
          remote(SELAT_READ_TEXT(selat_http_request, remote)),
          upgrade((SELAT_READ(selat_http_request, flags) & SELAT_HTTP_UPGRADE) != 0) {}

    /// The first value of a header (name in lower case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept {
        return headers.get(name);
    }

    std::string_view method, path, query, url;
    pairs headers;
    std::string_view body, remote;
    bool upgrade;
};

enum class purpose : std::uint32_t {
    message = SELAT_OUT_MESSAGE,
    typing = SELAT_OUT_TYPING,
    read = SELAT_OUT_READ,
    edit = SELAT_OUT_EDIT,
    remove = SELAT_OUT_DELETE,
    profile = SELAT_OUT_PROFILE,
    status = SELAT_OUT_STATUS,
};

struct outgoing : event {
    explicit outgoing(const selat_outgoing& raw) noexcept
        : event(raw.event), op(SELAT_READ(selat_outgoing, op)),
          purpose(static_cast<selat::purpose>(SELAT_READ(selat_outgoing, purpose))),
          attempt(SELAT_READ(selat_outgoing, attempt)),
          message(SELAT_READ_TEXT(selat_outgoing, message)),
          conversation(SELAT_READ_TEXT(selat_outgoing, conversation)),
          to(SELAT_READ_TEXT(selat_outgoing, to)),
          content(SELAT_READ_TEXT(selat_outgoing, content)),
          idempotency_key(SELAT_READ_TEXT(selat_outgoing, idempotency_key)),
          author_kind(SELAT_READ_TEXT(selat_outgoing, author_kind)),
          author_name(SELAT_READ_TEXT(selat_outgoing, author_name)),
          reply_to_provider_id(SELAT_READ_TEXT(selat_outgoing, reply_to_provider_id)),
          reply_to_context(SELAT_READ_TEXT(selat_outgoing, reply_to_context)),
          target_provider_id(SELAT_READ_TEXT(selat_outgoing, target_provider_id)),
          target_context(SELAT_READ_TEXT(selat_outgoing, target_context)),
          address_context(SELAT_READ_TEXT(selat_outgoing, address_context)),
          address_context_ms(SELAT_READ(selat_outgoing, address_context_ms)),
          seq(SELAT_READ(selat_outgoing, seq)), at_ms(SELAT_READ(selat_outgoing, at_ms)) {}

    std::uint64_t op;
    selat::purpose purpose;
    std::uint32_t attempt;
    std::string_view message, conversation, to, content, idempotency_key, author_kind, author_name,
        reply_to_provider_id, reply_to_context, target_provider_id, target_context, address_context;
    std::int64_t address_context_ms;
    std::uint64_t seq;
    std::int64_t at_ms;
};

struct http_reply : event {
    explicit http_reply(const selat_http_reply& raw) noexcept
        : event(raw.event), op(SELAT_READ(selat_http_reply, op)),
          context(SELAT_READ_TEXT(selat_http_reply, context)),
          failure(static_cast<code>(SELAT_READ(selat_http_reply, failure))),
          status(SELAT_READ(selat_http_reply, status)),
          headers(SELAT_READ(selat_http_reply, headers),
                  SELAT_READ(selat_http_reply, header_count)),
          body(SELAT_READ_TEXT(selat_http_reply, body)),
          detail(SELAT_READ_TEXT(selat_http_reply, detail)) {}

    /// No HTTP answer came; `failure` says whether anything was sent.
    [[nodiscard]] bool failed() const noexcept { return failure != code::ok; }

    std::uint64_t op;
    std::string_view context;
    code failure;
    std::uint32_t status;
    pairs headers;
    std::string_view body, detail;
};

struct open : event {
    explicit open(const selat_open& raw) noexcept
        : event(raw.event), connection(SELAT_READ_TEXT(selat_open, connection)),
          remote(SELAT_READ_TEXT(selat_open, remote)),
          protocol(SELAT_READ_TEXT(selat_open, protocol)) {}

    std::string_view connection, remote, protocol;
};

struct data : event {
    explicit data(const selat_data& raw) noexcept
        : event(raw.event), connection(SELAT_READ_TEXT(selat_data, connection)),
          bytes(SELAT_READ_TEXT(selat_data, data)), binary(SELAT_READ(selat_data, binary) != 0) {}

    std::string_view connection, bytes;
    bool binary;
};

struct close : event {
    explicit close(const selat_close& raw) noexcept
        : event(raw.event), connection(SELAT_READ_TEXT(selat_close, connection)),
          status(SELAT_READ(selat_close, code)),
          failure(static_cast<selat::code>(SELAT_READ(selat_close, failure))),
          reason(SELAT_READ_TEXT(selat_close, reason)) {}

    std::string_view connection;
    std::uint32_t status;
    code failure;
    std::string_view reason;
};

struct timer : event {
    explicit timer(const selat_timer& raw) noexcept
        : event(raw.event), name(SELAT_READ_TEXT(selat_timer, name)) {}

    std::string_view name;
};

struct stored : event {
    explicit stored(const selat_stored& raw) noexcept
        : event(raw.event), tag(SELAT_READ_TEXT(selat_stored, tag)),
          message(SELAT_READ_TEXT(selat_stored, message)), seq(SELAT_READ(selat_stored, seq)),
          at_ms(SELAT_READ(selat_stored, at_ms)),
          duplicate(SELAT_READ(selat_stored, duplicate) != 0),
          failure(static_cast<code>(SELAT_READ(selat_stored, failure))),
          content(SELAT_READ_TEXT(selat_stored, content)) {}

    std::string_view tag, message;
    std::uint64_t seq;
    std::int64_t at_ms;
    bool duplicate;
    code failure;
    std::string_view content;
};

struct history : event {
    explicit history(const selat_history& raw) noexcept
        : event(raw.event), tag(SELAT_READ_TEXT(selat_history, tag)),
          address(SELAT_READ_TEXT(selat_history, address)),
          items(SELAT_READ(selat_history, items), SELAT_READ(selat_history, item_count)),
          newest_seq(SELAT_READ(selat_history, newest_seq)),
          read_seq(SELAT_READ(selat_history, read_seq)),
          conversation_status(SELAT_READ_TEXT(selat_history, conversation_status)),
          customer_read_seq(SELAT_READ(selat_history, customer_read_seq)) {}

    std::string_view tag, address;
    std::span<const selat_history_item* const> items;
    std::uint64_t newest_seq, read_seq;
    std::string_view conversation_status;
    std::uint64_t customer_read_seq;
};

struct refresh : event {
    explicit refresh(const selat_refresh& raw) noexcept
        : event(raw.event), op(SELAT_READ(selat_refresh, op)),
          name(SELAT_READ_TEXT(selat_refresh, name)) {}

    std::uint64_t op;
    std::string_view name;
};

struct posted : event {
    explicit posted(const selat_post_event& raw) noexcept
        : event(raw.event), bytes(SELAT_READ_TEXT(selat_post_event, bytes)) {}

    std::string_view bytes;
};

enum class verification_status : std::uint32_t {
    pending = SELAT_VERIFICATION_PENDING,
    refused = SELAT_VERIFICATION_REFUSED,
    failed = SELAT_VERIFICATION_FAILED,
    wrong = SELAT_VERIFICATION_WRONG,
    max_attempts = SELAT_VERIFICATION_MAX_ATTEMPTS,
    expired = SELAT_VERIFICATION_EXPIRED,
    approved = SELAT_VERIFICATION_APPROVED,
    unchecked = SELAT_VERIFICATION_UNCHECKED,
};

struct verification : event {
    explicit verification(const selat_verification& raw) noexcept
        : event(raw.event), tag(SELAT_READ_TEXT(selat_verification, tag)),
          id(SELAT_READ_TEXT(selat_verification, verification)),
          from(SELAT_READ_TEXT(selat_verification, from)),
          through(SELAT_READ_TEXT(selat_verification, through)),
          to(SELAT_READ_TEXT(selat_verification, to)),
          status(static_cast<verification_status>(SELAT_READ(selat_verification, status))),
          failure(static_cast<code>(SELAT_READ(selat_verification, failure))),
          attempts_left(SELAT_READ(selat_verification, attempts_left)),
          retry_after_ms(SELAT_READ(selat_verification, retry_after_ms)),
          expires_ms(SELAT_READ(selat_verification, expires_ms)) {}

    std::string_view tag, id, from, through, to;
    verification_status status;
    code failure;
    std::uint32_t attempts_left;
    std::uint64_t retry_after_ms;
    std::int64_t expires_ms;
};

enum class flow_what : std::uint32_t {
    start = SELAT_FLOW_START,
    message = SELAT_FLOW_MESSAGE,
    timer = SELAT_FLOW_TIMER,
    reply = SELAT_FLOW_REPLY,
    bot = SELAT_FLOW_BOT,
    task = SELAT_FLOW_TASK,
    task_failed = SELAT_FLOW_TASK_FAILED,
    send_failed = SELAT_FLOW_SEND_FAILED,
    subflow = SELAT_FLOW_SUBFLOW,
};

struct flow_event : event {
    explicit flow_event(const selat_flow_event& raw) noexcept
        : event(raw.event), what(static_cast<flow_what>(SELAT_READ(selat_flow_event, what))),
          failure(static_cast<code>(SELAT_READ(selat_flow_event, failure))),
          execution(SELAT_READ_TEXT(selat_flow_event, execution)),
          state(SELAT_READ_TEXT(selat_flow_event, state)),
          name(SELAT_READ_TEXT(selat_flow_event, name)),
          channel(SELAT_READ_TEXT(selat_flow_event, channel)),
          channel_kind(SELAT_READ_TEXT(selat_flow_event, channel_kind)),
          contact_address(SELAT_READ_TEXT(selat_flow_event, contact_address)),
          channel_address(SELAT_READ_TEXT(selat_flow_event, channel_address)),
          conversation(SELAT_READ_TEXT(selat_flow_event, conversation)),
          customer(SELAT_READ_TEXT(selat_flow_event, customer)),
          message(SELAT_READ_TEXT(selat_flow_event, message)),
          result(SELAT_READ_TEXT(selat_flow_event, result)),
          reply(SELAT_READ(selat_flow_event, reply)),
          parameters(SELAT_READ_TEXT(selat_flow_event, parameters)),
          parent(SELAT_READ_TEXT(selat_flow_event, parent)),
          refused(SELAT_READ_TEXT(selat_flow_event, refused)) {}

    flow_what what;
    code failure;
    std::string_view execution, state, name, channel, channel_kind, contact_address,
        channel_address, conversation, customer, message, result;
    const selat_http_reply* reply;  ///< null unless `what` is reply; wrap in http_reply to read
    std::string_view parameters, parent, refused;
};

struct bot_event : event {
    explicit bot_event(const selat_bot_event& raw) noexcept
        : event(raw.event), op(SELAT_READ(selat_bot_event, op)),
          conversation(SELAT_READ_TEXT(selat_bot_event, conversation)),
          customer(SELAT_READ_TEXT(selat_bot_event, customer)),
          message(SELAT_READ_TEXT(selat_bot_event, message)),
          history(SELAT_READ_TEXT(selat_bot_event, history)),
          parameters(SELAT_READ_TEXT(selat_bot_event, parameters)),
          state(SELAT_READ_TEXT(selat_bot_event, state)),
          reply(SELAT_READ(selat_bot_event, reply)) {}

    std::uint64_t op;
    std::string_view conversation, customer, message, history, parameters, state;
    const selat_http_reply* reply;  ///< null for a message to answer; wrap in http_reply to read
};

#undef SELAT_READ_TEXT
#undef SELAT_READ

}  // namespace selat
