#include "script.hpp"

// The assembler takes the files in as they are, which no compiler has to parse.
#define WEBCHAT_TAKE_IN(name, ending)                                                              \
    ".local webchat_" name "\n.local webchat_" name "_end\nwebchat_" name                          \
    ":\n.incbin \"" WEBCHAT_WIDGET ending "\"\nwebchat_" name "_end:\n"

__asm__(".pushsection .rodata\n" WEBCHAT_TAKE_IN("script", ".js") WEBCHAT_TAKE_IN("gzip", ".js.gz")
            WEBCHAT_TAKE_IN("brotli", ".js.br")
                WEBCHAT_TAKE_IN("texts", ".texts.json") ".popsection\n");

#define WEBCHAT_NAME(name)                                                                         \
    extern "C" __attribute__((visibility("hidden"))) const char webchat_##name[];                  \
    extern "C" __attribute__((visibility("hidden"))) const char webchat_##name##_end[];

WEBCHAT_NAME(script)
WEBCHAT_NAME(gzip)
WEBCHAT_NAME(brotli)
WEBCHAT_NAME(texts)

namespace webchat {

std::string_view script() { return {webchat_script, webchat_script_end}; }
std::string_view script_gzip() { return {webchat_gzip, webchat_gzip_end}; }
std::string_view script_brotli() { return {webchat_brotli, webchat_brotli_end}; }
std::string_view texts() { return {webchat_texts, webchat_texts_end}; }

}  // namespace webchat
