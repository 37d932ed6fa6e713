/* SPDX-License-Identifier: MIT
 *
 * A channel: how customers reach us. The core is three pure functions; what a channel needs
 * beyond (connections, timers, kept state …) are extension tables of their own.
 */
#ifndef SELAT_ABI_CHANNEL_H
#define SELAT_ABI_CHANNEL_H

#include "actions.h"
#include "events.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SELAT_CHANNEL_ID "selat.channel/1"

/** Every function returns SELAT_OK or a code, and explains a code in `error`. */
typedef struct selat_channel_v1 {
    /** [parallel] Makes an instance. No I/O. On a code nothing was made and `self` is ignored. */
    int32_t (*create)(const selat_setup* setup, void** self, selat_error* error);
    /** Ends an instance, once, after every other call has returned. */
    void (*destroy)(void* self);
    /** [parallel] A request to this instance's webhook. SELAT_INVALID answers 400, SELAT_DENIED
     * 401, anything else 500. */
    int32_t (*on_http)(const void* self, const selat_http_request* request,
                       const selat_actions* actions, selat_error* error);
    /** [parallel] Something to send. A code counts as FAILED with it. */
    int32_t (*on_send)(const void* self, const selat_outgoing* outgoing,
                       const selat_actions* actions, selat_error* error);
    /** [parallel] The answer to a CALL of on_send, on_http or on_reply. */
    int32_t (*on_reply)(const void* self, const selat_http_reply* reply,
                        const selat_actions* actions, selat_error* error);
    /** [parallel] An extension table of this channel by id, or null. */
    const void* (*extension)(selat_str id);
} selat_channel_v1;

#define SELAT_CONNECTION_ID "selat.connection/1"

/** Sockets: client connections made with CONNECT, server WebSockets taken with ACCEPT. */
typedef struct selat_connection_v1 {
    /** [serial] Open. */
    int32_t (*on_open)(void* self, const selat_open* open, const selat_actions* actions,
                       selat_error* error);
    /** [serial] Data came. A code closes the connection (1007 for INVALID, 1008 for DENIED, else
     *  1011). */
    int32_t (*on_data)(void* self, const selat_data* data, const selat_actions* actions,
                       selat_error* error);
    /** [serial] Closed. */
    int32_t (*on_close)(void* self, const selat_close* close, const selat_actions* actions,
                        selat_error* error);
} selat_connection_v1;

#define SELAT_SERIAL_SEND_ID "selat.serial-send/1"

/** For channels that send over connections: on_send needs to know which are open. When present
 *  it is called in place of selat_channel_v1.on_send. */
typedef struct selat_serial_send_v1 {
    /** [serial] As on_send. */
    int32_t (*on_send)(void* self, const selat_outgoing* outgoing, const selat_actions* actions,
                       selat_error* error);
} selat_serial_send_v1;

#define SELAT_SERIAL_REPLY_ID "selat.serial-reply/1"

/** For channels whose calls steer a connection or timer. When present, answers to CALLs of serial
 *  calls come here instead of selat_channel_v1.on_reply. */
typedef struct selat_serial_reply_v1 {
    /** [serial] As on_reply; may also CONNECT, WRITE, TIMER, SAVE_STATE. */
    int32_t (*on_reply)(void* self, const selat_http_reply* reply, const selat_actions* actions,
                        selat_error* error);
} selat_serial_reply_v1;

#define SELAT_TIMER_ID "selat.timer/1"

/** Timers set with TIMER. */
typedef struct selat_timer_v1 {
    /** [serial] Due. */
    int32_t (*on_timer)(void* self, const selat_timer* timer, const selat_actions* actions,
                        selat_error* error);
} selat_timer_v1;

#define SELAT_STORED_ID "selat.stored/1"

/** Told when a tagged INBOUND is durable, and given history. */
typedef struct selat_stored_v1 {
    /** [serial] A tagged INBOUND was committed, or could not be. */
    int32_t (*on_stored)(void* self, const selat_stored* stored, const selat_actions* actions,
                         selat_error* error);
    /** [serial] The answer to HISTORY. */
    int32_t (*on_history)(void* self, const selat_history* history, const selat_actions* actions,
                          selat_error* error);
} selat_stored_v1;

#define SELAT_CREDENTIALS_ID "selat.credentials/1"

/** Short-lived tokens: the host refreshes once for all parallel sends. */
typedef struct selat_credentials_v1 {
    /** [serial] Get a new one: CALL, then REFRESHED or FAILED. */
    int32_t (*on_refresh)(void* self, const selat_refresh* refresh, const selat_actions* actions,
                          selat_error* error);
} selat_credentials_v1;

#define SELAT_POSTED_ID "selat.posted/1"

/** For a plugin whose manifest says "threads": true. */
typedef struct selat_posted_v1 {
    /** [serial] Bytes that its own thread gave to selat_post_v1.post. */
    int32_t (*on_post)(void* self, const selat_post_event* post, const selat_actions* actions,
                       selat_error* error);
} selat_posted_v1;

#define SELAT_VERIFICATION_ID "selat.verification/1"

/** For channels whose customers prove, with a one-time code, that an address on another channel is
 *  theirs. */
typedef struct selat_verification_v1 {
    /** [serial] What became of a VERIFY or VERIFY_CODE. */
    int32_t (*on_verification)(void* self, const selat_verification* verification,
                               const selat_actions* actions, selat_error* error);
} selat_verification_v1;

#ifdef __cplusplus
}
#endif
#endif
