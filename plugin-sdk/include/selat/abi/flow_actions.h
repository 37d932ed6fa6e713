/* SPDX-License-Identifier: MIT
 *
 * What flows alone add. "In" says which calls may add it.
 */
#ifndef SELAT_ABI_FLOW_ACTIONS_H
#define SELAT_ABI_FLOW_ACTIONS_H

#include "action_kinds.h"
#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A flow says something to the customer. In flows. */
typedef struct selat_say {
    selat_record record;
    selat_str content;
    selat_str author_name;
    selat_str
        tag;      /**< when not empty, SELAT_FLOW_SEND_FAILED names it if delivery fails for good */
    selat_str to; /**< another address of the same channel; empty: the conversation's */
} selat_say;

#define SELAT_FLOW_WAITING 1u /**< for a message, timer, reply, bot or task */
#define SELAT_FLOW_ENDED 2u
#define SELAT_FLOW_FAILED 3u

/** The execution's state after this step. In flows, exactly once per call. */
typedef struct selat_flow_state {
    selat_record record;
    uint32_t status;         /**< SELAT_FLOW_WAITING … */
    uint32_t takes_messages; /**< 1: waiting for the customer's next message */
    selat_str state;         /**< opaque, given back with the next event */
    selat_str step;          /**< where the execution stands, for people */
    selat_str result;        /**< JSON object of variables, for a parent flow, when ENDED */
    selat_str error;         /**< for FAILED */
} selat_flow_state;

/** Hands the conversation to people: makes a task. In flows; SELAT_FLOW_TASK or _TASK_FAILED
 *  follows within the same step of the host. */
typedef struct selat_handoff {
    selat_record record;
    selat_str workflow;     /**< a local workflow id, bindings applied; empty: the default */
    selat_str attributes;   /**< JSON object */
    selat_str task_channel; /**< capacity kind: "chat", "voice"; empty: from the channel */
    int64_t priority;       /**< -1: not given */
    uint64_t timeout_ms;    /**< task's time to live; 0: the default, 24 h */
    selat_str tag;
} selat_handoff;

/** Lets a bot answer from the next message on, or at once. In flows. SELAT_FLOW_BOT follows when it
 *  hands off, fails or times out. */
typedef struct selat_ask_bot {
    selat_record record;
    selat_str bot;        /**< local bot id */
    selat_str parameters; /**< JSON object */
    uint64_t timeout_ms;  /**< without a message from the customer; 0: none */
    selat_str tag;
} selat_ask_bot;

/** Runs another flow of this host and waits for its end. In flows. */
typedef struct selat_subflow {
    selat_record record;
    selat_str flow;       /**< local flow id */
    selat_str parameters; /**< JSON object */
    selat_str tag;
} selat_subflow;

#define SELAT_FAULT_ERROR 1u
#define SELAT_FAULT_WARNING 2u

/** A fault in a definition. In selat_flow_v1.check. */
typedef struct selat_fault {
    selat_record record;
    uint32_t severity; /**< SELAT_FAULT_… */
    uint32_t reserved;
    selat_str pointer; /**< JSON pointer into the definition: "/states/3/properties/timeout" */
    selat_str text;
} selat_fault;

#ifdef __cplusplus
}
#endif
#endif
