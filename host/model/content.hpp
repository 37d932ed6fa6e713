#pragma once
// What a message says: the contract's flat content object, as values. Read from and written to
// JSON at the borders only; between them the host keeps the JSON text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace selat::model {

enum class attachment_kind { image, audio, video, file, sticker };

struct attachment {
    attachment_kind kind = attachment_kind::file;
    std::string url;
    std::string mime;
    std::string name;
    std::uint64_t size = 0;  // bytes; 0: unknown
};

struct location {
    double latitude = 0;
    double longitude = 0;
    std::string name;
    std::string address;
};

struct contact {
    std::string name;
    std::vector<std::string> phones;
    std::vector<std::string> emails;
};

struct choice {
    std::string title;
    std::string payload;  // empty: the title
    std::string url;      // a link button, where the channel has them
};

struct card {
    std::string title;
    std::string text;
    std::string image;
    std::vector<choice> choices;
};

struct reaction {
    std::string emoji;
    std::string to;  // a message id of ours; between plugin and host the provider's id
    bool removed = false;
};

struct message_template {
    std::string name;
    std::string language;
    std::string parameters;  // JSON, object or array
};

struct call {
    std::string state;
    std::string from;
    std::string to;
    std::string digits;
    std::string speech;
    std::uint64_t duration = 0;  // seconds
    std::string parameters;      // JSON object: what is asked of the provider, or what it told
};

struct content {
    std::string text;
    std::string html;
    std::string subject;
    std::vector<attachment> attachments;
    std::optional<model::location> location;
    std::vector<contact> contacts;
    std::vector<choice> choices;
    std::optional<choice> selected;
    std::vector<card> cards;
    std::optional<model::reaction> reaction;
    std::optional<message_template> template_;
    std::optional<model::call> call;
    std::optional<std::string> unsupported;  // the provider's kind

    [[nodiscard]] bool empty() const;
};

// Refuses what is not an object, has no part, or has a part of the wrong shape, naming it. Unknown
// members are left out.
result<content> read_content(std::string_view json);

std::string write_content(const content& value);

const char* name_of(attachment_kind kind);
std::optional<attachment_kind> attachment_kind_of(std::string_view name);

// The words a person reads: text, else subject, the chosen title, captions. For lists and search.
std::string plain_text(const content& value);

}  // namespace selat::model
