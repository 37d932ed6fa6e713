#include "host/model/customer.hpp"

#include <algorithm>

#include "host/model/json.hpp"

namespace selat::model {
namespace {

bool is_number(std::string_view text) {
    constexpr std::size_t fewest = 8;  // digits; shorter ones are services, not people
    constexpr std::size_t most = 15;
    return text.size() > fewest && text.size() <= most + 1 && text[0] == '+' && text[1] != '0' &&
           std::ranges::all_of(text.substr(1),
                               [](char each) { return each >= '0' && each <= '9'; });
}

bool is_mailbox(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == text.npos || at == 0 || at + 1 == text.size()) {
        return false;
    }
    // Letters beyond ASCII have several spellings, and more than one case in domains.
    return std::ranges::all_of(text, [](char each) { return each > ' ' && each < 127; }) &&
           std::ranges::none_of(text.substr(at + 1),
                                [](char each) { return each >= 'A' && each <= 'Z'; });
}

}  // namespace

const char* name_of(reach value) {
    switch (value) {
    case reach::unknown: return "unknown";
    case reach::open: return "open";
    case reach::blocked: return "blocked";
    case reach::opted_out: return "opted_out";
    }
    return "";
}

const char* name_of(evidence value) {
    switch (value) {
    case evidence::none: return "";
    case evidence::channel: return "channel";
    case evidence::code: return "otp";
    }
    return "";
}

const char* name_of(address_kind value) {
    switch (value) {
    case address_kind::none: return "none";
    case address_kind::phone: return "phone";
    case address_kind::email: return "email";
    }
    return "";
}

const char* name_of(link value) {
    switch (value) {
    case link::none: return "";
    case link::phone: return "phone";
    case link::email: return "email";
    case link::identity: return "identity";
    case link::code: return "otp";
    case link::word: return "merge";
    case link::split: return "split";
    }
    return "";
}

std::optional<address_kind> address_kind_of(std::string_view name) {
    for (const auto each : {address_kind::none, address_kind::phone, address_kind::email}) {
        if (name == name_of(each)) {
            return each;
        }
    }
    return std::nullopt;
}

bool is_of(address_kind kind, std::string_view address) {
    switch (kind) {
    case address_kind::none: return false;
    case address_kind::phone: return is_number(address);
    case address_kind::email: return is_mailbox(address);
    }
    return false;
}

std::string write_customer(const customer& value, const std::vector<address>& addresses) {
    std::string out;
    json_writer json(out);
    json.begin_object()
        .member("id", value.id)
        .nullable("name", value.name)
        .nullable("locale", value.locale);
    json.key("attributes").raw(value.attributes);
    json.key("addresses").begin_array();
    for (const auto& each : addresses) {
        json.begin_object()
            .member("channel", each.channel)
            .member("address", each.address)
            .member("verified", each.verified != evidence::none)
            .optional("evidence", name_of(each.verified));
        json.key("last_seen");
        if (each.last_seen == time{}) {
            json.null();  // written to, never heard of
        } else {
            json.value(each.last_seen);
        }
        json.optional("name", each.name)
            .optional("picture", each.picture)
            .member("reach", name_of(each.reach));
        if (each.linked != link::none) {
            json.key("linked").begin_object().member("by", name_of(each.linked));
            json.member("at", each.linked_at).end_object();
        }
        json.end_object();
    }
    json.end_array().member("created", value.created);
    if (value.merged_into) {
        json.member("merged_into", value.merged_into);
    }
    json.end_object();
    return out;
}

}  // namespace selat::model
