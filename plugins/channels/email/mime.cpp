#include "mime.hpp"

#include "charset.hpp"
#include "gmime_pointer.hpp"
#include "mime_parts.hpp"
#include "words.hpp"

#include <algorithm>

namespace email {
namespace {

constexpr std::size_t most_references = 200;
constexpr std::size_t largest_headers = 1024 * 1024;

void add_mailboxes(InternetAddressList* list, std::vector<mailbox>& out, int depth = 0) {
    const int count = list == nullptr ? 0 : internet_address_list_length(list);
    for (int n = 0; n < count && out.size() < most_references; ++n) {
        auto* each = internet_address_list_get_address(list, n);
        if (INTERNET_ADDRESS_IS_MAILBOX(each)) {
            auto address =
                text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each)));
            if (!address.empty()) {
                out.push_back({tidy(text_of(internet_address_get_name(each))), tidy(address)});
            }
        } else if (INTERNET_ADDRESS_IS_GROUP(each) && depth < 3) {
            add_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)), out,
                          depth + 1);
        }
    }
}

void read_headers(GMimeMessage* message, mail& out) {
    auto* list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    std::size_t size = 0;
    for (int n = 0; n < g_mime_header_list_get_count(list) && size < largest_headers; ++n) {
        auto* each = g_mime_header_list_get_header_at(list, n);
        const auto raw_value = text_of(g_mime_header_get_raw_value(each));
        auto name = lower(text_of(g_mime_header_get_name(each)));
        auto value = decoded_words(raw_value);
        size += value.size();
        if (name == "authentication-results" && !out.has(name)) {
            out.results = raw_value;
        }
        out.headers.emplace_back(std::move(name), std::move(value));
    }
    add_mailboxes(g_mime_message_get_from(message), out.from);
    add_mailboxes(g_mime_message_get_reply_to(message), out.reply_to);
    add_mailboxes(g_mime_message_get_to(message), out.to);
    add_mailboxes(g_mime_message_get_cc(message), out.cc);
    out.subject = out.header("subject");
    const auto ids = ids_in(out.header("message-id"));
    out.message_id = ids.empty() ? std::string() : ids.front();
    if (auto* date = g_mime_message_get_date(message); date != nullptr) {
        out.date_ms = g_date_time_to_unix(date) * 1'000;
    }
}

}  // namespace

std::string_view mail::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == headers.end() ? std::string_view{} : found->second;
}

bool mail::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& each) { return each.first == name; });
}

mail read_mail(std::string_view raw) {
    start_gmime();
    mail out;
    const bool tame = is_tame(raw);
    if (!tame) {  // the headers alone
        out.unreadable = true;
        const auto end = std::min(raw.find("\r\n\r\n"), raw.find("\n\n"));
        raw = raw.substr(0, std::min(end, largest_headers));
    }
    const auto stream = owned(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    const auto parser = owned(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
    const auto message = owned(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) {
        out.unreadable = true;
        return out;
    }
    read_headers(message.get(), out);
    if (auto* root = g_mime_message_get_mime_part(message.get()); root != nullptr && tame) {
        read_parts(root, out);
    }
    return out;
}

std::vector<field_block> read_fields(std::string_view text) {
    constexpr std::size_t most = 1'000;
    std::vector<field_block> out(1);
    std::size_t fields = 0;
    while (!text.empty() && fields < most) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (trimmed(line).empty()) {
            if (!out.back().empty()) {
                out.emplace_back();
            }
            continue;
        }
        const auto colon = line.find(':');
        if ((line.front() == ' ' || line.front() == '\t') && !out.back().empty()) {
            out.back().back().second += " " + std::string(trimmed(line));
        } else if (colon != line.npos) {
            out.back().emplace_back(lower(trimmed(line.substr(0, colon))),
                                    trimmed(line.substr(colon + 1)));
            ++fields;
        }
    }
    if (out.back().empty()) {
        out.pop_back();
    }
    return out;
}

std::string_view field_in(const field_block& block, std::string_view name) {
    const auto found = std::find_if(block.begin(), block.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == block.end() ? std::string_view{} : found->second;
}

std::vector<std::string> ids_in(std::string_view header) {
    constexpr std::size_t longest_id = 998;
    std::vector<std::string> out;
    for (auto start = header.find('<'); start != header.npos; start = header.find('<', start + 1)) {
        const auto end = header.find_first_of("<>", start + 1);
        if (end == header.npos) {
            break;
        }
        const auto id = trimmed(header.substr(start + 1, end - start - 1));
        if (header[end] == '>' && !id.empty() && id.size() <= longest_id) {
            out.emplace_back(id);
        }
    }
    if (out.empty()) {  // some leave the brackets out
        const auto id = trimmed(header);
        if (!id.empty() && id.size() <= longest_id && id.find_first_of(" \t<>") == id.npos) {
            out.emplace_back(id);
        }
    }
    if (out.size() > most_references) {
        out.erase(out.begin(), out.end() - most_references);
    }
    return out;
}

}  // namespace email
