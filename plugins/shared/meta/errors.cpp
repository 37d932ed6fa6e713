#include "errors.hpp"

#include "json_read.hpp"
#include "plugins/shared/code_points/code_points.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace meta {
namespace {

using selat::code;

// What else is to be known of an error.
enum class note : std::uint8_t { none, account, another_app, pair, media };

constexpr std::int64_t any = -1;

struct known_error {
    std::int64_t code;
    std::int64_t subcode;  // or any
    selat::code meaning;
    note more = note::none;
};

// A wait of one customer is `unavailable`: `throttled` would hold up all others with it.
constexpr auto of_whatsapp = std::to_array<known_error>({
    {0, any, code::denied},
    {1, any, code::unavailable},
    {2, any, code::unavailable},
    {3, any, code::config},
    {4, any, code::throttled},
    {10, any, code::config},
    {33, any, code::invalid},
    {100, any, code::invalid},
    {190, any, code::denied},
    {368, any, code::config, note::account},
    {470, any, code::outside_window},  // on-premises
    {613, any, code::throttled},
    {80007, any, code::throttled},
    {130429, any, code::throttled},
    {130472, any, code::wrong_state},  // part of an experiment of Meta's
    {130497, any, code::config, note::account},
    {131000, any, code::unavailable},
    {131005, any, code::config},
    {131008, any, code::invalid},
    {131009, any, code::invalid},
    {131016, any, code::unavailable},
    {131021, any, code::invalid},
    {131026, any, code::not_found},
    {131030, any, code::config},  // a test number writes to few
    {131031, any, code::config, note::account},
    {131037, any, code::config, note::account},
    {131042, any, code::config, note::account},
    {131045, any, code::config, note::account},
    {131047, any, code::outside_window},
    {131048, any, code::wrong_state},  // taken for spam: more of it makes it worse
    {131049, any, code::wrong_state},  // enough marketing for this person today
    {131050, any, code::opted_out},    // wants no marketing
    {131051, any, code::invalid},
    {131053, any, code::invalid, note::media},
    {131055, any, code::invalid},
    {131056, any, code::unavailable, note::pair},
    {131057, any, code::unavailable},
    {131062, any, code::invalid},
    {131063, any, code::invalid},
    {131064, any, code::wrong_state},
    {132000, any, code::invalid},
    {132001, any, code::not_found},
    {132005, any, code::invalid},
    {132007, any, code::invalid},
    {132008, any, code::invalid},
    {132012, any, code::invalid},
    {132015, any, code::invalid},
    {132016, any, code::invalid},
    {132068, any, code::invalid},
    {132069, any, code::invalid},
    {133004, any, code::unavailable},
    {133010, any, code::config, note::account},
    {133016, any, code::throttled},
    {135000, any, code::invalid},
    {137000, any, code::invalid},
});

// Where a code has subcodes of another meaning, these stand before it.
constexpr auto of_messenger = std::to_array<known_error>({
    {1, any, code::unavailable},
    {2, any, code::unavailable},
    {3, any, code::config},
    {4, any, code::throttled},
    {10, 2018278, code::outside_window},
    {10, 2534022, code::outside_window},
    {10, 2018065, code::outside_window},
    {10, 2018108, code::opted_out},
    {10, 1893063, code::config, note::account},
    {10, 2534077, code::config, note::account},
    {10, any, code::config},
    {17, any, code::throttled},
    {32, any, code::throttled},
    {100, 33, code::not_found},
    {100, 2018001, code::not_found},
    {100, 2018008, code::invalid, note::media},
    {100, 2018294, code::invalid, note::media},
    {100, 2534013, code::config, note::account},
    {100, 2534014, code::not_found},
    {100, 2534029, code::config, note::account},
    {100, 2534037, code::wrong_state, note::another_app},
    {100, any, code::invalid},
    {190, any, code::denied},
    {200, 1545041, code::not_found},
    {200, 2534041, code::config, note::account},
    {200, any, code::config},
    {230, any, code::not_found},  // no consent to a look at the profile yet
    {368, any, code::config, note::account},
    {551, any, code::not_found},
    {613, 2018338, code::wrong_state},  // warned for tags: more of them makes it worse
    {613, any, code::throttled},
    {1200, any, code::unavailable},
    {2022, any, code::config, note::account},
    {9010, any, code::not_found},
    {36000, any, code::invalid},
    {36103, any, code::config, note::account},
    {80002, any, code::throttled},
    {80006, any, code::throttled},
    {2018108, any, code::opted_out},
    {2018218, any, code::not_found},
    {2018247, any, code::not_found},
    {2018278, any, code::outside_window},
    {2018300, any, code::wrong_state, note::another_app},
    {2018321, any, code::wrong_state, note::another_app},
    {9000001, any, code::not_found},
});

const known_error* find(std::span<const known_error> table, const graph_error& error) {
    const auto* it = std::find_if(table.data(), table.data() + table.size(), [&](const auto& each) {
        return each.code == error.code && (each.subcode == any || each.subcode == error.subcode);
    });
    return it == table.data() + table.size() ? nullptr : it;
}

std::string code_text(const graph_error& error) {
    const auto text = std::to_string(error.code);
    return error.subcode == 0 ? text : text + "/" + std::to_string(error.subcode);
}

code by_status(std::uint32_t status) {
    switch (status) {
    case 401: return code::denied;
    case 403: return code::config;
    case 404: return code::not_found;
    case 408: return code::uncertain;
    case 429: return code::throttled;
    default:
        if (status >= 500) {
            return code::uncertain;  // who answers so is not Graph, which may have taken it
        }
        return status >= 400 ? code::invalid : code::internal;
    }
}

// Minutes until there is room again, as the headers of use tell them of any of our assets.
std::uint64_t regain_ms(std::string_view header) {
    std::int64_t longest = 0;
    const auto use = parse(header);
    if (use.is_object()) {
        for (const auto& [asset, lists] : use.items()) {
            for (const auto& each : lists.is_array() ? lists : json::array()) {
                longest = std::max(longest, integer_of(each, "estimated_time_to_regain_access"));
            }
        }
    }
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(longest, 0, 24 * 60)) * 60'000;
}

std::uint64_t seconds_ms(std::string_view text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::uint64_t{value} * 1000;
}

void wait(refused& out, const selat::http_reply& reply) {
    if (out.code != code::throttled && out.code != code::unavailable) {
        return;
    }
    out.retry_after_ms = std::max({out.retry_after_ms, seconds_ms(reply.headers.get("retry-after")),
                                   regain_ms(reply.headers.get("x-business-use-case-usage"))});
}

}  // namespace

graph_error read_error(const json& error) {
    graph_error out;
    out.code = integer_of(error, "code");
    out.subcode = integer_of(error, "error_subcode");
    out.transient = flag_of(error, "is_transient");
    out.text = text_of(error, "message");
    if (out.text.empty()) {
        out.text = text_of(error, "title");
    }
    auto details = text_of(member(error, "error_data"), "details");
    if (details.empty()) {
        details = text_of(error, "error_user_msg");
    }
    if (!details.empty() && details != out.text) {
        out.text += (out.text.empty() ? "" : ": ") + details;
    }
    return out;
}

bool is_refusal(const selat::http_reply& reply, const json& body) {
    return reply.status < 200 || reply.status > 299 || member(body, "error").is_object();
}

refused meaning_of(const graph_error& error, product of, std::uint32_t attempt) {
    constexpr std::uint32_t some_tries = 3;
    refused out;
    out.provider_code = code_text(error);
    out.text = error.text;
    const auto* known =
        of == product::whatsapp ? find(of_whatsapp, error) : find(of_messenger, error);
    if (known == nullptr) {
        const bool permission = error.code >= 200 && error.code <= 299;
        out.code = error.transient ? code::unavailable : permission ? code::config : code::invalid;
        return out;
    }
    out.code =
        error.transient && known->meaning == code::invalid ? code::unavailable : known->meaning;
    out.owned_by_another = known->more == note::another_app;
    out.account_is_in_trouble = known->more == note::account;
    if (known->more == note::media && attempt < some_tries) {
        out.code = code::unavailable;
    } else if (known->more == note::pair) {
        out.retry_after_ms = std::uint64_t{1000} << (2 * std::clamp(attempt, 1u, 6u));
    }
    return out;
}

refused read_refused(const selat::http_reply& reply, const json& body, product of,
                     std::uint32_t attempt) {
    const auto& error = member(body, "error");
    refused out;
    if (error.is_object()) {
        out = meaning_of(read_error(error), of, attempt);
        if (reply.status == 429 && out.code != code::unavailable) {
            out.code = code::throttled;
        } else if (reply.status >= 500 && out.code == code::invalid) {
            out.code = code::unavailable;
        }
    } else {
        out.code = by_status(reply.status);
        out.provider_code = std::to_string(reply.status);
        out.text = code_points::cut(reply.body, 200);
    }
    wait(out, reply);
    return out;
}

void tell_refused(std::uint64_t op, const refused& why, product of, selat::actions out) {
    if (why.account_is_in_trouble) {
        out.status(false, (of == product::whatsapp ? "WhatsApp: " : "Meta: ") + why.text);
    }
    out.failed({.op = op,
                .code = why.code,
                .retry_after_ms = why.retry_after_ms,
                .provider_code = why.provider_code,
                .detail = why.text});
}

}  // namespace meta
