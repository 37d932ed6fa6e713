/* SPDX-License-Identifier: MIT
 *
 * What the host calls a plugin with. Every record begins with selat_event; everything in it is
 * borrowed until the call returns. Rich content is one JSON document, the contract's content
 * object; the records carry the envelope only.
 */
#ifndef SELAT_ABI_EVENTS_H
#define SELAT_ABI_EVENTS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_EVENT_HTTP_REQUEST 1u
#define SELAT_EVENT_OUTGOING 2u
#define SELAT_EVENT_HTTP_REPLY 3u
#define SELAT_EVENT_OPEN 4u
#define SELAT_EVENT_DATA 5u
#define SELAT_EVENT_CLOSE 6u
#define SELAT_EVENT_TIMER 7u
#define SELAT_EVENT_STORED 8u
#define SELAT_EVENT_HISTORY 9u
#define SELAT_EVENT_REFRESH 10u
#define SELAT_EVENT_POST 11u
#define SELAT_EVENT_VERIFICATION 12u
#define SELAT_EVENT_FLOW 20u
#define SELAT_EVENT_BOT 21u

/** The request asks for a WebSocket; answer with ACCEPT, or RESPOND to refuse. */
#define SELAT_HTTP_UPGRADE 1u

/** A request to /channels/ID or below it. */
typedef struct selat_http_request {
    selat_event event;
    selat_str method; /**< upper case: "GET", "POST" */
    selat_str path;   /**< below /channels/ID: "" or "/status"; percent-decoding is not applied */
    selat_str query;  /**< after '?', raw; empty when none */
    selat_str url;    /**< the whole URL as the provider was told it (public_url), for
                           signatures over URLs; query included */
    const selat_pair* headers; /**< names in lower case, as received in order */
    uint64_t header_count;
    selat_str body;   /**< raw bytes, within the manifest's webhook.max_body */
    selat_str remote; /**< the client's IP address, trusted proxies unwrapped */
    uint32_t flags;   /**< SELAT_HTTP_… */
    uint32_t reserved;
} selat_http_request;

/** What an outgoing is for. A purpose other than MESSAGE is called only when the manifest's
 *  capabilities claim it. STATUS comes to selat.serial-send/1 alone, with the content
 *  {"status":"closed"} and the newest seq that the address had then; op is 0, nothing is repeated.
 */
#define SELAT_OUT_MESSAGE 0u
#define SELAT_OUT_TYPING 1u  /**< an agent or bot is typing (content: {"on":true}) */
#define SELAT_OUT_READ 2u    /**< we have read up to `target_provider_id` */
#define SELAT_OUT_EDIT 3u    /**< `content` replaces that of `target_provider_id` */
#define SELAT_OUT_DELETE 4u  /**< take back `target_provider_id` */
#define SELAT_OUT_PROFILE 5u /**< look up the customer's profile; answer with ADDRESS and SENT */
#define SELAT_OUT_STATUS 6u  /**< the customer's last open conversation was closed */

/** Something to send to a customer. `content` has been fitted to the manifest's capabilities:
 *  one outgoing is one provider message. Every op ends with exactly one SENT or FAILED, now or in
 *  a later on_reply. */
typedef struct selat_outgoing {
    selat_event event;
    uint64_t op;               /**< names this operation in CALL, SENT, FAILED */
    uint32_t purpose;          /**< SELAT_OUT_… */
    uint32_t attempt;          /**< 1 for the first try */
    selat_str message;         /**< our message id, "IM…"; empty for purposes without one */
    selat_str conversation;    /**< our conversation id, "CH…" */
    selat_str to;              /**< the customer's address on this channel */
    selat_str content;         /**< content JSON */
    selat_str idempotency_key; /**< a UUID, the same at every try; each outgoing of one message has
                                  its own */
    selat_str author_kind;     /**< "agent", "bot", "flow" or "system" */
    selat_str author_name;     /**< to show where the channel can; may be empty */
    selat_str reply_to_provider_id; /**< the provider's id of the message this answers, or empty */
    selat_str reply_to_context;     /**< what INBOUND or SENT kept with that message */
    selat_str target_provider_id;   /**< for READ, EDIT, DELETE */
    selat_str target_context;       /**< what INBOUND or SENT kept with the target */
    selat_str address_context;      /**< the newest ADDRESS or INBOUND address_context of `to` */
    int64_t address_context_ms;     /**< when that was given; 0 when never */
    uint64_t seq;  /**< position among the messages from and to this address, from 1 */
    int64_t at_ms; /**< when it was written */
} selat_outgoing;

/** The answer to a CALL. */
typedef struct selat_http_reply {
    selat_event event;
    uint64_t op;       /**< as in the CALL */
    selat_str context; /**< as in the CALL */
    int32_t failure;   /**< SELAT_OK when an answer came; else SELAT_UNAVAILABLE (nothing was
                            sent), SELAT_UNCERTAIN (sent, no answer), SELAT_DENIED (the
                            egress rules refuse the host) or SELAT_INVALID (no such URL) */
    uint32_t status;   /**< HTTP status, 0 on failure */
    const selat_pair* headers; /**< names in lower case */
    uint64_t header_count;
    selat_str body;
    selat_str detail; /**< on failure: what happened, for people */
} selat_http_reply;

/** A connection asked for with CONNECT or ACCEPT is open. */
typedef struct selat_open {
    selat_event event;
    selat_str connection; /**< the plugin's name for it */
    selat_str remote;     /**< peer IP address */
    selat_str protocol;   /**< WebSocket subprotocol agreed, or empty */
} selat_open;

/** One WebSocket message, or bytes of a TCP or TLS stream as they came. */
typedef struct selat_data {
    selat_event event;
    selat_str connection;
    selat_str data;
    uint32_t binary; /**< 1: a binary message or stream bytes; 0: a text message (valid UTF-8) */
    uint32_t reserved;
} selat_data;

/** A connection ended, or could not be opened. Its name is free again. */
typedef struct selat_close {
    selat_event event;
    selat_str connection;
    uint32_t code;    /**< WebSocket close code; 1006 without a close frame, 0 for streams */
    int32_t failure;  /**< SELAT_OK for an orderly end, else why */
    selat_str reason; /**< the peer's words, or what happened */
} selat_close;

/** A TIMER that was set has come due. Timers of an instance do not survive a restart; set them
 *  again when `create`d (SELAT_TIMER_START is called once after create). */
typedef struct selat_timer {
    selat_event event;
    selat_str name;
} selat_timer;

/** The name of the timer that fires once, as soon as an instance with selat.timer/1 starts. */
#define SELAT_TIMER_START "selat:start"

/** The name of the timer that fires once, last of all, when the gateway ends or restarts an
 *  instance with selat.timer/1 in good order: its connections are closed right after, behind what
 *  this call WRITEs. What it CONNECTs or sets is not begun. */
#define SELAT_TIMER_STOP "selat:stop"

/** An INBOUND with a `tag` is durable, or a SAVE_STATE with one; of the latter only `tag` and
 * `at_ms` are told. */
typedef struct selat_stored {
    selat_event event;
    selat_str tag;      /**< as in the INBOUND or SAVE_STATE */
    selat_str message;  /**< our message id */
    uint64_t seq;       /**< position among this address's messages, from 1, gapless */
    int64_t at_ms;      /**< our time of storing */
    uint32_t duplicate; /**< 1: the provider id was known; id, seq and time are the first one's */
    int32_t failure;    /**< SELAT_OK, or why it was not stored (SELAT_UNAVAILABLE) */
    selat_str content;  /**< content JSON as stored; empty for a duplicate and on failure */
} selat_stored;

/** One message of a HISTORY answer. */
typedef struct selat_history_item {
    uint32_t size;    /**< sizeof(selat_history_item) */
    uint32_t inbound; /**< 1: from the customer */
    selat_str message;
    selat_str provider_id;
    uint64_t seq;
    int64_t at_ms;
    selat_str author_kind;
    selat_str author_name;
    selat_str status;  /**< contract's message status */
    selat_str content; /**< content JSON */
} selat_history_item;

/** The answer to HISTORY, oldest first. */
typedef struct selat_history {
    selat_event event;
    selat_str tag;
    selat_str address;
    const selat_history_item* const* items;
    uint64_t item_count;
    uint64_t newest_seq; /**< the address's newest seq; greater than the last item's when cut */
    uint64_t read_seq;   /**< highest seq of the customer's that we have told read; 0 when none */
    selat_str conversation_status; /**< "open", "closed" or empty when the address is unknown */
    uint64_t customer_read_seq;    /**< highest seq of ours the customer has read; 0 when none */
} selat_history;

/** Credentials were refused, or expire soon: get new ones (selat.credentials/1). */
typedef struct selat_refresh {
    selat_event event;
    uint64_t op;    /**< for the CALLs of this refresh; ends with REFRESHED or FAILED */
    selat_str name; /**< which credential, as the manifest names it */
} selat_refresh;

/** Bytes a plugin's own thread handed to the host (selat.post/1). */
typedef struct selat_post_event {
    selat_event event;
    selat_str bytes;
} selat_post_event;

/** A code was made and goes out. */
#define SELAT_VERIFICATION_PENDING 1u
/** No code was made; `failure` says why: THROTTLED (see retry_after_ms), NOT_FOUND (there is no
 *  such channel, or this instance may not verify through it), INVALID (no address of that channel),
 *  OPTED_OUT, OUTSIDE_WINDOW, UNSUPPORTED (the channel carries no text), UNAVAILABLE. */
#define SELAT_VERIFICATION_REFUSED 2u
/** The code could not be delivered: `failure`. It is no longer taken. */
#define SELAT_VERIFICATION_FAILED 3u
/** Not the code; it may be typed again, `attempts_left` times. */
#define SELAT_VERIFICATION_WRONG 4u
/** Not the code, for the last time: it is no longer taken. */
#define SELAT_VERIFICATION_MAX_ATTEMPTS 5u
/** There is no code that could be typed: its time is over, or none was sent. */
#define SELAT_VERIFICATION_EXPIRED 6u
/** The right code: both addresses are one customer's now. */
#define SELAT_VERIFICATION_APPROVED 7u
/** Whether the code is right could not be found out now; `failure` says why. It may be typed
 *  again. */
#define SELAT_VERIFICATION_UNCHECKED 8u

/** The answer to VERIFY or VERIFY_CODE; and, with the tag of the VERIFY, that its code could not be
 *  delivered. Told to the instance that runs then: after a restart, for a customer who may be gone.
 */
typedef struct selat_verification {
    selat_event event;
    selat_str tag;
    selat_str verification; /**< its id; empty when REFUSED, or when there is none */
    selat_str from;
    selat_str through; /**< with `to`: empty when there is none */
    selat_str to;
    uint32_t status;        /**< SELAT_VERIFICATION_… */
    int32_t failure;        /**< SELAT_OK, or why */
    uint32_t attempts_left; /**< how often a code may still be typed */
    uint32_t reserved;
    uint64_t retry_after_ms; /**< a new code may be asked for after this; 0: at once */
    int64_t expires_ms;      /**< wall clock; until then the code is taken; 0: there is none */
} selat_verification;

/** Why a flow is called. */
#define SELAT_FLOW_START 1u       /**< a new execution; `message` starts it */
#define SELAT_FLOW_MESSAGE 2u     /**< the customer wrote while the flow waited for that */
#define SELAT_FLOW_TIMER 3u       /**< the timer `name` came due */
#define SELAT_FLOW_REPLY 4u       /**< the answer to CALL `name`: `reply` */
#define SELAT_FLOW_BOT 5u         /**< bot asked under `name` has ended: `result` */
#define SELAT_FLOW_TASK 6u        /**< the HANDOFF made a task: `result` is the task JSON */
#define SELAT_FLOW_TASK_FAILED 7u /**< the HANDOFF was refused: `result` says why */
#define SELAT_FLOW_SEND_FAILED 8u /**< the SAY with tag `name` could not be delivered */
#define SELAT_FLOW_SUBFLOW 9u     /**< the subflow `name` ended: `result` its variables */

/** One step of an execution. The flow is a function of this record alone. */
typedef struct selat_flow_event {
    selat_event event;
    uint32_t what;                 /**< SELAT_FLOW_… */
    uint32_t failure;              /**< for BOT, SUBFLOW: SELAT_OK or why it failed */
    selat_str execution;           /**< execution id, "FN…" */
    selat_str state;               /**< what FLOW_STATE kept; empty at START */
    selat_str name;                /**< timer, CALL tag, bot tag, SAY tag */
    selat_str channel;             /**< channel instance id */
    selat_str channel_kind;        /**< plugin name: "line", "sms" */
    selat_str contact_address;     /**< the customer's address */
    selat_str channel_address;     /**< our side: conversation id for messaging, number for voice */
    selat_str conversation;        /**< {"id","attributes":{…},"opened"} */
    selat_str customer;            /**< {"id","name","locale","attributes":{…}} */
    selat_str message;             /**< message JSON of the contract; empty when none */
    selat_str result;              /**< JSON, see `what` */
    const selat_http_reply* reply; /**< for REPLY, else null */
    selat_str parameters; /**< of a SUBFLOW, in every event of that execution; empty otherwise */
    selat_str parent;     /**< {"flow","execution"} of the flow that waits; empty: none */
    selat_str refused;    /**< JSON array of SAY tags; empty: none. A step that says, with a tag,
                               what the host will not send (the customer has blocked us, or has no
                               such address) is asked for once more, told so here; the first
                               answer then counts for nothing */
} selat_flow_event;

#define SELAT_BOT_MESSAGE 1u /**< the customer wrote */
#define SELAT_BOT_REPLY 2u   /**< the answer to a CALL: `reply`; the rest as at its message */

/** A customer's message for a bot, or the next step of one being answered. */
typedef struct selat_bot_event {
    selat_event event;
    uint64_t op;                   /**< for CALLs; ends with ANSWER or FAILED */
    selat_str conversation;        /**< conversation JSON */
    selat_str customer;            /**< customer JSON */
    selat_str message;             /**< message JSON; never empty */
    selat_str history;             /**< JSON array of message JSON, oldest first, newest 20 */
    selat_str parameters;          /**< JSON object a flow passed on; "{}" when none */
    selat_str state;               /**< what BOT_STATE kept for this conversation; empty at first */
    const selat_http_reply* reply; /**< for REPLY, else null */
    uint32_t what;                 /**< SELAT_BOT_… */
    uint32_t reserved;
} selat_bot_event;

#ifdef __cplusplus
}
#endif
#endif
