/* SPDX-License-Identifier: MIT
 *
 * The numbers that tell actions apart, in one list so that none is given twice, and how large the
 * fields of actions may be.
 *
 * An action whose field is longer than the host takes is refused, and with it the whole call. Ids,
 * names, addresses, keys, codes and tags take SELAT_MAX_NAME bytes; contexts, URLs, header values
 * and states of bots SELAT_MAX_TEXT; JSON documents, states of flows and kept values
 * SELAT_MAX_DOCUMENT; bodies and what is written to a connection SELAT_MAX_BODY; a COUNT's name
 * SELAT_MAX_COUNTER. Names of authors and of the like, reasons and details are for people's eyes:
 * they are cut instead.
 */
#ifndef SELAT_ABI_ACTION_KINDS_H
#define SELAT_ABI_ACTION_KINDS_H

#include "base.h"

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
#define SELAT_ACTION_ATTACH 35u
#define SELAT_ACTION_VERIFY 37u
#define SELAT_ACTION_VERIFY_CODE 38u
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

#endif
