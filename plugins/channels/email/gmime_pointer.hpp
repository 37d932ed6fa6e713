#pragma once
// GMime's objects as owned pointers.

#include <memory>
#include <string>

#include <gmime/gmime.h>

namespace email {

/// Once in the process, before anything else of GMime.
inline void start_gmime() {
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
}

struct unreference {
    void operator()(gpointer object) const { g_object_unref(object); }
};

template <class Object>
using gmime_pointer = std::unique_ptr<Object, unreference>;

template <class Object>
gmime_pointer<Object> owned(Object* object) {
    return gmime_pointer<Object>(object);
}

/// Empty where GMime has nothing to say.
inline std::string text_of(const char* text) { return text == nullptr ? std::string() : text; }

/// What was written to a stream in memory.
inline std::string bytes_in(GMimeStream* stream) {
    g_mime_stream_flush(stream);
    const auto* array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return array == nullptr || array->len == 0
               ? std::string()
               : std::string(reinterpret_cast<const char*>(array->data), array->len);
}

}  // namespace email
