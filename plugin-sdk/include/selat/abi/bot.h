/* SPDX-License-Identifier: MIT
 *
 * A bot answers a customer's message: at once, or after calls to a system of its own.
 */
#ifndef SELAT_ABI_BOT_H
#define SELAT_ABI_BOT_H

#include "actions.h"
#include "events.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_BOT_ID "selat.bot/1"

/** Every function returns SELAT_OK or a code, and explains a code in `error`. */
typedef struct selat_bot_v1 {
    /** [parallel] Makes an instance. */
    int32_t (*create)(const selat_setup* setup, void** self, selat_error* error);
    /** Ends an instance, once, after every other call has returned. */
    void (*destroy)(void* self);
    /** [parallel] A message to answer, or the answer to a CALL: ANSWER, CALL or FAILED. A code
     *  counts as FAILED. */
    int32_t (*on_event)(const void* self, const selat_bot_event* event,
                        const selat_actions* actions, selat_error* error);
} selat_bot_v1;

#ifdef __cplusplus
}
#endif
#endif
