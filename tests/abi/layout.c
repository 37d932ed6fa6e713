/* The ABI's sizes and offsets on LP64, as numbers. A line that fails to compile is a break: see
 * plugin-sdk/abi/HISTORY.md. Compiled as C99, C11, C++11 and C++20. */
#include <selat/plugin.h>

#ifdef __cplusplus
#define CHECK(condition) static_assert(condition, #condition)
#elif __STDC_VERSION__ >= 201112L
#define CHECK(condition) _Static_assert(condition, #condition)
#else
#define CHECK(condition) (void)sizeof(char[(condition) ? 1 : -1])
#endif
#define SIZE(type, bytes) CHECK(sizeof(type) == (bytes))
#define OFFSET(type, field, bytes) CHECK(offsetof(type, field) == (bytes))

int main(void) {
    SIZE(selat_str, 16);
    SIZE(selat_pair, 32);
    SIZE(selat_error, 256);
    SIZE(selat_record, 8);
    SIZE(selat_event, 32);
    SIZE(selat_actions, 24);
    SIZE(selat_module, 24);
    SIZE(selat_host, 24);
    SIZE(selat_setup, 80);
    SIZE(selat_flow_setup, 104);
    SIZE(selat_http_request, 152);
    SIZE(selat_outgoing, 264);
    SIZE(selat_http_reply, 112);
    SIZE(selat_open, 80);
    SIZE(selat_data, 72);
    SIZE(selat_close, 72);
    SIZE(selat_timer, 48);
    SIZE(selat_stored, 104);
    SIZE(selat_history_item, 120);
    SIZE(selat_history, 120);
    SIZE(selat_refresh, 56);
    SIZE(selat_post_event, 48);
    SIZE(selat_verification, 144);
    SIZE(selat_flow_event, 272);
    SIZE(selat_bot_event, 152);
    SIZE(selat_respond, 48);
    SIZE(selat_accept, 56);
    SIZE(selat_inbound, 200);
    SIZE(selat_amend, 88);
    SIZE(selat_receipt, 120);
    SIZE(selat_typing, 32);
    SIZE(selat_address, 136);
    SIZE(selat_fetch, 96);
    SIZE(selat_attach, 48);
    SIZE(selat_call, 120);
    SIZE(selat_sent, 72);
    SIZE(selat_failed, 64);
    SIZE(selat_connect, 88);
    SIZE(selat_write, 48);
    SIZE(selat_hangup, 48);
    SIZE(selat_set_timer, 32);
    SIZE(selat_save_state, 56);
    SIZE(selat_ask_history, 64);
    SIZE(selat_status, 32);
    SIZE(selat_refreshed, 56);
    SIZE(selat_verify, 120);
    SIZE(selat_verify_code, 56);
    SIZE(selat_log, 64);
    SIZE(selat_count, 48);
    SIZE(selat_say, 72);
    SIZE(selat_flow_state, 80);
    SIZE(selat_handoff, 88);
    SIZE(selat_ask_bot, 64);
    SIZE(selat_attributes, 32);
    SIZE(selat_subflow, 56);
    SIZE(selat_fault, 48);
    SIZE(selat_answer, 56);
    SIZE(selat_bot_state, 32);
    SIZE(selat_skill, 24);
    SIZE(selat_candidate, 88);
    SIZE(selat_rank_request, 168);
    SIZE(selat_channel_v1, 48);
    SIZE(selat_connection_v1, 24);
    SIZE(selat_serial_send_v1, 8);
    SIZE(selat_serial_reply_v1, 8);
    SIZE(selat_timer_v1, 8);
    SIZE(selat_stored_v1, 16);
    SIZE(selat_credentials_v1, 8);
    SIZE(selat_posted_v1, 8);
    SIZE(selat_verification_v1, 8);
    SIZE(selat_flow_v1, 32);
    SIZE(selat_strategy_v1, 24);
    SIZE(selat_bot_v1, 24);
    SIZE(selat_crypto_v1, 48);
    SIZE(selat_post_v1, 8);

    OFFSET(selat_error, text, 8);
    OFFSET(selat_event, now_ms, 8);
    OFFSET(selat_event, random, 16);
    OFFSET(selat_actions, host, 8);
    OFFSET(selat_actions, add, 16);
    OFFSET(selat_module, table, 16);
    OFFSET(selat_setup, options, 24);
    OFFSET(selat_setup, host, 56);
    OFFSET(selat_setup, state_count, 72);
    OFFSET(selat_http_request, headers, 96);
    OFFSET(selat_http_request, body, 112);
    OFFSET(selat_http_request, flags, 144);
    OFFSET(selat_outgoing, op, 32);
    OFFSET(selat_outgoing, content, 96);
    OFFSET(selat_outgoing, address_context, 224);
    OFFSET(selat_outgoing, at_ms, 256);
    OFFSET(selat_http_reply, failure, 56);
    OFFSET(selat_http_reply, body, 80);
    OFFSET(selat_flow_event, reply, 216);
    OFFSET(selat_flow_event, parent, 240);
    OFFSET(selat_flow_event, refused, 256);
    OFFSET(selat_bot_event, reply, 136);
    OFFSET(selat_bot_event, what, 144);
    OFFSET(selat_stored, content, 88);
    OFFSET(selat_history, items, 64);
    OFFSET(selat_verification, status, 112);
    OFFSET(selat_verification, expires_ms, 136);
    OFFSET(selat_respond, body, 32);
    OFFSET(selat_inbound, reach, 12);
    OFFSET(selat_inbound, provider_id, 16);
    OFFSET(selat_inbound, content, 96);
    OFFSET(selat_inbound, at_ms, 192);
    OFFSET(selat_receipt, message_id, 16);
    OFFSET(selat_receipt, message, 104);
    OFFSET(selat_address, identity, 96);
    OFFSET(selat_address, at_ms, 128);
    OFFSET(selat_fetch, headers, 48);
    OFFSET(selat_fetch, file_url, 80);
    OFFSET(selat_attach, bytes, 32);
    OFFSET(selat_call, url, 32);
    OFFSET(selat_call, body, 64);
    OFFSET(selat_call, tag, 104);
    OFFSET(selat_sent, status, 68);
    OFFSET(selat_failed, detail, 48);
    OFFSET(selat_connect, max_message, 80);
    OFFSET(selat_write, flags, 40);
    OFFSET(selat_verify, through, 40);
    OFFSET(selat_verify, origin, 104);
    OFFSET(selat_verify_code, code, 40);
    OFFSET(selat_flow_state, error, 64);
    OFFSET(selat_handoff, tag, 72);
    OFFSET(selat_answer, ended, 52);
    OFFSET(selat_channel_v1, on_http, 16);
    OFFSET(selat_channel_v1, extension, 40);
    OFFSET(selat_crypto_v1, public_verify, 40);
    return 0;
}
