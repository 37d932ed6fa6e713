/* SPDX-License-Identifier: MIT
 *
 * The words every other header of the plugin ABI is made of.
 *
 * 1. Text and bytes travel as {pointer, length} views. They are borrowed: valid until the call
 *    that passed them returns. A null pointer comes only with length 0. Text is UTF-8 and is
 *    not terminated.
 * 2. Nothing allocated on one side is freed by the other; there is no free() in this ABI.
 * 3. Records begin with their own size and kind and only ever grow at the end. Read a field
 *    through SELAT_HAS; set `size` to the sizeof you compiled.
 * 4. Tables of functions never change. A change is a new table with a new id.
 * 5. Zero is success, everywhere. No exception may leave a function of this ABI.
 * 6. Functions carry a tag in their comment: [parallel] may run at the same time as others of
 *    the same instance, [serial] come one at a time for an instance, [any-thread] may be called
 *    by the plugin from a thread of its own, [probe] also runs in the loader's child process.
 *
 * C99 and C++11. LP64 little-endian Linux.
 */
#ifndef SELAT_ABI_BASE_H
#define SELAT_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define SELAT_STATIC_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define SELAT_STATIC_ASSERT_NAME2(line) selat_static_assert_##line
#define SELAT_STATIC_ASSERT_NAME(line) SELAT_STATIC_ASSERT_NAME2(line)
#define SELAT_STATIC_ASSERT(condition, text)                                                       \
    typedef char SELAT_STATIC_ASSERT_NAME(__LINE__)[(condition) ? 1 : -1]
#endif

/** The ABI these headers describe. A plugin reports them in its selat_module. */
#define SELAT_ABI_MAJOR 1u
#define SELAT_ABI_MINOR 0u

/** Borrowed text or bytes. `data` may be null only when `size` is 0. Never grows. */
typedef struct selat_str {
    const char* data; /**< first byte; not terminated */
    uint64_t size;    /**< length in bytes */
} selat_str;

/** A name and its value: a header, a label, a form field. Never grows (used in arrays). */
typedef struct selat_pair {
    selat_str name;
    selat_str value;
} selat_pair;

/** True when `record` is long enough to hold `field` of `type`. The only way to look at a field
 *  that a later minor version added. */
#define SELAT_HAS(record, type, field)                                                             \
    ((uint64_t)(record)->size >= offsetof(type, field) + sizeof(((type*)0)->field))

/** What went wrong, in one vocabulary for every call, reply and outcome.
 *  Values follow gRPC's where the meaning is the same. */
#define SELAT_OK 0
#define SELAT_CANCELLED 1
#define SELAT_INVALID 3         /**< the input is wrong and will stay wrong */
#define SELAT_TIMEOUT 4         /**< no answer in time; nothing is known to have happened */
#define SELAT_NOT_FOUND 5       /**< the addressed party or thing does not exist */
#define SELAT_DENIED 7          /**< credentials or signature refused */
#define SELAT_THROTTLED 8       /**< too fast; honour retry_after_ms */
#define SELAT_WRONG_STATE 9     /**< right request, wrong moment */
#define SELAT_UNSUPPORTED 12    /**< the provider or plugin cannot do this at all */
#define SELAT_INTERNAL 13       /**< a fault in the plugin or the provider */
#define SELAT_UNAVAILABLE 14    /**< not reachable now; nothing was sent */
#define SELAT_OPTED_OUT 64      /**< the customer does not want messages */
#define SELAT_CONFIG 65         /**< an option is wrong */
#define SELAT_UNCERTAIN 66      /**< it may or may not have been sent */
#define SELAT_OUTSIDE_WINDOW 67 /**< too long after the customer's newest message */
#define SELAT_QUIET_HOURS 68    /**< not at this hour of the customer's day */

/** Where a failing function explains itself. Owned by the caller, who sets `size` and an empty
 *  text before the call; the text is UTF-8, terminated, cut when too long. */
typedef struct selat_error {
    uint32_t size; /**< sizeof(selat_error) of the caller */
    int32_t code;  /**< one of the codes above */
    char text[248];
} selat_error;

/** Head of every action record. */
typedef struct selat_record {
    uint32_t size; /**< sizeof the whole record as the sender compiled it */
    uint32_t kind; /**< SELAT_ACTION_… */
} selat_record;

/** Head of every event record: what the host calls a plugin with. Plugins have no clock and no
 *  randomness of their own; both come with the event, so that every call can be replayed. */
typedef struct selat_event {
    uint32_t size;      /**< sizeof the whole record as the host compiled it */
    uint32_t kind;      /**< SELAT_EVENT_… */
    int64_t now_ms;     /**< wall clock, milliseconds since 1970-01-01 UTC */
    uint8_t random[16]; /**< fresh random bytes for this call */
} selat_event;

/** Where a plugin puts its actions during a call. The host's; valid until the call returns.
 *  Actions of one call are one unit: applied in order when the call returns 0, dropped when it
 *  returns anything else (LOG and COUNT excepted). */
typedef struct selat_actions {
    uint32_t size;     /**< sizeof(selat_actions) of the host */
    uint32_t reserved; /**< 0 */
    void* host;        /**< the host's own; pass nothing else */
    /** Copies `action` and everything it points to. Returns SELAT_OK, SELAT_UNSUPPORTED for a
     *  kind this host does not know (ignored and counted), SELAT_INVALID for a record shorter
     *  than its 1.0 shape or not allowed in this call. Callable only during the call the sink
     *  was given to, on the same thread. */
    int32_t (*add)(const struct selat_actions* self, const selat_record* action);
} selat_actions;

SELAT_STATIC_ASSERT(sizeof(void*) == 8, "LP64 only");
SELAT_STATIC_ASSERT(sizeof(selat_str) == 16, "selat_str is frozen");
SELAT_STATIC_ASSERT(sizeof(selat_error) == 256, "selat_error is frozen at 256 bytes");

#ifdef __cplusplus
}
#endif
#endif
