#include "host/model/customer.hpp"

#include "host/model/json.hpp"

namespace selat::model {

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
            .member("reach", name_of(each.reach))
            .end_object();
    }
    json.end_array().member("created", value.created);
    if (value.merged_into) {
        json.member("merged_into", value.merged_into);
    }
    json.end_object();
    return out;
}

}  // namespace selat::model
