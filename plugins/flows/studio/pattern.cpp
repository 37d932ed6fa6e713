#include "pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace studio {
namespace {

constexpr std::size_t max_source = 8 * 1024;
constexpr std::uint32_t max_steps = 200'000;
constexpr std::uint32_t max_depth = 10'000;
constexpr std::uint32_t max_kilobytes = 4'096;

struct free_match {
    void operator()(pcre2_match_data* found) const { pcre2_match_data_free(found); }
};
struct free_limits {
    void operator()(pcre2_match_context* limits) const { pcre2_match_context_free(limits); }
};

}  // namespace

void pattern::release::operator()(void* code) const {
    pcre2_code_free(static_cast<pcre2_code*>(code));
}

pattern::pattern(std::string_view source) {
    if (source.size() > max_source) {
        error_ = "the expression is longer than 8 KiB";
        return;
    }
    constexpr std::uint32_t options =
        PCRE2_UTF | PCRE2_CASELESS | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;
    int code = 0;
    PCRE2_SIZE where = 0;
    code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(), options,
                              &code, &where, nullptr));
    if (!code_) {
        PCRE2_UCHAR text[160] = {};
        pcre2_get_error_message(code, text, sizeof text);
        error_ = std::string(reinterpret_cast<const char*>(text)) + " at " + std::to_string(where);
    }
}

bool pattern::matches(std::string_view text) const {
    if (!code_) {
        return false;
    }
    const std::unique_ptr<pcre2_match_context, free_limits> limits(
        pcre2_match_context_create(nullptr));
    const std::unique_ptr<pcre2_match_data, free_match> found(pcre2_match_data_create(1, nullptr));
    if (!limits || !found) {
        return false;
    }
    pcre2_set_match_limit(limits.get(), max_steps);
    pcre2_set_depth_limit(limits.get(), max_depth);
    pcre2_set_heap_limit(limits.get(), max_kilobytes);
    const char* begin = text.empty() ? "" : text.data();
    return pcre2_match(static_cast<const pcre2_code*>(code_.get()),
                       reinterpret_cast<PCRE2_SPTR>(begin), text.size(), 0, 0, found.get(),
                       limits.get()) >= 0;
}

}  // namespace studio
