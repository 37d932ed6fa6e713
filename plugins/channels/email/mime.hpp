#pragma once
// A mail as it came → its headers, what it says, and its files. Pure; nothing of it is trusted.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace email {

struct mailbox {
    std::string name;
    std::string address;
};

/// One part of the body that is shown: in one form or in two.
struct passage {
    std::string text;
    std::string html;
};

struct file {
    std::string name;
    std::string mime;  // lower case, without parameters
    std::string bytes;
};

/// The parts of a multipart/report that machines read.
struct machine_report {
    std::string type;     // delivery-status, disposition-notification, feedback-report
    std::string fields;   // that part, decoded
    std::string headers;  // of the mail it is about; may be empty
};

struct mail {
    std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, decoded values
    std::string results;  // the first Authentication-Results as it came: who decodes it is misled
    std::vector<mailbox> from, reply_to, to, cc;
    std::string subject;
    std::string message_id;  // without <>; empty when there is none
    std::int64_t date_ms = 0;
    std::string content_type;  // of the whole: "multipart/report"
    std::vector<passage> passages;
    std::vector<file> files;
    machine_report report;
    bool encrypted = false;
    bool unreadable = false;  // too deep or too many parts: only the headers were read

    /// The first header of this name (lower case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

mail read_mail(std::string_view raw);

/// Header fields of a report, unfolded: blocks that are separated by blank lines. Lower-case names.
using field_block = std::vector<std::pair<std::string, std::string>>;
std::vector<field_block> read_fields(std::string_view text);
std::string_view field_in(const field_block& block, std::string_view name);

/// The ids in a References or In-Reply-To header, without <>; at most 200, the newest.
std::vector<std::string> ids_in(std::string_view header);

}  // namespace email
