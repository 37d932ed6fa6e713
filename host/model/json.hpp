#pragma once
// Writing JSON by appending: one pass, one string, no tree.

#include <cstdint>
#include <string>
#include <string_view>

#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::model {

// Appends `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// Whether brackets outside strings nest no deeper than `most`. For text from outside, before it is
// made a tree: trees are copied and written recursively.
bool nests_within(std::string_view json, std::size_t most);

// Writes objects and arrays in the order of the calls; commas are its business.
class json_writer {
public:
    explicit json_writer(std::string& out) : out_(out) {}

    json_writer& begin_object() { return open('{'); }
    json_writer& end_object() { return close('}'); }
    json_writer& begin_array() { return open('['); }
    json_writer& end_array() { return close(']'); }

    json_writer& key(std::string_view name);
    json_writer& value(std::string_view text);
    json_writer& value(const char* text) { return value(std::string_view(text)); }
    json_writer& value(const std::string& text) { return value(std::string_view(text)); }
    json_writer& value(bool flag) { return raw(flag ? "true" : "false"); }
    json_writer& value(std::int64_t number);
    json_writer& value(std::uint64_t number);
    json_writer& value(int number) { return value(static_cast<std::int64_t>(number)); }
    json_writer& value(std::uint32_t number) { return value(static_cast<std::uint64_t>(number)); }
    json_writer& value(double number);
    json_writer& value(const id& id);  // null when there is none
    json_writer& value(time at);
    json_writer& null() { return raw("null"); }
    // `json` as it stands; null when empty.
    json_writer& raw(std::string_view json);

    template <class T>
    json_writer& member(std::string_view name, const T& content) {
        key(name);
        return value(content);
    }
    // Left out when empty.
    json_writer& optional(std::string_view name, std::string_view text);
    // null when empty.
    json_writer& nullable(std::string_view name, std::string_view text);

private:
    json_writer& open(char bracket);
    json_writer& close(char bracket);
    void separate();

    std::string& out_;
    bool first_ = true;
};

}  // namespace selat::model
