/* SPDX-License-Identifier: MIT
 *
 * What a plugin answers with: records added to the selat_actions of the call. The host copies
 * each at once, so they may be built on the stack. "in" says which calls may add it.
 *
 * An action whose field is longer than the host takes is refused, and with it the whole call. Ids,
 * names, addresses, keys, codes and tags take SELAT_MAX_NAME bytes; contexts, URLs, header values
 * and states of bots SELAT_MAX_TEXT; JSON documents, states of flows and kept values
 * SELAT_MAX_DOCUMENT; bodies and what is written to a connection SELAT_MAX_BODY; a COUNT's name
 * SELAT_MAX_COUNTER. Names of authors and of the like, reasons and details are
 * for people's eyes: they are cut instead.
 */
#ifndef SELAT_ABI_ACTIONS_H
#define SELAT_ABI_ACTIONS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_MAX_NAME 1024u
#define SELAT_MAX_COUNTER 128u
#define SELAT_MAX_TEXT (64u * 1024u)
#define SELAT_MAX_DOCUMENT (4u * 1024u * 1024u)
#define SELAT_MAX_BODY (32u * 1024u * 1024u)
/** Header, label and log pairs of one action; provider ids of one SENT; items of one HISTORY;
 *  actions of one call. */
#define SELAT_MAX_PAIRS 200u
#define SELAT_MAX_PROVIDER_IDS 100u
#define SELAT_MAX_HISTORY 500u
#define SELAT_MAX_ACTIONS 4096u

#define SELAT_ACTION_RESPOND 1u
#define SELAT_ACTION_ACCEPT 2u
#define SELAT_ACTION_INBOUND 3u
#define SELAT_ACTION_AMEND 4u
#define SELAT_ACTION_RECEIPT 5u
#define SELAT_ACTION_TYPING 6u
#define SELAT_ACTION_ADDRESS 7u
#define SELAT_ACTION_FETCH 8u
#define SELAT_ACTION_CALL 10u
#define SELAT_ACTION_SENT 11u
#define SELAT_ACTION_FAILED 12u
#define SELAT_ACTION_CONNECT 20u
#define SELAT_ACTION_WRITE 21u
#define SELAT_ACTION_CLOSE 22u
#define SELAT_ACTION_TIMER 30u
#define SELAT_ACTION_SAVE_STATE 31u
#define SELAT_ACTION_HISTORY 32u
#define SELAT_ACTION_STATUS 33u
#define SELAT_ACTION_REFRESHED 34u
#define SELAT_ACTION_LOG 40u
#define SELAT_ACTION_COUNT 41u
#define SELAT_ACTION_SAY 50u
#define SELAT_ACTION_FLOW_STATE 51u
#define SELAT_ACTION_HANDOFF 52u
#define SELAT_ACTION_ASK_BOT 53u
#define SELAT_ACTION_ATTRIBUTES 54u
#define SELAT_ACTION_SUBFLOW 55u
#define SELAT_ACTION_FAULT 56u
#define SELAT_ACTION_ANSWER 60u
#define SELAT_ACTION_BOT_STATE 61u

/** Answers the HTTP request. In on_http, exactly once, unless ACCEPT. Sent only after everything
 *  the same call delivered is durable; when that fails, the host answers 503 instead. */
typedef struct selat_respond {
    selat_record record;
    uint32_t status; /**< 200…599 */
    uint32_t reserved;
    const selat_pair* headers;
    uint64_t header_count;
    selat_str body;
} selat_respond;

/** Takes a WebSocket upgrade. In on_http with SELAT_HTTP_UPGRADE. on_open follows. */
typedef struct selat_accept {
    selat_record record;
    selat_str connection; /**< a name unique among this instance's connections */
    selat_str protocol;   /**< subprotocol to agree to; empty for none */
    uint64_t max_message; /**< bytes of the largest message taken; 0: 64 KiB */
    uint64_t idle_ms;     /**< closed after this long without a message or pong; 0: 60 s */
} selat_accept;

/** Kept and shown, but nothing may answer it automatically (LINE standby, an echo of ours). */
#define SELAT_INBOUND_NO_REPLY 1u
/** Written by us through another surface of the provider; matched by provider id to what we sent,
 *  else stored as outbound. */
#define SELAT_INBOUND_ECHO 2u
/** The address was proved by the provider to belong to the customer. */
#define SELAT_INBOUND_VERIFIED 4u

/** A message from a customer. In on_http, on_reply and every serial call. */
typedef struct selat_inbound {
    selat_record record;
    uint32_t flags; /**< SELAT_INBOUND_… */
    uint32_t reserved;
    selat_str provider_id; /**< the provider's unique id of this delivery; the dedup key. Empty: the
                               host makes one from address, time and content */
    selat_str message_id;  /**< the provider's id of the message where it differs from provider_id
                                (receipts, edits and replies name it); empty: the same */
    selat_str from;        /**< the customer's (or group's) address, as the provider writes it */
    selat_str author;      /**< in groups: who wrote; empty otherwise */
    selat_str author_name; /**< display name that came with the message; may be empty */
    selat_str content;     /**< content JSON; must be an object with at least one part */
    selat_str reply_to;    /**< provider's id of the message this answers; may be empty */
    selat_str context;     /**< opaque; given back as reply_to_context, target_context */
    selat_str
        address_context; /**< opaque; newest kept with `from`, given back as address_context */
    selat_str tag;       /**< when not empty, on_stored is called with it after the commit. A short
                              reference: what was stored comes back beside it */
    selat_str locale;    /**< BCP 47 when the provider tells; may be empty */
    int64_t at_ms;       /**< provider's time; 0: now */
} selat_inbound;

#define SELAT_AMEND_EDIT 1u
#define SELAT_AMEND_DELETE 2u

/** The customer edited or took back a message. Where INBOUND may be. */
typedef struct selat_amend {
    selat_record record;
    uint32_t what; /**< SELAT_AMEND_… */
    uint32_t reserved;
    selat_str provider_id; /**< dedup key of this event; may be empty */
    selat_str message_id;  /**< the provider's id of the message */
    selat_str from;
    selat_str content; /**< the new content JSON for EDIT */
    int64_t at_ms;
} selat_amend;

#define SELAT_RECEIPT_DELIVERED 1u
#define SELAT_RECEIPT_READ 2u
#define SELAT_RECEIPT_FAILED 3u

/** What became of a message we sent. Where INBOUND may be. Later receipts never lower a status. */
typedef struct selat_receipt {
    selat_record record;
    uint32_t status;      /**< SELAT_RECEIPT_… */
    int32_t code;         /**< for FAILED: a SELAT_ code */
    selat_str message_id; /**< provider's id; empty with `up_to_seq` or `up_to_ms` */
    selat_str address;    /**< whose receipt; needed with up_to_… */
    uint64_t up_to_seq;   /**< everything sent to `address` up to this seq; 0: not used */
    int64_t up_to_ms;     /**< everything sent to `address` until this time; 0: not used */
    selat_str provider_code;
    selat_str detail;
    int64_t at_ms;
    selat_str message; /**< our own id "IM…", where the provider gives it back; then message_id may
                          be empty, and an uncertain send is settled */
} selat_receipt;

/** The customer started or stopped typing. Where INBOUND may be. Not stored. */
typedef struct selat_typing {
    selat_record record;
    uint32_t on;
    uint32_t ttl_ms; /**< gone by itself after this; 0: 8 s */
    selat_str from;
} selat_typing;

#define SELAT_REACH_UNKNOWN 0u
#define SELAT_REACH_OPEN 1u      /**< may be written to (follow, opt-in, START) */
#define SELAT_REACH_BLOCKED 2u   /**< the customer blocked us: sends fail with opted_out */
#define SELAT_REACH_OPTED_OUT 3u /**< STOP and the like */

/** What is known of an address: profile, reachability. Where INBOUND may be. Empty fields leave
 *  what is known. */
typedef struct selat_address {
    selat_record record;
    uint32_t reach;    /**< SELAT_REACH_… */
    uint32_t verified; /**< 1: the provider or a signature with an end proves whose it is */
    selat_str address;
    selat_str name;
    selat_str picture; /**< URL */
    selat_str locale;
    selat_str attributes; /**< JSON object of claimed customer attributes; may be empty */
    selat_str identity;   /**< external user id that a signature names (web identity); may be
                              empty. `verified` says whether that is proof enough */
    selat_str address_context;
    int64_t at_ms; /**< provider's time of `reach`; 0: now. An older one never replaces a newer */
} selat_address;

/** Get the bytes of an attachment of the INBOUND named by `tag`, after its commit. In the same
 *  call as that INBOUND. */
typedef struct selat_fetch {
    selat_record record;
    uint32_t attachment;   /**< index into the content's attachments */
    uint32_t retry_status; /**< a status that means "not ready yet" (LINE: 202); 0: none */
    selat_str provider_id; /**< that INBOUND's provider_id */
    selat_str url;
    const selat_pair* headers; /**< may hold {{secret:NAME}} */
    uint64_t header_count;
} selat_fetch;

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

/** Ends an op: the provider took it. In on_send, on_reply. */
typedef struct selat_sent {
    selat_record record;
    uint64_t op;
    const selat_str* provider_ids; /**< one per provider message made; may be none */
    uint64_t provider_id_count;
    selat_str context;              /**< opaque, kept with the message */
    selat_str address_context;      /**< replaces the address's, when not empty */
    uint32_t clear_address_context; /**< 1: forget the address's context (it was used up) */
    uint32_t status; /**< 0: sent; SELAT_RECEIPT_DELIVERED, _READ when already known */
} selat_sent;

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

/** Opens a client connection. In serial calls. wss://, ws:// (WebSocket), tls://, tcp://. */
typedef struct selat_connect {
    selat_record record;
    selat_str connection; /**< a name; connecting an open name closes the old one first */
    selat_str url;
    const selat_pair* headers; /**< for the WebSocket handshake */
    uint64_t header_count;
    selat_str protocol;
    uint64_t after_ms;    /**< wait this long first (reconnect back-off) */
    uint64_t max_message; /**< 0: 1 MiB */
} selat_connect;

#define SELAT_WRITE_BINARY 1u    /**< a binary message */
#define SELAT_WRITE_DROPPABLE 2u /**< may be left out when the peer is slow (typing, presence) */
#define SELAT_WRITE_SECRET 4u    /**< fill {{secret:NAME}}; as SELAT_CALL_SECRET_BODY */

/** Sends one message, or stream bytes. Any call of an instance with selat.connection/1. Writing
 *  to a connection that is gone is ignored and counted. A connection whose peer does not read is
 *  closed by the host at its limit. */
typedef struct selat_write {
    selat_record record;
    selat_str connection;
    selat_str data;
    uint32_t flags; /**< SELAT_WRITE_… */
    uint32_t reserved;
} selat_write;

/** Closes a connection; on_close follows. */
typedef struct selat_hangup {
    selat_record record;
    selat_str connection;
    uint32_t code; /**< WebSocket close code; 0: 1000 */
    uint32_t reserved;
    selat_str reason;
} selat_hangup;

/** Sets, moves or cancels a named timer. In serial calls (selat.timer/1) and flows, where timers
 *  are durable. */
typedef struct selat_set_timer {
    selat_record record;
    selat_str name;
    int64_t after_ms; /**< negative: cancel */
} selat_set_timer;

/** Keeps a value for the instance, committed with everything else of the call (selat.state/1). In
 *  serial calls. */
typedef struct selat_save_state {
    selat_record record;
    selat_str key;
    selat_str value; /**< empty: forget the key */
} selat_save_state;

/** Asks for the messages of an address; on_history follows. In serial calls. */
typedef struct selat_ask_history {
    selat_record record;
    selat_str tag;
    selat_str address;
    uint64_t after_seq;  /**< messages with a greater seq … */
    uint64_t before_seq; /**< … and a lesser one; 0: no bound */
    uint32_t limit;      /**< at most this many, 1…500; with before_seq alone, the newest ones */
    uint32_t reserved;
} selat_ask_history;

#define SELAT_STATUS_RUNNING 1u
#define SELAT_STATUS_DEGRADED 2u

/** How the instance is, for GET /channels. Any call. */
typedef struct selat_status {
    selat_record record;
    uint32_t status; /**< SELAT_STATUS_… */
    uint32_t reserved;
    selat_str reason;
} selat_status;

/** New value of a credential; from now on {{secret:NAME}} stands for it. In on_refresh, on_reply.
 */
typedef struct selat_refreshed {
    selat_record record;
    uint64_t op;
    selat_str name;
    selat_str value;
    uint64_t expires_ms; /**< from now; the host refreshes before; 0: never */
} selat_refreshed;

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

#define SELAT_ATTRIBUTES_CONVERSATION 1u
#define SELAT_ATTRIBUTES_CUSTOMER 2u

/** Merges a JSON object into attributes (null removes a key). In flows, bots. */
typedef struct selat_attributes {
    selat_record record;
    uint32_t scope; /**< SELAT_ATTRIBUTES_… */
    uint32_t reserved;
    selat_str values;
} selat_attributes;

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
