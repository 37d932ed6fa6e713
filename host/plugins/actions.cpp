#include "host/plugins/actions.hpp"

#include <algorithm>

#include "host/plugins/action_reader.hpp"
#include "host/plugins/view.hpp"

#include <fmt/format.h>

namespace selat::plugins {
namespace {

namespace action = model::action;

constexpr std::size_t most_actions = SELAT_MAX_ACTIONS;
constexpr std::size_t most_bytes = std::size_t{64} << 20;

constexpr std::uint32_t bit(call_kind kind) { return static_cast<std::uint32_t>(kind); }

constexpr std::uint32_t http = bit(call_kind::http);
constexpr std::uint32_t send = bit(call_kind::send);
constexpr std::uint32_t reply = bit(call_kind::reply);
constexpr std::uint32_t serial = bit(call_kind::serial);
constexpr std::uint32_t flow = bit(call_kind::flow);
constexpr std::uint32_t bots = bit(call_kind::bot);
constexpr std::uint32_t delivers = http | reply | serial;
constexpr std::uint32_t channels = delivers | send;

// The calls that an action may be added in.
std::uint32_t allowed_in(std::uint32_t kind) {
    switch (kind) {
    case SELAT_ACTION_RESPOND:
    case SELAT_ACTION_ACCEPT: return http;
    case SELAT_ACTION_INBOUND:
    case SELAT_ACTION_AMEND:
    case SELAT_ACTION_RECEIPT:
    case SELAT_ACTION_TYPING:
    case SELAT_ACTION_ADDRESS:
    case SELAT_ACTION_FETCH:
    case SELAT_ACTION_ATTACH: return delivers;
    case SELAT_ACTION_CALL: return channels | flow | bots;
    case SELAT_ACTION_SENT: return send | reply | serial;
    case SELAT_ACTION_FAILED: return send | reply | serial | bots;
    case SELAT_ACTION_CONNECT:
    case SELAT_ACTION_SAVE_STATE:
    case SELAT_ACTION_HISTORY:
    case SELAT_ACTION_VERIFY:
    case SELAT_ACTION_VERIFY_CODE: return serial;
    case SELAT_ACTION_REFRESHED: return serial | reply;
    case SELAT_ACTION_TIMER: return serial | flow;
    case SELAT_ACTION_WRITE:
    case SELAT_ACTION_CLOSE:
    case SELAT_ACTION_STATUS: return channels;
    case SELAT_ACTION_SAY:
    case SELAT_ACTION_FLOW_STATE:
    case SELAT_ACTION_HANDOFF:
    case SELAT_ACTION_ASK_BOT:
    case SELAT_ACTION_SUBFLOW: return flow;
    case SELAT_ACTION_ATTRIBUTES: return flow | bots;
    case SELAT_ACTION_FAULT: return bit(call_kind::flow_check);
    case SELAT_ACTION_ANSWER:
    case SELAT_ACTION_BOT_STATE: return bots;
    default: return ~0u;
    }
}

bool is_telling(const action::any& each) {
    return std::holds_alternative<action::log>(each) || std::holds_alternative<action::count>(each);
}

bool holds(const std::vector<std::uint64_t>& list, std::uint64_t op) {
    return std::find(list.begin(), list.end(), op) != list.end();
}

// The text a plugin left in its error record, which need not be terminated.
std::string text_of(const selat_error& error) {
    const std::string_view all(error.text, sizeof error.text);
    const auto text = all.substr(0, all.find('\0'));
    return is_utf8(text) ? std::string(text) : "(an explanation that is not UTF-8)";
}

}  // namespace

action_sink::action_sink(const call_frame& frame)
    : frame_(frame), raw_{sizeof(selat_actions), 0, this, &action_sink::add} {}

std::int32_t action_sink::add(const selat_actions* self, const selat_record* record) noexcept {
    if (self == nullptr || self->host == nullptr || record == nullptr) {
        return SELAT_INVALID;
    }
    auto& sink = *static_cast<action_sink*>(self->host);
    try {
        return sink.take(*record);
    } catch (...) {  // memory
        sink.open_ = false;
        return SELAT_INTERNAL;
    }
}

std::int32_t action_sink::take(const selat_record& record) {
    if (!open_) {
        return SELAT_INVALID;
    }
    const auto least = size_of_kind(record.kind);
    if (least == 0) {
        misbehaviour_ =
            misbehaviour_.empty()
                ? fmt::format("added an action of kind {}, which this gateway does not know",
                              record.kind)
                : misbehaviour_;
        return SELAT_UNSUPPORTED;
    }
    const auto* name = name_of_kind(record.kind);
    if (record.size < least) {
        return refuse(
            fmt::format("{} is {} bytes long, at least {} are needed", name, record.size, least));
    }
    if ((allowed_in(record.kind) & bit(frame_.kind)) == 0) {
        return refuse(fmt::format("{} is not allowed in {}", name, frame_.function));
    }
    action_reader reader(frame_.body);
    auto value = read_action(record, reader);
    if (!reader.wrong().empty()) {
        return refuse(fmt::format("{}: {}", name, reader.wrong()));
    }
    return keep(std::move(value), reader.size());
}

std::int32_t action_sink::keep(action::any value, std::size_t bytes) {
    bytes_ += bytes + sizeof(action::any);
    if (actions_.size() >= most_actions || bytes_ > most_bytes) {
        return refuse(fmt::format("more than {} actions or {} MiB in one call", most_actions,
                                  most_bytes >> 20));
    }
    if (std::holds_alternative<action::respond>(value) ||
        std::holds_alternative<action::accept>(value)) {
        if (responded_) {
            return ignore("answered the request twice");
        }
        if (std::holds_alternative<action::accept>(value) && !frame_.upgrade) {
            return refuse("ACCEPT for a request that asks for no WebSocket");
        }
        responded_ = true;
    } else if (std::holds_alternative<action::flow_state>(value)) {
        if (flow_state_) {
            return ignore("added FLOW_STATE twice");
        }
        flow_state_ = true;
    } else if (const auto* call = std::get_if<action::call>(&value)) {
        called_.push_back(call->op);
    } else {
        const auto* sent = std::get_if<action::sent>(&value);
        const auto* failed = std::get_if<action::failed>(&value);
        const auto* answer = std::get_if<action::answer>(&value);
        const auto op = sent != nullptr     ? sent->op
                        : failed != nullptr ? failed->op
                        : answer != nullptr ? answer->op
                                            : 0;
        if ((sent != nullptr || failed != nullptr || answer != nullptr) && !end(op)) {
            return ignore(fmt::format("ended operation {} twice", op));
        }
        if (const auto* refreshed = std::get_if<action::refreshed>(&value)) {
            end(refreshed->op);  // one operation may bring several credentials
        }
    }
    actions_.push_back(std::move(value));
    return SELAT_OK;
}

bool action_sink::end(std::uint64_t op) {
    if (holds(ended_, op)) {
        return false;
    }
    ended_.push_back(op);
    return true;
}

std::int32_t action_sink::refuse(std::string why) {
    if (refused_.empty()) {
        refused_ = std::move(why);
    }
    return SELAT_INVALID;
}

std::int32_t action_sink::ignore(const std::string& why) {
    if (misbehaviour_.empty()) {
        misbehaviour_ = why;
    }
    return SELAT_OK;
}

std::string action_sink::missing() const {
    if (frame_.kind == call_kind::http && !responded_) {
        return "did not answer the request";
    }
    if (frame_.kind == call_kind::flow && !flow_state_) {
        return "did not add FLOW_STATE";
    }
    if (frame_.must_end && !holds(ended_, frame_.op) && !holds(called_, frame_.op)) {
        return fmt::format("neither ended operation {} nor called for it", frame_.op);
    }
    return {};
}

outcome action_sink::close(std::int32_t result, const selat_error& error) {
    outcome out;
    const bool out_of_memory = !open_;
    open_ = false;
    if (result != SELAT_OK) {
        action_reader reader;
        out.code = reader.code_of(result);
        out.text = text_of(error);
    } else if (out_of_memory) {
        out.code = code::internal;
        out.text = "there was no memory for its actions";
    } else {
        const auto why = refused_.empty() ? missing() : refused_;
        if (!why.empty()) {
            misbehaviour_ = why;
            out.code = code::internal;
            out.text = why;
        }
    }
    if (out.code != code::ok) {
        std::erase_if(actions_, [](const auto& each) { return !is_telling(each); });
    }
    out.actions = std::move(actions_);
    return out;
}

}  // namespace selat::plugins
