#include "host/api/openapi.hpp"

// The assembler takes the file in as it is, which no compiler has to parse.
__asm__(R"(
.pushsection .rodata
.local selat_openapi
.local selat_openapi_end
selat_openapi:
.incbin ")" SELAT_OPENAPI R"("
selat_openapi_end:
.popsection
)");

extern "C" {
__attribute__((visibility("hidden"))) extern const char selat_openapi[];
__attribute__((visibility("hidden"))) extern const char selat_openapi_end[];
}

namespace selat::api {

std::string_view openapi_document() { return {selat_openapi, selat_openapi_end}; }

}  // namespace selat::api
