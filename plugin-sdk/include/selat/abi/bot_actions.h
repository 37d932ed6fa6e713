/* SPDX-License-Identifier: MIT
 *
 * What bots alone add. "In" says which calls may add it.
 */
#ifndef SELAT_ABI_BOT_ACTIONS_H
#define SELAT_ABI_BOT_ACTIONS_H

#include "action_kinds.h"
#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A bot's answer. In bots, exactly once per op unless FAILED. */
typedef struct selat_answer {
    selat_record record;
    uint64_t op;
    selat_str messages;   /**< JSON array of content objects; may be empty */
    selat_str attributes; /**< JSON object merged into the conversation's; may be empty */
    uint32_t handoff;     /**< 1: a person should take over */
    uint32_t ended;       /**< 1: the bot is done, the flow goes on */
} selat_answer;

/** What a bot wants to remember of a conversation. In bots. */
typedef struct selat_bot_state {
    selat_record record;
    uint64_t op;
    selat_str state; /**< opaque, at most 64 KiB */
} selat_bot_state;

#ifdef __cplusplus
}
#endif
#endif
