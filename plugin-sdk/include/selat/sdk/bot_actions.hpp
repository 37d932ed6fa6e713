// SPDX-License-Identifier: MIT
// What bots alone add: the fields, and how they become a record. See <selat/abi/bot_actions.h>.
#pragma once

#include "actions.hpp"

#include <cstdint>
#include <string_view>

namespace selat {

struct answer_fields {
    std::uint64_t op = 0;
    std::string_view messages{}, attributes{};
    bool handoff = false, ended = false;
};

inline void actions::answer(const answer_fields& fields) const {
    auto record = make<selat_answer>(SELAT_ACTION_ANSWER);
    record.op = fields.op;
    record.messages = str(fields.messages);
    record.attributes = str(fields.attributes);
    record.handoff = fields.handoff ? 1 : 0;
    record.ended = fields.ended ? 1 : 0;
    add(record.record);
}

inline void actions::bot_state(std::uint64_t op, std::string_view state) const {
    auto record = make<selat_bot_state>(SELAT_ACTION_BOT_STATE);
    record.op = op;
    record.state = str(state);
    add(record.record);
}

}  // namespace selat
