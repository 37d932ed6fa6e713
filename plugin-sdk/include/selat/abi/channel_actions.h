/* SPDX-License-Identifier: MIT
 *
 * What channels alone add: what came from customers, what became of what was sent, connections,
 * and what an instance keeps and says of itself. "In" says which calls may add it.
 */
#ifndef SELAT_ABI_CHANNEL_ACTIONS_H
#define SELAT_ABI_CHANNEL_ACTIONS_H

#include "action_kinds.h"
#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#define SELAT_REACH_UNKNOWN 0u
#define SELAT_REACH_OPEN 1u      /**< may be written to (follow, opt-in, START) */
#define SELAT_REACH_BLOCKED 2u   /**< the customer blocked us: sends fail with opted_out */
#define SELAT_REACH_OPTED_OUT 3u /**< STOP and the like */

/** A message from a customer. In on_http, on_reply and every serial call. */
typedef struct selat_inbound {
    selat_record record;
    uint32_t flags;        /**< SELAT_INBOUND_… */
    uint32_t reach;        /**< SELAT_REACH_…: what the message itself says of `from` (STOP, START).
                                One commit with it, once: a repeated delivery changes nothing */
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
    selat_str content; /**< the new content JSON for EDIT; an attachment whose provider_id the
                          message had already is shown as it was kept, and not fetched again */
    int64_t at_ms; /**< provider's time of the change; 0: not told. An edit older than the one that
                      is shown changes nothing */
} selat_amend;

#define SELAT_RECEIPT_DELIVERED 1u
#define SELAT_RECEIPT_READ 2u
#define SELAT_RECEIPT_FAILED 3u
/** The provider took it, which SENT has told already unless its answer was lost: with `message`, an
 *  uncertain send is settled. */
#define SELAT_RECEIPT_SENT 4u

/** What became of a message we sent. Where INBOUND may be. Later receipts never lower a status. */
typedef struct selat_receipt {
    selat_record record;
    uint32_t status;      /**< SELAT_RECEIPT_… */
    int32_t code;         /**< for FAILED: a SELAT_ code */
    selat_str message_id; /**< provider's id; empty with `up_to_seq` or `up_to_ms` */
    selat_str address;    /**< whose receipt; needed with up_to_…. Beside a message_id, READ is of
                               everything sent there before that message too */
    uint64_t up_to_seq;   /**< everything sent to `address` up to this seq; 0: not used */
    int64_t up_to_ms;     /**< everything sent to `address` until this time; 0: not used */
    selat_str provider_code;
    selat_str detail;
    int64_t at_ms;
    selat_str message; /**< our own id "IM…", where the provider gives it back; then message_id may
                          be empty, and an uncertain send is settled. Where both are there, a
                          message that has no provider's id yet gets that one */
} selat_receipt;

/** The customer started or stopped typing. Where INBOUND may be. Not stored. */
typedef struct selat_typing {
    selat_record record;
    uint32_t on;
    uint32_t ttl_ms; /**< gone by itself after this; 0: 8 s */
    selat_str from;
} selat_typing;

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

/** Get the bytes of an attachment of the INBOUND, or of the AMEND that edits, named by
 *  `provider_id`, after its commit. In the same call as that. */
typedef struct selat_fetch {
    selat_record record;
    uint32_t attachment;   /**< index into the content's attachments */
    uint32_t retry_status; /**< a status that means "not ready yet" (LINE: 202); 0: none */
    selat_str provider_id; /**< that INBOUND's provider_id; that AMEND's, which then must not
                                be empty */
    selat_str url;
    const selat_pair* headers; /**< may hold {{secret:NAME}} */
    uint64_t header_count;
    selat_str pointer;  /**< not empty: `url` answers with JSON whose text at this JSON pointer says
                             where the file is; asked anew at each try. Empty: `url` is the file */
    selat_str file_url; /**< with `pointer`: where {{found}} stands for that text, percent-encoded
                             but for '/'; may hold {{secret:NAME}}. Empty: that text is the URL. The
                             headers go there as well */
} selat_fetch;

/** The bytes of an attachment of the INBOUND named by `provider_id`, which must not be empty; in
 *  the same call as that INBOUND. The host sets the attachment's url, mime and size; its name and
 *  what it says of its type are the content's. Kept on the disk before the INBOUND is committed, in
 *  one commit with it. Larger than the gateway's media.max_size, or not what its type says: a
 *  request is answered 413 or 415 in place of its RESPOND, and nothing of the call is stored; of
 *  other calls the message is stored without the bytes. Bytes within the request's body are not
 *  copied, and as many are taken as it has; others are at most SELAT_MAX_BODY. */
typedef struct selat_attach {
    selat_record record;
    uint32_t attachment; /**< index into the content's attachments */
    uint32_t reserved;
    selat_str provider_id; /**< that INBOUND's provider_id */
    selat_str bytes;       /**< not empty */
} selat_attach;

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

/** Keeps a value for the instance, committed with everything else of the call (selat.state/1). In
 *  serial calls. */
typedef struct selat_save_state {
    selat_record record;
    selat_str key;
    selat_str value; /**< empty: forget the key */
    selat_str tag;   /**< when not empty, on_stored is called with it once the value is durable, and
                          with it all that this call and those before delivered */
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
/** The instance has ended for good by itself: only people can help (credentials, permissions). The
 *  gateway is not ready meanwhile. */
#define SELAT_STATUS_STOPPED 3u

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

/** Sends a one-time code to the customer's address on another channel, to prove that whoever writes
 *  from `from` holds that one too; on_verification follows. The host makes the code, limits how
 *  often one goes out and keeps it to itself. A new code of `from` replaces the one before. In
 *  serial calls of a channel with selat.verification/1. */
typedef struct selat_verify {
    selat_record record;
    selat_str tag;     /**< given back; a short reference */
    selat_str from;    /**< the customer's address on this channel */
    selat_str through; /**< the channel that carries the code: the value of an option of this
                            instance that its schema marks "channel": true */
    selat_str to;      /**< the customer's address there, as its provider writes it */
    selat_str locale;  /**< BCP 47, of the words around the code; empty: the customer's */
    selat_str title;   /**< who asks, for those words; may be empty */
    selat_str origin;  /**< host name of the page the code is typed into, so that browsers offer to
                            fill it in (WebOTP); may be empty */
} selat_verify;

/** What the customer typed as the code of the newest VERIFY of `from`; on_verification follows. The
 *  right one makes both addresses one customer's. In serial calls of a channel with
 *  selat.verification/1. */
typedef struct selat_verify_code {
    selat_record record;
    selat_str tag;  /**< given back; a short reference */
    selat_str from; /**< the customer's address on this channel */
    selat_str code; /**< spaces and hyphens do not count */
} selat_verify_code;

#ifdef __cplusplus
}
#endif
#endif
