// SPDX-License-Identifier: MIT
// What flows alone add: the fields, and how they become a record. See <selat/abi/flow_actions.h>.
#pragma once

#include "actions.hpp"

#include <cstdint>
#include <string_view>

namespace selat {

struct flow_state_fields {
    std::uint32_t status = SELAT_FLOW_WAITING;
    bool takes_messages = false;
    std::string_view state{}, step{}, result{}, error{};
};

struct handoff_fields {
    std::string_view workflow{}, attributes{}, task_channel{};
    std::int64_t priority = -1;
    std::uint64_t timeout_ms = 0;
    std::string_view tag{};
};

inline void actions::say(std::string_view content, std::string_view author_name,
                         std::string_view tag, std::string_view to) const {
    auto record = make<selat_say>(SELAT_ACTION_SAY);
    record.content = str(content);
    record.author_name = str(author_name);
    record.tag = str(tag);
    record.to = str(to);
    add(record.record);
}

inline void actions::flow_state(const flow_state_fields& fields) const {
    auto record = make<selat_flow_state>(SELAT_ACTION_FLOW_STATE);
    record.status = fields.status;
    record.takes_messages = fields.takes_messages ? 1 : 0;
    record.state = str(fields.state);
    record.step = str(fields.step);
    record.result = str(fields.result);
    record.error = str(fields.error);
    add(record.record);
}

inline void actions::handoff(const handoff_fields& fields) const {
    auto record = make<selat_handoff>(SELAT_ACTION_HANDOFF);
    record.workflow = str(fields.workflow);
    record.attributes = str(fields.attributes);
    record.task_channel = str(fields.task_channel);
    record.priority = fields.priority;
    record.timeout_ms = fields.timeout_ms;
    record.tag = str(fields.tag);
    add(record.record);
}

inline void actions::ask_bot(std::string_view bot, std::string_view parameters,
                             std::uint64_t timeout_ms, std::string_view tag) const {
    auto record = make<selat_ask_bot>(SELAT_ACTION_ASK_BOT);
    record.bot = str(bot);
    record.parameters = str(parameters);
    record.timeout_ms = timeout_ms;
    record.tag = str(tag);
    add(record.record);
}

inline void actions::subflow(std::string_view flow, std::string_view parameters,
                             std::string_view tag) const {
    auto record = make<selat_subflow>(SELAT_ACTION_SUBFLOW);
    record.flow = str(flow);
    record.parameters = str(parameters);
    record.tag = str(tag);
    add(record.record);
}

inline void actions::fault(bool error, std::string_view pointer, std::string_view text) const {
    auto record = make<selat_fault>(SELAT_ACTION_FAULT);
    record.severity = error ? SELAT_FAULT_ERROR : SELAT_FAULT_WARNING;
    record.pointer = str(pointer);
    record.text = str(text);
    add(record.record);
}

}  // namespace selat
