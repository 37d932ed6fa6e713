#include "host/delivery/boundaries.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

#include <unicode/ubrk.h>
#include <unicode/utext.h>

namespace selat::delivery {
namespace {

UBreakIteratorType type_of(boundary kind) {
    switch (kind) {
    case boundary::grapheme: return UBRK_CHARACTER;
    case boundary::line: return UBRK_LINE;
    case boundary::sentence: break;
    }
    return UBRK_SENTENCE;
}

// Only a broken installation of ICU fails here.
void require(UErrorCode status) {
    if (U_FAILURE(status)) {
        throw std::runtime_error(std::string("ICU cannot break text: ") + u_errorName(status));
    }
}

std::size_t offset_of(std::int32_t found) {
    return found == UBRK_DONE ? boundaries::none : static_cast<std::size_t>(found);
}

}  // namespace

void boundaries::close::operator()(UText* text) const { utext_close(text); }
void boundaries::close::operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }

boundaries::boundaries(boundary kind, std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    text_.reset(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
    require(status);
    breaks_.reset(ubrk_open(type_of(kind), "", nullptr, 0, &status));
    require(status);
    ubrk_setUText(breaks_.get(), text_.get(), &status);
    require(status);
}

bool boundaries::at(std::size_t offset) const {
    return ubrk_isBoundary(breaks_.get(), static_cast<std::int32_t>(offset)) != 0;
}

std::size_t boundaries::after(std::size_t offset) const {
    return offset_of(ubrk_following(breaks_.get(), static_cast<std::int32_t>(offset)));
}

std::size_t boundaries::before(std::size_t offset) const {
    return offset_of(ubrk_preceding(breaks_.get(), static_cast<std::int32_t>(offset)));
}

}  // namespace selat::delivery
