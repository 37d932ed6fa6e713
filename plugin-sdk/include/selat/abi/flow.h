/* SPDX-License-Identifier: MIT
 *
 * A flow decides what happens with a customer's message: answer, ask, call a system, hand over to
 * a bot or a person. It is a pure function of one event; its memory is the state it returns.
 */
#ifndef SELAT_ABI_FLOW_H
#define SELAT_ABI_FLOW_H

#include "actions.h"
#include "events.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_FLOW_ID "selat.flow/1"

/** What a flow instance is made from, beside selat_setup. */
typedef struct selat_flow_setup {
    uint32_t size; /**< sizeof(selat_flow_setup) of the host */
    uint32_t reserved;
    selat_str definition;     /**< the definition file's bytes */
    selat_str bindings;       /**< JSON object: what the definition names → local id or URL */
    selat_str workflows;      /**< JSON array of local workflow ids */
    selat_str bots;           /**< JSON array of local bot ids */
    selat_str flows;          /**< JSON array of local flow ids */
    const selat_str* earlier; /**< definitions that this flow had before, in no order. Executions
                                 may stand in them: each goes on by the one that it began with */
    uint64_t earlier_count;
} selat_flow_setup;

/** Every function returns SELAT_OK or a code, and explains a code in `error`. */
typedef struct selat_flow_v1 {
    /** [parallel] Reads a definition and adds a FAULT for everything wrong or unbound in it. */
    int32_t (*check)(const selat_setup* setup, const selat_flow_setup* flow,
                     const selat_actions* actions, selat_error* error);
    /** [parallel] Makes an instance. */
    int32_t (*create)(const selat_setup* setup, const selat_flow_setup* flow, void** self,
                      selat_error* error);
    /** Ends an instance, once, after every other call has returned. */
    void (*destroy)(void* self);
    /** [parallel] One step of one execution. A code ends the execution as failed. */
    int32_t (*on_event)(const void* self, const selat_flow_event* event,
                        const selat_actions* actions, selat_error* error);
} selat_flow_v1;

#ifdef __cplusplus
}
#endif
#endif
