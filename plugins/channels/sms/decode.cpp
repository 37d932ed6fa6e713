#include "decode.hpp"

#include "errors.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

namespace sms {
namespace {

using json = nlohmann::json;

constexpr std::size_t id_max = 1024;  // what the host takes
constexpr std::uint64_t media_max = 10;

std::uint64_t number_in(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_number(std::string_view address) {
    return address.size() > 4 && address[0] == '+' &&
           address.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::string_view first_of(const forms::form& fields,
                          std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (const auto value = fields.get(name); !value.empty()) {
            return value;
        }
    }
    return {};
}

std::string kind_of(std::string_view type) {
    const auto kind = type.substr(0, type.find('/'));
    return kind == "image" || kind == "audio" || kind == "video" ? std::string(kind) : "file";
}

// The path below `api`, or nothing: what is elsewhere is not asked with our credentials. The URL
// comes from outside and goes where secrets are filled in.
std::string_view path_at(std::string_view api, std::string_view url) {
    const bool below = url.size() > api.size() && url.starts_with(api) && url[api.size()] == '/';
    const auto path = below ? url.substr(api.size()) : std::string_view{};
    const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '/' || c == '-' || c == '_' || c == '.';
    });
    return plain ? path : std::string_view{};
}

json read_media(const forms::form& fields, std::string_view api, incoming& out) {
    json attachments = json::array();
    const auto count = std::min(number_in(fields.get("NumMedia")), media_max);
    for (std::uint64_t n = 0; n < count; ++n) {
        const auto number = std::to_string(n);
        const auto url = fields.get("MediaUrl" + number);
        const auto type = fields.get("MediaContentType" + number);
        if (url.empty()) {
            continue;
        }
        json attachment = {{"kind", kind_of(type)}};
        if (!type.empty()) {
            attachment["mime"] = type;
        }
        if (const auto path = path_at(api, url); !path.empty()) {
            out.media.push_back(
                {static_cast<std::uint32_t>(attachments.size()), std::string(path)});
        } else {
            attachment["url"] = url;
        }
        attachments.push_back(std::move(attachment));
    }
    return attachments;
}

}  // namespace

std::optional<incoming> read_message(const forms::form& fields, bool standard_words,
                                     std::string_view api) {
    incoming out;
    out.id = first_of(fields, {"MessageSid", "SmsMessageSid", "SmsSid"});
    out.from = fields.get("From");
    if (out.id.empty() || out.id.size() > id_max || out.from.empty() || out.from.size() > id_max) {
        return std::nullopt;
    }
    const auto body = fields.get("Body");
    const auto type = fields.get("OptOutType");
    out.verified = is_number(out.from);
    out.change = !type.empty()    ? read_opt_out_type(type)
                 : standard_words ? keyword_in(body)
                                  : consent::unchanged;
    out.answered = !type.empty() || out.change == consent::opted_out;
    out.segments = number_in(fields.get("NumSegments"));
    json content = json::object();
    if (!body.empty()) {
        content["text"] = body;
    }
    if (auto attachments = read_media(fields, api, out); !attachments.empty()) {
        content["attachments"] = std::move(attachments);
    }
    if (content.empty()) {
        content["unsupported"] = {{"kind", "empty"}};
    }
    out.content = content.dump(-1, ' ', false, json::error_handler_t::replace);
    return out;
}

bool is_callback(const forms::form& fields, bool at_status) {
    const auto status = first_of(fields, {"MessageStatus", "SmsStatus"});
    if (status.empty()) {
        return at_status;
    }
    return status != "received" && status != "receiving";
}

std::optional<callback> read_callback(const forms::form& fields, std::string_view message) {
    const auto id = first_of(fields, {"MessageSid", "SmsSid"});
    const auto status = first_of(fields, {"MessageStatus", "SmsStatus"});
    if (id.empty() || id.size() > id_max || status.empty()) {
        return std::nullopt;
    }
    callback out;
    selat::receipt_fields receipt{.message_id = id, .message = message};
    if (status == "delivered" || status == "read") {
        receipt.status =
            status == "read" ? selat::receipt_status::read : selat::receipt_status::delivered;
        out.receipt = receipt;
    } else if (status == "sent" && !message.empty()) {
        receipt.status = selat::receipt_status::sent;
        out.receipt = receipt;
    } else if (status == "failed" || status == "undelivered" || status == "canceled") {
        const auto error = fields.get("ErrorCode");
        const auto code = static_cast<int>(std::min<std::uint64_t>(number_in(error), 99'999));
        receipt.status = selat::receipt_status::failed;
        receipt.code = status == "canceled" ? selat::code::cancelled
                                            : meaning_of(code).value_or(selat::code::internal);
        receipt.provider_code = error.substr(0, id_max);
        receipt.detail = fields.get("ErrorMessage");
        if (receipt.detail.empty()) {
            receipt.detail = explanation_of(code);
        }
        out.receipt = receipt;
        if (receipt.code == selat::code::opted_out) {
            out.opted_out = fields.get("To").substr(0, id_max);
        }
    }
    return out;
}

std::string_view foreign_channel(const forms::form& fields) {
    for (const std::string_view name : {"From", "To"}) {
        const auto address = fields.get(name);
        const auto colon = address.find(':');
        const auto prefix = address.substr(0, colon);
        if (colon != std::string_view::npos && !prefix.empty() &&
            std::all_of(prefix.begin(), prefix.end(),
                        [](char c) { return c >= 'a' && c <= 'z'; })) {
            return prefix;
        }
    }
    return {};
}

}  // namespace sms
