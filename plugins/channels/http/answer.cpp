#include "answer.hpp"

#include "receive.hpp"

#include <algorithm>

namespace http {
namespace {

constexpr std::size_t id_max = 1024;

// Nothing makes an unknown provider know a message again: what it broke on it may have taken.
selat::code meaning_of(std::uint32_t status) {
    switch (status) {
    case 401:
    case 403: return selat::code::denied;
    case 404:
    case 405: return selat::code::config;
    case 408: return selat::code::uncertain;
    case 429: return selat::code::throttled;
    case 503: return selat::code::unavailable;
    default:
        if (status >= 500) {
            return selat::code::uncertain;
        }
        return status >= 400 ? selat::code::invalid : selat::code::internal;
    }
}

std::map<std::string, selat::code> read_codes(const json& from, const place& at) {
    std::map<std::string, selat::code> out;
    if (from.is_null()) {
        return out;
    }
    if (!from.is_object()) {
        at.fault("maps the provider's codes to ours");
    }
    for (const auto& [name, value] : from.items()) {
        const auto here = at.below(name);
        out.emplace(name, read_code(value.is_string() ? value.get<std::string>() : "", here));
    }
    return out;
}

std::uint64_t milliseconds_in(std::string_view seconds) {
    return static_cast<std::uint64_t>(std::clamp(as_number(seconds).value_or(0), 0.0, 86'400.0) *
                                      1000);
}

}  // namespace

answer_reader::answer_reader(const json& from, const place& at, const settings& settings) {
    if (from.is_null()) {
        return;
    }
    const mapping all(from, at,
                      {"format", "accepted", "blocked", "id", "code", "detail", "retry_after",
                       "codes", "statuses"});
    const auto read = [&](const char* name) {
        return field(all.get(name), all.below(name), settings.crypto);
    };
    format_ = read_format(all.text("format"), all.below("format"));
    accepted_ = condition(all.get("accepted"), all.below("accepted"));
    blocked_ = condition(all.get("blocked"), all.below("blocked"));
    id_ = read("id");
    code_ = read("code");
    detail_ = read("detail");
    retry_after_ = read("retry_after");
    codes_ = read_codes(all.get("codes"), all.below("codes"));
    statuses_ = read_codes(all.get("statuses"), all.below("statuses"));
}

ending answer_reader::read(const selat::http_reply& reply) const {
    const auto document = document_of(reply, format_);
    const view in{document, document["body"]};
    ending out;
    const bool well = reply.status >= 200 && reply.status < 300;
    if (well && accepted_.holds(in)) {
        out.id = in_characters(id_.text(in));
        if (out.id.size() > id_max) {
            out.id.clear();
        }
        return out;
    }
    out.code = well ? selat::code::invalid : meaning_of(reply.status);
    if (const auto known = statuses_.find(std::to_string(reply.status)); known != statuses_.end()) {
        out.code = known->second;
    }
    out.provider_code = code_.text(in);
    if (const auto known = codes_.find(out.provider_code); known != codes_.end()) {
        out.code = known->second;
    }
    out.blocked = blocked_.given() && blocked_.holds(in);
    out.code = out.blocked ? selat::code::opted_out : out.code;
    if (out.provider_code.empty()) {
        out.provider_code = std::to_string(reply.status);
    }
    out.detail = detail_.text(in);
    if (out.detail.empty()) {
        out.detail = reply.body.substr(0, 200);
    }
    const auto wish = retry_after_.text(in);
    out.retry_after_ms =
        milliseconds_in(wish.empty() ? reply.headers.get("retry-after") : std::string_view(wish));
    return out;
}

}  // namespace http
