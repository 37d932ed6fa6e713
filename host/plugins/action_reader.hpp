#pragma once
// From the ABI's records to model::action values, with everything checked on the way.

#include <cstdint>
#include <string>
#include <string_view>

#include "host/model/action.hpp"
#include <selat/plugin.h>

namespace selat::plugins {

// Reads the fields of one record. After the first wrong field everything reads as empty and `wrong`
// says what it was.
class action_reader {
public:
    // Sizes a field may have, in bytes; the ABI says of what.
    static constexpr std::size_t name = SELAT_MAX_NAME;
    static constexpr std::size_t text = SELAT_MAX_TEXT;
    static constexpr std::size_t document = SELAT_MAX_DOCUMENT;
    static constexpr std::size_t body = SELAT_MAX_BODY;

    // `request`: a body that outlives what is made of views into it.
    explicit action_reader(std::string_view request = {}) : body_(request) {}

    // UTF-8 of at most `most` bytes.
    std::string words(selat_str raw, std::size_t most, const char* field);
    // Words that must not be empty.
    std::string some_words(selat_str raw, std::size_t most, const char* field);
    // As words, but cut when too long: what is for people's eyes alone.
    std::string remark(selat_str raw, std::size_t most);
    // Any bytes.
    std::string bytes(selat_str raw, std::size_t most, const char* field);
    // As bytes, but only looked at where they lie within `request`, however many they are: what was
    // taken in is not refused here. Empty when they do not.
    [[nodiscard]] std::string_view lent(selat_str raw) const;
    // A content object, checked.
    std::string content(selat_str raw, const char* field);
    // A JSON object; `optional`: or nothing.
    std::string object(selat_str raw, const char* field, bool optional);
    // A JSON array of content objects, each checked; nothing is none.
    std::vector<std::string> contents(selat_str raw, const char* field);
    model::action::headers pairs(const selat_pair* first, std::uint64_t count, const char* field);
    selat::code code_of(std::int32_t raw);
    // Within `least` and `most`.
    std::uint32_t within(std::uint32_t raw, std::uint32_t least, std::uint32_t most,
                         const char* field);

    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    // All bytes copied so far.
    [[nodiscard]] std::size_t size() const { return size_; }

    void refuse(const char* field, std::string_view what);

private:
    std::string_view body_;
    std::string wrong_;
    std::size_t size_ = 0;
};

// The record as a value; `size` was checked against its 1.0 shape. Unknown kinds never come here.
model::action::any read_action(const selat_record& record, action_reader& reader);

// sizeof the 1.0 record of a kind; 0: no kind this host knows.
std::uint32_t size_of_kind(std::uint32_t kind);

// The kind's name as the ABI writes it: "INBOUND".
const char* name_of_kind(std::uint32_t kind);

}  // namespace selat::plugins
