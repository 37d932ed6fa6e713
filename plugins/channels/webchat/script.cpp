#include "script.hpp"

// The assembler takes the files in as they are, which no compiler has to parse.
__asm__(R"(
.pushsection .rodata
.local webchat_script
.local webchat_script_end
.local webchat_packed
.local webchat_packed_end
webchat_script:
.incbin ")" WEBCHAT_SCRIPT R"("
webchat_script_end:
webchat_packed:
.incbin ")" WEBCHAT_SCRIPT R"(.gz"
webchat_packed_end:
.popsection
)");

extern "C" {
__attribute__((visibility("hidden"))) extern const char webchat_script[];
__attribute__((visibility("hidden"))) extern const char webchat_script_end[];
__attribute__((visibility("hidden"))) extern const char webchat_packed[];
__attribute__((visibility("hidden"))) extern const char webchat_packed_end[];
}

namespace webchat {

std::string_view script() { return {webchat_script, webchat_script_end}; }

std::string_view packed_script() { return {webchat_packed, webchat_packed_end}; }

}  // namespace webchat
