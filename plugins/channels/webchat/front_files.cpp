// POST /files: a file of a visitor's, which is a message of its own. Sent again under the same id
// it is the same message.

#include "front.hpp"
#include "ids.hpp"
#include "json_read.hpp"
#include "tags.hpp"

#include <charconv>

namespace webchat {
namespace {

constexpr std::string_view bearer = "Bearer ";

// The name as encodeURIComponent wrote it: without what is no part of a name.
std::string name_of(std::string_view encoded) {
    std::string out;
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        unsigned char byte = static_cast<unsigned char>(encoded[at]);
        if (byte == '%' && at + 2 < encoded.size()) {
            const auto* digits = encoded.data() + at + 1;
            if (std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
                at += 2;
            }
        }
        const bool apart = byte == '/' || byte == '\\';
        if (byte >= 0x20 && byte != 0x7f) {
            out += apart ? '_' : static_cast<char>(byte);
        }
    }
    return std::string(shortened(out, max_file_name));
}

const char* kind_of(std::string_view type) {
    return type.starts_with("image/")   ? "image"
           : type.starts_with("video/") ? "video"
           : type.starts_with("audio/") ? "audio"
                                        : "file";
}

}  // namespace

void front::file(const selat::http_request& request, selat::actions out) const {
    if (!welcome(request)) {
        return refuse(request, out, 403, "origin_denied", "this website may not show the chat");
    }
    const auto authorization = request.header("authorization");
    const auto session = authorization.starts_with(bearer)
                             ? sessions_.open(authorization.substr(bearer.size()), request.now_ms)
                             : std::nullopt;
    if (!session) {
        return refuse(request, out, 401, "session_expired", "start a new session");
    }
    if (!options_.prechat.missing(*session).empty()) {
        return refuse(request, out, 403, "prechat_required",
                      "answer what is asked before the first message");
    }
    const auto cid = request.header("x-client-id");
    if (!is_client_id(cid) || request.body.empty()) {
        return refuse(request, out, 422, "validation",
                      "x-client-id must be 1 to 64 of A-Z a-z 0-9 . _ -, and a file not empty");
    }
    if (request.body.size() > options_.files.most_bytes) {
        return refuse(request, out, 413, "too_large", "the file is too large");
    }
    const auto header = request.header("content-type");
    const auto type = header.substr(0, header.find_first_of("; "));
    if (!options_.files.take(type)) {
        return refuse(request, out, 415, "type_denied", "files of this type are not taken");
    }
    if (const auto wait_s = senders_.take(session->address, request.now_ms); wait_s > 0) {
        return hold_off(request, out, "too many files", wait_s);
    }
    json attachment = {{"kind", kind_of(type)}, {"mime", type}};
    if (const auto name = name_of(request.header("x-file-name")); !name.empty()) {
        attachment["name"] = name;
    }
    const auto content = written({{"attachments", json::array({attachment})}});
    const auto provider_id = session->address + ":" + std::string(cid);
    const auto tag = write_message_tag(
        {.connection = {}, .address = session->address, .client_id = cid, .request = "null"});
    out.inbound(
        {.provider_id = provider_id, .from = session->address, .content = content, .tag = tag});
    out.attach({.attachment = 0, .provider_id = provider_id, .bytes = request.body});
    reply(request, out, 202, {{"cid", cid}});
}

}  // namespace webchat
