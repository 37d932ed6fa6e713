/* SPDX-License-Identifier: MIT
 *
 * A strategy says which of the eligible agents is asked first. It scores; the host orders by
 * score (greatest first), then by longest idle, then by agent id. When the manifest says
 * "per_task": false the score depends on the candidate alone, and the host keeps agents sorted
 * instead of scoring them all for each task.
 */
#ifndef SELAT_ABI_STRATEGY_H
#define SELAT_ABI_STRATEGY_H

#include "actions.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_STRATEGY_ID "selat.strategy/1"

/** A skill and how well. Never grows (used in arrays). */
typedef struct selat_skill {
    selat_str name;
    double level; /**< 1 when the attributes give none */
} selat_skill;

/** One eligible agent. Borrowed until the call returns. */
typedef struct selat_candidate {
    uint32_t size;           /**< sizeof(selat_candidate) of the host */
    uint32_t assigned;       /**< tasks of this task's channel kind the agent holds */
    uint32_t capacity;       /**< how many of them the agent can hold */
    uint32_t total_assigned; /**< over all channel kinds */
    selat_str id;
    int64_t idle_since_ms;     /**< when the last task was offered; 0: never */
    const selat_skill* skills; /**< from attributes skills and routing.skills, sorted by name */
    uint64_t skill_count;
    const selat_str* languages; /**< from attributes languages, sorted */
    uint64_t language_count;
    selat_str attributes; /**< the whole attributes as JSON */
} selat_candidate;

/** The task to place. Borrowed until the call returns. */
typedef struct selat_rank_request {
    uint32_t size; /**< sizeof(selat_rank_request) of the host */
    uint32_t reserved;
    int64_t now_ms;
    uint64_t seed;          /**< the same for the same decision replayed */
    selat_str task;         /**< task id */
    selat_str queue;        /**< queue id */
    selat_str task_channel; /**< capacity kind */
    int64_t priority;
    int64_t age_ms;
    const selat_skill* skills; /**< wanted: from task attributes skills, sorted by name */
    uint64_t skill_count;
    selat_str language;   /**< from task attributes language; may be empty */
    selat_str customer;   /**< customer id */
    selat_str last_agent; /**< who last served this customer; may be empty */
    selat_str attributes; /**< the task's attributes as JSON */
} selat_rank_request;

/** Pure functions. */
typedef struct selat_strategy_v1 {
    /** [parallel] Makes an instance. */
    int32_t (*create)(const selat_setup* setup, void** self, selat_error* error);
    /** Ends an instance, once, after every other call has returned. */
    void (*destroy)(void* self);
    /** [parallel] Scores `count` candidates into `scores`. `request` is null when the manifest says
     *  "per_task": false. A code makes the host fall back to longest idle. */
    int32_t (*score)(const void* self, const selat_rank_request* request,
                     const selat_candidate* const* candidates, uint64_t count, double* scores,
                     selat_error* error);
} selat_strategy_v1;

#ifdef __cplusplus
}
#endif
#endif
