// Modules that sin before any call; SIN says how.

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <selat/plugin.h>

namespace {

enum sin {
    foreign_major,
    needs_newer_host,
    crashes_when_opened,
    changes_signals,
    takes_any_id,
    no_table,
    throws_bare,
    reads_the_length
};

struct opening {
    opening() {
        if (SIN == crashes_when_opened) {
            std::abort();
        }
        if (SIN == changes_signals) {
            std::signal(SIGTERM, SIG_IGN);
        }
    }
} at_opening;

int32_t create(const selat_setup*, void** self, selat_error*) {
    *self = &at_opening;
    return SELAT_OK;
}
void destroy(void*) {}
int32_t on_http(const void*, const selat_http_request* request, const selat_actions* actions,
                selat_error*) {
    if (SIN != reads_the_length) {
        throw std::runtime_error("over the border");
    }
    selat_respond answer{};
    answer.record = {sizeof answer, SELAT_ACTION_RESPOND};
    answer.status = request->event.size == sizeof *request ? 200 : 500;
    return actions->add(actions, &answer.record);
}
int32_t on_send(const void*, const selat_outgoing*, const selat_actions*, selat_error*) {
    throw 42;
}
int32_t on_reply(const void*, const selat_http_reply*, const selat_actions*, selat_error*) {
    return SELAT_OK;
}
const void* extension(selat_str) { return nullptr; }

constexpr selat_channel_v1 channel = {create, destroy, on_http, on_send, on_reply, extension};

const void* table(selat_str id) {
    const bool known = id.size == std::strlen(SELAT_CHANNEL_ID) &&
                       std::memcmp(id.data, SELAT_CHANNEL_ID, id.size) == 0;
    return SIN == no_table ? nullptr : SIN == takes_any_id || known ? &channel : nullptr;
}

constexpr selat_module module = {sizeof(selat_module), SIN == foreign_major ? 2u : 1u, 0,
                                 SIN == needs_newer_host ? 9u : 0u, table};

}  // namespace

extern "C" const selat_module* selat_module_v1(void) { return &module; }

#ifdef EXPORTS_TOO_MUCH
extern "C" __attribute__((visibility("default"))) int acme_internal_counter;
int acme_internal_counter = 1;
#endif
