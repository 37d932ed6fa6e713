// Attachments: files by their content. What a provider sent is not to be trusted by a browser.

#include <algorithm>
#include <charconv>

#include "host/api/handlers.hpp"
#include "host/api/media_file.hpp"
#include "host/api/parameters.hpp"
#include "host/api/sight.hpp"
#include "host/base/mapped_file.hpp"
#include "host/model/media_type.hpp"

namespace selat::api {
namespace {

struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;  // inclusive
};

struct wanted {
    std::string path;
    store::media media;
    std::string range;
    std::string if_range;
};

bool is_plain(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') || each == '.' || each == '-' || each == '_';
}

// RFC 6266, with the name as RFC 8187 writes it.
std::string disposition(const store::media& media, bool inline_) {
    std::string out = inline_ ? "inline" : "attachment";
    if (!media.name.empty()) {
        out += "; filename*=UTF-8''";
        for (const char each : media.name) {
            if (is_plain(each)) {
                out += each;
            } else {
                out += '%';
                out += crypto::hex(std::string_view(&each, 1));
            }
        }
    }
    return out;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t out = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && stop == text.data() + text.size() ? std::optional(out)
                                                                     : std::nullopt;
}

// One range of bytes; nothing when there is none of this form, and then all is sent. `last` before
// `first` when it lies behind the end.
std::optional<byte_range> range_of(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) {
        return std::nullopt;
    }
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == header.npos) {
        return std::nullopt;
    }
    const auto first = number(header.substr(0, dash));
    const auto last = number(header.substr(dash + 1));
    if (dash == 0) {
        return last ? std::optional(byte_range{size - std::min(*last, size), size - 1})
                    : std::nullopt;
    }
    const bool open_end = dash + 1 == header.size();
    if (!first || (!last && !open_end) || (last && *last < *first)) {
        return std::nullopt;
    }
    return byte_range{*first, std::min(last.value_or(size - 1), size - 1)};
}

std::string tag_of(const store::media& media) { return '"' + media.sha256 + '"'; }

net::response answer_for(const store::media& media) {
    net::response out;
    const auto essence = model::essence_of(media.mime);
    const bool safe = model::is_shown(essence);
    out.content_type = essence.empty() ? "application/octet-stream" : media.mime;
    out.headers = {{"Content-Disposition", disposition(media, safe)},
                   {"Content-Security-Policy", "sandbox; default-src 'none'"},
                   {"ETag", tag_of(media)},
                   {"Accept-Ranges", "bytes"},
                   {"Cache-Control", "private, no-cache"}};
    return out;
}

// On the blocking pool.
void send_file(const call_pointer& call, const wanted& wanted) {
    const auto file = mapped_file::open(wanted.path);
    if (!file) {
        return call->refuse(file.error().code == code::not_found
                                ? failure{code::not_found, "the file of this attachment is gone"}
                                : file.error());
    }
    const auto size = (*file)->size();
    auto response = answer_for(wanted.media);
    const bool partly = wanted.if_range.empty() || wanted.if_range == tag_of(wanted.media);
    const auto range = partly && size > 0 ? range_of(wanted.range, size) : std::nullopt;
    const auto whole = std::to_string(size);
    if (range && (range->first >= size || range->last < range->first)) {
        auto refused = refusal(416, "There are not so many bytes");
        refused.headers.emplace_back("Content-Range", "bytes */" + whole);
        return call->respond(std::move(refused));
    }
    response.lent = range ? (*file)->bytes(range->first, range->last - range->first + 1)
                          : (*file)->bytes(0, size);
    if (range) {
        response.status = 206;
        response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) +
                                                           "-" + std::to_string(range->last) + "/" +
                                                           whole);
    }
    response.keeps = *file;
    call->respond(std::move(response));
}

// Answers with the file, or that the client has it.
void show(const call_pointer& call, const store::media& media) {
    const auto& request = call->request();
    const auto known = request.get("if-none-match");
    if (known == "*" || known.find(tag_of(media)) != known.npos) {
        auto response = answer_for(media);
        response.status = 304;
        return call->respond(std::move(response));
    }
    wanted wanted{media_file(call->parts().options()->media_path, media.sha256), media,
                  std::string(request.get("range")), std::string(request.get("if-range"))};
    call->gateway().run_blocking([call, wanted = std::move(wanted)] { send_file(call, wanted); });
}

// The attachment that a link was made for, if its message and the one it was made for are of one
// conversation: who could have its id written into a message gains nothing.
result<store::media> find_linked(store::reader& reader, const model::id& media,
                                 const model::id& message) {
    auto found = reader.attachment(media);
    if (!found || !*found) {
        return found ? fail(code::not_found, "there is no such attachment")
                     : tl::unexpected(found.error());
    }
    const auto holder = reader.message((*found)->message);
    const auto teller = reader.message(message);
    if (!holder || !teller) {
        return tl::unexpected(holder ? teller.error() : holder.error());
    }
    if (!*holder || !*teller || (*holder)->conversation != (*teller)->conversation) {
        return fail(code::not_found, "there is no such attachment");
    }
    return std::move(**found);
}

}  // namespace

void show_media(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    ask_store(
        call, [call](store::reader& reader) { return media_for(reader, call->who(), call->id()); },
        [call](const store::media& media) { show(call, media); });
}

void show_linked_media(const call_pointer& call) {
    parameters given(call->request().query);
    const auto signature = given.text("s");
    const auto message =
        call->parts().options()->links.check(call->id(), signature, call->gateway().now());
    if (!message) {
        return call->refuse({code::not_found, "there is no such link, or its time is over"});
    }
    ask_store(
        call,
        [call, message](store::reader& reader) {
            return find_linked(reader, call->id(), *message);
        },
        [call](const store::media& media) { show(call, media); });
}

}  // namespace selat::api
