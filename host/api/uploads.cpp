// Files that agents and systems are about to send.

#include <algorithm>

#include "host/api/handlers.hpp"
#include "host/api/parameters.hpp"
#include "host/api/text.hpp"
#include "host/model/json.hpp"
#include "host/model/media_type.hpp"

namespace selat::api {
namespace {

constexpr std::size_t longest_name = 255;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A query takes "+" for a blank, RFC 8187 does not.
std::string escaped_plus(std::string_view text) {
    std::string out;
    for (const char each : text) {
        each == '+' ? out.append("%2B") : out.append(1, each);
    }
    return out;
}

// One parameter of a header, and what follows it.
struct parameter {
    std::string key;    // lower case
    std::string value;  // without its quotes
    std::string_view rest;
};

// RFC 9110: what is quoted may hold anything, a quote behind a backslash.
parameter read_parameter(std::string_view text) {
    parameter out;
    const auto sign = std::min(text.find_first_of(";="), text.size());
    out.key = lower(trimmed(text.substr(0, sign)));
    text.remove_prefix(sign);
    if (text.starts_with('=')) {
        text = trimmed(text.substr(1));
        if (text.starts_with('"')) {
            std::size_t at = 1;
            for (; at < text.size() && text[at] != '"'; ++at) {
                at += text[at] == '\\' && at + 1 < text.size() ? 1 : 0;
                out.value += text[at];
            }
            text.remove_prefix(std::min(at + 1, text.size()));
        } else {
            out.value = trimmed(text.substr(0, text.find(';')));
        }
    }
    const auto end = std::min(text.find(';'), text.size());
    out.rest = text.substr(std::min(end + 1, text.size()));
    return out;
}

// RFC 6266: filename*=UTF-8''… before filename="…".
std::string name_in(std::string_view disposition) {
    std::string plain;
    while (!disposition.empty()) {
        auto [key, value, rest] = read_parameter(disposition);
        if (key == "filename*" && alike(std::string_view(value).substr(0, 7), "utf-8''")) {
            return parameters("name=" + escaped_plus(std::string_view(value).substr(7)))
                .text("name");
        }
        if (key == "filename") {
            plain = std::move(value);
        }
        disposition = rest;
    }
    return plain;
}

// The name alone, without a way to it and without what a terminal would obey.
std::string plain_name(std::string name) {
    name.erase(0, name.find_last_of("/\\") + 1);
    std::erase_if(
        name, [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7F; });
    if (name.size() > longest_name) {
        auto end = longest_name;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
            --end;
        }
        name.resize(end);
    }
    return name;
}

std::string write_upload(const store::media& media) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", media.id.text());
    json.member("url", std::string(media_path) + media.id.text());
    json.member("kind", model::name_of(model::kind_of_file(media.mime)));
    json.member("mime", media.mime).member("name", media.name).member("size", media.size);
    json.end_object();
    return out;
}

}  // namespace

void upload_media(const call_pointer& call) {
    const auto& request = call->request();
    parameters given(request.query);
    auto name = given.text("name");
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    if (request.body.empty()) {
        return call->refuse({code::invalid, "the body is the file, and it is empty"});
    }
    auto type = model::type_of_file(request.get("content-type"), request.body);
    if (!type) {
        return call->respond(refusal(415, "The file is not what it says", type.error().text));
    }
    name = plain_name(name.empty() ? name_in(request.get("content-disposition")) : name);
    call->gateway().keep({request.body, std::move(*type), std::move(name), owner_of(call->who())},
                         [call](const result<store::media>& kept) {
                             if (!kept) {
                                 return call->refuse(kept.error());
                             }
                             call->answer(201, write_upload(*kept),
                                          std::string(media_path) + kept->id.text());
                         });
}

}  // namespace selat::api
