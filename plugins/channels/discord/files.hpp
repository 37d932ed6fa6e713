#pragma once
// The attachments of a content that go to Discord as files of its own, and the form they go in.
// Pure.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace discord {

/// Bytes that Discord takes of one file, where nobody has boosted the server.
inline constexpr std::size_t largest_file = std::size_t{10} << 20;
/// And of the files of one message: a request has 25 MiB, with what stands around them.
inline constexpr std::size_t largest_together = std::size_t{24} << 20;

struct file {
    std::size_t index = 0;  // in the content's attachments
    std::string name, mime, url;
    std::size_t size = 0;  // as the content has it; 0: not known
    std::string bytes;     // once it is here
};

/// What of a content may go as files, by where it is and how large it says that it is.
std::vector<file> files_in(std::string_view content);

/// The place that a link leads to: scheme, host and port.
std::string_view place_of_link(std::string_view url);

struct form {
    std::string content_type, body;
};
/// A message's JSON with its files, as multipart/form-data. `seed` makes the boundary, the same at
/// every try.
form form_of(std::string_view message, std::span<const file> files, std::string_view seed);

/// What is kept with a message of ours: an interaction's token, or nothing, and which attachments
/// went as files, as an edit must leave them alone.
struct kept {
    std::string_view token;
    std::vector<std::size_t> files;

    static kept read(std::string_view context);
    [[nodiscard]] std::string write() const;
};

}  // namespace discord
