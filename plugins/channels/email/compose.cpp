#include "compose.hpp"

#include "charset.hpp"
#include "gmime_pointer.hpp"
#include "html.hpp"

#include <algorithm>

namespace email {
namespace {

constexpr std::size_t longest_subject = 500;

void set(GMimeMessage* message, const char* name, const std::string& value) {
    if (!value.empty()) {
        g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
    }
}

std::string in_brackets(const std::string& id) { return "<" + one_line(id) + ">"; }

std::string all_in_brackets(const std::vector<std::string>& ids) {
    std::string out;
    for (const auto& each : ids) {
        out += (out.empty() ? "" : " ") + in_brackets(each);
    }
    return out;
}

// Readable where it is mostly ASCII, short where it is not.
GMimeContentEncoding encoding_for(std::string_view text) {
    const auto others = static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
    return others * 3 > text.size() ? GMIME_CONTENT_ENCODING_BASE64
                                    : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

gmime_pointer<GMimeObject> words(const char* subtype, const std::string& text) {
    auto* part = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, text.c_str());
    g_mime_part_set_content_encoding(GMIME_PART(part), encoding_for(text));
    return owned(GMIME_OBJECT(part));
}

// The same at every try, and in nobody's words.
void set_boundary(GMimeMultipart* parts, const letter& letter, const char* mark) {
    const auto boundary =
        std::string("=_") + mark + letter.message_id.substr(0, letter.message_id.find('@'));
    g_mime_multipart_set_boundary(parts, boundary.c_str());
}

gmime_pointer<GMimeObject> words_of(const letter& letter) {
    const auto text = letter.text.empty() ? read_page(letter.html).text : tidy(letter.text);
    if (letter.html.empty()) {
        return words("plain", text + "\n");
    }
    auto* both = g_mime_multipart_new_with_subtype("alternative");
    set_boundary(both, letter, "a");
    const auto plain = words("plain", text + "\n");
    const auto form = words("html", tidy(letter.html) + "\n");
    g_mime_multipart_add(both, plain.get());
    g_mime_multipart_add(both, form.get());
    return owned(GMIME_OBJECT(both));
}

// RFC 2045, 5.1: what a type may be made of.
bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7F &&
               std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
    });
}

gmime_pointer<GMimeObject> part_of(const file& file) {
    const auto slash = std::min(file.mime.find('/'), file.mime.size());
    const bool typed = is_token(std::string_view(file.mime).substr(0, slash)) &&
                       slash < file.mime.size() &&
                       is_token(std::string_view(file.mime).substr(slash + 1)) &&
                       !file.mime.starts_with("multipart/") && !file.mime.starts_with("message/");
    auto* part = typed ? g_mime_part_new_with_type(file.mime.substr(0, slash).c_str(),
                                                   file.mime.substr(slash + 1).c_str())
                       : g_mime_part_new_with_type("application", "octet-stream");
    const auto stream =
        owned(g_mime_stream_mem_new_with_buffer(file.bytes.data(), file.bytes.size()));
    const auto content =
        owned(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(part, content.get());
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
    if (const auto name = one_line(file.name); !name.empty()) {
        g_mime_part_set_filename(part, name.c_str());
    }
    return owned(GMIME_OBJECT(part));
}

gmime_pointer<GMimeObject> body_of(const letter& letter) {
    auto words = words_of(letter);
    if (letter.files.empty()) {
        return words;
    }
    auto* all = g_mime_multipart_new_with_subtype("mixed");
    set_boundary(all, letter, "m");
    g_mime_multipart_add(all, words.get());
    for (const auto& each : letter.files) {
        const auto part = part_of(each);
        g_mime_multipart_add(all, part.get());
    }
    return owned(GMIME_OBJECT(all));
}

void address(GMimeMessage* message, const letter& letter) {
    const auto name = one_line(letter.from_name);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM,
                               name.empty() ? nullptr : name.c_str(), letter.from.c_str());
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nullptr, letter.to.c_str());
    for (const auto& each : letter.cc) {
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_CC, nullptr, each.c_str());
    }
    if (!letter.reply_to.empty()) {
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO,
                                   name.empty() ? nullptr : name.c_str(), letter.reply_to.c_str());
    }
}

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 40);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n' && (at == 0 || text[at - 1] != '\r')) {
            out += '\r';
        }
        out += text[at];
    }
    return out;
}

}  // namespace

std::string compose(const letter& letter) {
    start_gmime();
    const auto message = owned(g_mime_message_new(FALSE));
    address(message.get(), letter);
    const auto subject = one_line(cut(letter.subject, longest_subject));
    g_mime_message_set_subject(message.get(), subject.c_str(), "utf-8");
    if (auto* date = g_date_time_new_from_unix_utc(letter.date_ms / 1'000); date != nullptr) {
        g_mime_message_set_date(message.get(), date);
        g_date_time_unref(date);
    }
    g_mime_message_set_message_id(message.get(), letter.message_id.c_str());
    if (!letter.in_reply_to.empty()) {
        set(message.get(), "In-Reply-To", in_brackets(letter.in_reply_to));
    }
    set(message.get(), "References", all_in_brackets(letter.references));
    set(message.get(), "User-Agent", "Selat");
    set(message.get(), "X-Selat-Instance", one_line(letter.instance));
    if (letter.automatic) {
        set(message.get(), "Auto-Submitted",
            letter.in_reply_to.empty() ? "auto-generated" : "auto-replied");
        set(message.get(), "X-Auto-Response-Suppress", "All");
    }
    const auto body = body_of(letter);
    g_mime_message_set_mime_part(message.get(), body.get());
    char* written = g_mime_object_to_string(GMIME_OBJECT(message.get()), nullptr);
    const auto out = with_crlf(written == nullptr ? "" : written);
    g_free(written);
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_address(std::string_view text) {
    const auto at = text.rfind('@');
    return at != text.npos && at > 0 && at <= 64 && at + 1 < text.size() && text.size() <= 254 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>' &&
                      c != ',' && c != ';' && c != '"' && c != '(' && c != ')';
           });
}

std::string one_line(std::string_view text) {
    auto out = tidy(text);
    std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return std::string(trimmed(out));
}

}  // namespace email
