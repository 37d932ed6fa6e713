/* A channel in C99: what plugins/channels/echo does, with nothing but <selat/plugin.h>. A webhook's
 * body is a content object as it is, its sender in X-From and its id in X-Id. */
#include <selat/plugin.h>

#include <stdlib.h>
#include <string.h>

typedef struct channel {
    const selat_host* host;
    const selat_crypto_v1* crypto;
} channel;

#define TEXT(literal) literal_text("" literal, sizeof(literal) - 1)

static selat_str literal_text(const char* text, uint64_t size) {
    selat_str out;
    out.data = text;
    out.size = size;
    return out;
}

static int same(selat_str a, selat_str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, (size_t)a.size) == 0);
}

static selat_str header(const selat_http_request* request, selat_str name) {
    uint64_t i;
    for (i = 0; i < request->header_count; ++i) {
        if (same(request->headers[i].name, name)) {
            return request->headers[i].value;
        }
    }
    return TEXT("");
}

static int32_t refuse(selat_error* error, int32_t code, const char* text) {
    if (error != NULL && error->size >= sizeof(selat_error)) {
        error->code = code;
        strncpy(error->text, text, sizeof error->text - 1);
        error->text[sizeof error->text - 1] = '\0';
    }
    return code;
}

static int32_t respond(const selat_actions* actions, uint32_t status) {
    selat_respond action;
    memset(&action, 0, sizeof action);
    action.record.size = sizeof action;
    action.record.kind = SELAT_ACTION_RESPOND;
    action.status = status;
    return actions->add(actions, &action.record);
}

static int32_t create(const selat_setup* setup, void** self, selat_error* error) {
    channel* made = (channel*)malloc(sizeof *made);
    if (made == NULL) {
        return refuse(error, SELAT_UNAVAILABLE, "no memory");
    }
    made->host = setup->host;
    made->crypto = (const selat_crypto_v1*)setup->host->table(setup->host, TEXT(SELAT_CRYPTO_ID));
    if (made->crypto == NULL) {
        free(made);
        return refuse(error, SELAT_UNSUPPORTED, "the host has no selat.crypto/1");
    }
    *self = made;
    return SELAT_OK;
}

static void destroy(void* self) { free(self); }

static int32_t on_http(const void* self, const selat_http_request* request,
                       const selat_actions* actions, selat_error* error) {
    const channel* me = (const channel*)self;
    uint8_t digest[32];
    char hex[64];
    selat_inbound action;
    int i;
    if (me->crypto->hmac(me->host, SELAT_SHA256, TEXT("{{secret:hook_secret}}"), request->body,
                         digest) != SELAT_OK) {
        return refuse(error, SELAT_CONFIG, "hook_secret cannot be used");
    }
    for (i = 0; i < 32; ++i) {
        hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    if (me->crypto->equal(me->host, literal_text(hex, sizeof hex),
                          header(request, TEXT("x-signature"))) != SELAT_OK) {
        return respond(actions, 401);
    }
    memset(&action, 0, sizeof action);
    action.record.size = sizeof action;
    action.record.kind = SELAT_ACTION_INBOUND;
    action.provider_id = header(request, TEXT("x-id"));
    action.from = header(request, TEXT("x-from"));
    action.content = request->body;
    if (actions->add(actions, &action.record) != SELAT_OK) {
        return refuse(error, SELAT_INVALID, "the body is no content object");
    }
    return respond(actions, 200);
}

static int32_t on_send(const void* self, const selat_outgoing* outgoing,
                       const selat_actions* actions, selat_error* error) {
    selat_call action;
    selat_pair headers[2];
    (void)self;
    (void)error;
    headers[0].name = TEXT("authorization");
    headers[0].value = TEXT("Bearer {{secret:token}}");
    headers[1].name = TEXT("idempotency-key");
    headers[1].value = outgoing->idempotency_key;
    memset(&action, 0, sizeof action);
    action.record.size = sizeof action;
    action.record.kind = SELAT_ACTION_CALL;
    action.op = outgoing->op;
    action.method = TEXT("POST");
    action.url = TEXT("https://api.example/messages");
    action.headers = headers;
    action.header_count = 2;
    action.body = outgoing->content;
    action.flags = SELAT_CALL_REPEATABLE;
    return actions->add(actions, &action.record);
}

static int32_t on_reply(const void* self, const selat_http_reply* reply,
                        const selat_actions* actions, selat_error* error) {
    (void)self;
    (void)error;
    if (reply->failure == SELAT_OK && reply->status < 300) {
        selat_sent sent;
        memset(&sent, 0, sizeof sent);
        sent.record.size = sizeof sent;
        sent.record.kind = SELAT_ACTION_SENT;
        sent.op = reply->op;
        return actions->add(actions, &sent.record);
    } else {
        selat_failed failed;
        memset(&failed, 0, sizeof failed);
        failed.record.size = sizeof failed;
        failed.record.kind = SELAT_ACTION_FAILED;
        failed.op = reply->op;
        failed.code = reply->failure != SELAT_OK ? reply->failure : SELAT_INVALID;
        return actions->add(actions, &failed.record);
    }
}

static const void* extension(selat_str id) {
    (void)id;
    return NULL;
}

static const selat_channel_v1 channel_table = {create,  destroy,  on_http,
                                               on_send, on_reply, extension};

static const void* table(selat_str id) {
    return same(id, TEXT(SELAT_CHANNEL_ID)) ? &channel_table : NULL;
}

static const selat_module module = {sizeof(selat_module), SELAT_ABI_MAJOR, SELAT_ABI_MINOR, 0,
                                    table};

const selat_module* selat_module_v1(void) { return &module; }
