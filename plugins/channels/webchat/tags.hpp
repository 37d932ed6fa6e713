#pragma once
// What goes through the host and comes back, so that nothing has to be kept here while a message is
// being stored. Short: the content comes back by itself.

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchat {

/// Cuts the text before the next newline off `rest`.
inline std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

struct message_tag {
    std::string_view connection, address, client_id;
    std::string_view request;  ///< the client's rid as JSON
};

inline std::string write_message_tag(const message_tag& tag) {
    std::string out;
    for (const auto part : {tag.connection, tag.address, tag.client_id}) {
        out.append(part).append("\n");
    }
    return out.append(tag.request);
}

inline message_tag read_message_tag(std::string_view text) {
    message_tag out;
    out.connection = next_line(text);
    out.address = next_line(text);
    out.client_id = next_line(text);
    out.request = text;
    return out;
}

inline std::uint64_t read_number(std::string_view digits) {
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// The client's id in a visitor's provider id, "ADDRESS:CID"; empty when it is no such id.
inline std::string_view client_id_of(std::string_view provider_id, std::string_view address) {
    const auto size = address.size() + 1;
    return provider_id.size() > size && provider_id.starts_with(address) &&
                   provider_id[address.size()] == ':'
               ? provider_id.substr(size)
               : std::string_view{};
}

}  // namespace webchat
