/* SPDX-License-Identifier: MIT
 *
 * How a plugin is found and agreed with. A plugin exports one function, selat_module_v1; the
 * major version is in its name. Everything else is a table found by id. Name, kind and options
 * are in the manifest note (see note.h) alone, which the host reads without running anything.
 */
#ifndef SELAT_ABI_MODULE_H
#define SELAT_ABI_MODULE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a plugin is. Constant data of the plugin, valid until the process ends. */
typedef struct selat_module {
    uint32_t size;           /**< sizeof(selat_module) the plugin compiled */
    uint32_t abi_major;      /**< SELAT_ABI_MAJOR it was built against */
    uint32_t abi_minor;      /**< SELAT_ABI_MINOR it was built against */
    uint32_t min_host_minor; /**< oldest host minor it can live with */
    /** [parallel] The table with this id, or null. Compare the whole id, length included.
     *  Ids: SELAT_CHANNEL_ID, SELAT_FLOW_ID, SELAT_STRATEGY_ID, SELAT_BOT_ID. */
    const void* (*table)(selat_str id);
} selat_module;

/** The services a host gives an instance. The host's, valid until `destroy` returns. */
typedef struct selat_host {
    uint32_t size;      /**< sizeof(selat_host) of the host */
    uint32_t abi_minor; /**< the host's SELAT_ABI_MINOR */
    void* context;      /**< the host's own */
    /** [parallel] A table of pure host functions by id (SELAT_CRYPTO_ID, SELAT_POST_ID), or
     *  null when this host has no such table. */
    const void* (*table)(const struct selat_host* self, selat_str id);
} selat_host;

/** What `create` of every kind gets. */
typedef struct selat_setup {
    uint32_t size;           /**< sizeof(selat_setup) of the host */
    uint32_t reserved;       /**< 0 */
    selat_str instance;      /**< the instance id from the config, e.g. "line-my" */
    selat_str options;       /**< JSON object, valid against the manifest's schema; options that are
                                  secret hold a handle, the text {{secret:NAME}} */
    selat_str public_url;    /**< where the outside reaches this instance: public_url of the config
                                  followed by /channels/ID; empty for other kinds */
    const selat_host* host;  /**< the host's services */
    const selat_pair* state; /**< what SAVE_STATE kept, all keys */
    uint64_t state_count;    /**< entries in `state` */
} selat_setup;

/** [probe][parallel] The plugin's one exported symbol. No side effects, no allocation; may be
 *  called any number of times. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const selat_module*
selat_module_v1(void);

/** The type of selat_module_v1, for the host's lookup. */
typedef const selat_module* (*selat_module_entry)(void);

#define SELAT_ENTRY_SYMBOL "selat_module_v1"

#ifdef __cplusplus
}
#endif
#endif
