// SPDX-License-Identifier: MIT
// No exception leaves a plugin: every function of a table runs inside this barrier.
#pragma once

#include "setup.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <string_view>

namespace selat::detail {

inline void explain(selat_error* error, code code, std::string_view text) noexcept {
    if (error == nullptr || error->size < sizeof(selat_error)) {
        return;
    }
    error->code = static_cast<std::int32_t>(code);
    std::size_t size = std::min(text.size(), sizeof error->text - 1);
    while (size > 0 && size < text.size() &&
           (static_cast<unsigned char>(text[size]) & 0xC0u) == 0x80u) {
        --size;  // not within a character: then none of it could be shown
    }
    std::memcpy(error->text, text.data(), size);
    error->text[size] = '\0';
}

template <class Body>
std::int32_t guard(selat_error* error, Body&& body) noexcept {
    try {
        body();
        return SELAT_OK;
    } catch (const refusal& refused) {
        const code value = refused.code == code::ok ? code::internal : refused.code;
        explain(error, value, refused.text);
        return static_cast<std::int32_t>(value);
    } catch (const std::exception& thrown) {
        explain(error, code::internal, thrown.what());
    } catch (...) {
        explain(error, code::internal, "the plugin threw something that is no std::exception");
    }
    return SELAT_INTERNAL;
}

}  // namespace selat::detail
