/* SPDX-License-Identifier: MIT
 *
 * The manifest: a JSON document inside the .so as an ELF note (owner "Selat", type 1, section
 * .note.selat), read through the program headers without running anything; it survives strip.
 * CMake's selat_add_plugin writes it from manifest.json. Without CMake, use SELAT_MANIFEST once
 * at file scope with the JSON as a string literal.
 */
#ifndef SELAT_ABI_NOTE_H
#define SELAT_ABI_NOTE_H

#include <stdint.h>

#define SELAT_NOTE_OWNER "Selat"
#define SELAT_NOTE_TYPE 1u

/** Puts `json` (a string literal) into this object as the manifest note. The text is padded with
 *  zero bytes to a multiple of four, which readers strip. */
#define SELAT_MANIFEST(json)                                                                       \
    __attribute__((used, aligned(4), section(".note.selat"))) static const struct {                \
        uint32_t owner_size, text_size, type;                                                      \
        char owner[8];                                                                             \
        char text[(sizeof(json) + 3) / 4 * 4];                                                     \
    } selat_manifest_note = {sizeof(SELAT_NOTE_OWNER), (sizeof(json) + 3) / 4 * 4,                 \
                             SELAT_NOTE_TYPE, SELAT_NOTE_OWNER, json}

#endif
