/* SPDX-License-Identifier: MIT
 *
 * What plugins of more than one kind add. "In" says which calls may add it.
 */
#ifndef SELAT_ABI_SHARED_ACTIONS_H
#define SELAT_ABI_SHARED_ACTIONS_H

#include "action_kinds.h"
#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The provider ignores a repeat with the same key, or the request changes nothing: it may be sent
 *  again when its outcome is unknown. Without it, such a send ends as `uncertain`. */
#define SELAT_CALL_REPEATABLE 1u
/** Fill {{secret:NAME}} in the body too. Only for bodies that hold no text from outside: a customer
 *  may write {{secret:…}} as well. */
#define SELAT_CALL_SECRET_BODY 2u

/** Sends an HTTP request; on_reply follows with the same op and context. In on_send, on_reply,
 *  on_http (profile look-ups; op 0 means no operation to end), serial calls, flows and bots.
 *  {{secret:NAME}} in url and headers is filled in on the wire; text from outside must not get
 * there unescaped. */
typedef struct selat_call {
    selat_record record;
    uint64_t op;
    selat_str method;
    selat_str url; /**< absolute; host must be in the manifest's egress or come from an option */
    const selat_pair* headers;
    uint64_t header_count;
    selat_str body;
    selat_str context;   /**< opaque, given back with the reply; survives a restart */
    uint32_t timeout_ms; /**< 0: the instance's `timeout` option, else 10 s */
    uint32_t flags;      /**< SELAT_CALL_… */
    selat_str tag;       /**< flows: given back as `name` */
} selat_call;

/** Ends an op: it did not go out. In on_send, on_reply, on_refresh. */
typedef struct selat_failed {
    selat_record record;
    uint64_t op;
    int32_t code; /**< a SELAT_ code; decides what the host does next */
    uint32_t reserved;
    uint64_t retry_after_ms; /**< for THROTTLED, UNAVAILABLE: not before; 0: the host's back-off */
    selat_str provider_code; /**< the provider's own code */
    selat_str detail;        /**< for the operator; no secrets */
} selat_failed;

/** Sets, moves or cancels a named timer. In serial calls (selat.timer/1) and flows, where timers
 *  are durable. */
typedef struct selat_set_timer {
    selat_record record;
    selat_str name;
    int64_t after_ms; /**< negative: cancel */
} selat_set_timer;

#define SELAT_ATTRIBUTES_CONVERSATION 1u
#define SELAT_ATTRIBUTES_CUSTOMER 2u

/** Merges a JSON object into attributes (null removes a key). In flows, bots. */
typedef struct selat_attributes {
    selat_record record;
    uint32_t scope; /**< SELAT_ATTRIBUTES_… */
    uint32_t reserved;
    selat_str values;
} selat_attributes;

#define SELAT_LOG_DEBUG 1u
#define SELAT_LOG_INFO 2u
#define SELAT_LOG_WARN 3u
#define SELAT_LOG_ERROR 4u

/** One structured log line. Any call; kept even when the call fails. */
typedef struct selat_log {
    selat_record record;
    uint32_t level; /**< SELAT_LOG_… */
    uint32_t reserved;
    selat_str event; /**< a stable name: "signature-mismatch" */
    selat_str text;
    const selat_pair* pairs;
    uint64_t pair_count;
} selat_log;

/** Adds to a counter selat_plugin_NAME_total. Any call; kept even when the call fails. */
typedef struct selat_count {
    selat_record record;
    selat_str name;
    uint64_t value;
    const selat_pair* labels; /**< names declared in the manifest */
    uint64_t label_count;
} selat_count;

#ifdef __cplusplus
}
#endif
#endif
