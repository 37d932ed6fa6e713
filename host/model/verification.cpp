#include "host/model/verification.hpp"

#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::model {

const char* name_of(verification_status value) {
    switch (value) {
    case verification_status::pending: return "pending";
    case verification_status::approved: return "approved";
    case verification_status::failed: return "failed";
    case verification_status::canceled: return "canceled";
    case verification_status::max_attempts: return "max_attempts";
    }
    return "";
}

job as_job(const verification& value) {
    job out;
    out.id = {id_kind::job, value.id.uuid()};
    out.kind = job_kind::verification;
    out.customer = value.customer;
    out.channel = value.channel;
    out.address = value.address;
    out.name = value.tag;
    out.due = value.forgotten;
    out.attempts = value.attempts;
    json_writer json(out.payload);
    json.begin_object().member("through", value.through).member("to", value.to);
    json.member("status", static_cast<std::int64_t>(value.status));
    json.member("salt", value.salt).member("digest", value.digest);
    json.member("made", to_ms(value.made)).member("expires", to_ms(value.expires)).end_object();
    return out;
}

std::optional<verification> read_verification(const job& job) {
    const auto from = nlohmann::json::parse(job.payload, nullptr, false);
    if (job.kind != job_kind::verification || !from.is_object()) {
        return std::nullopt;
    }
    verification out;
    out.id = {id_kind::verification, job.id.uuid()};
    out.channel = job.channel;
    out.address = job.address;
    out.customer = job.customer;
    out.tag = job.name;
    out.attempts = job.attempts;
    out.forgotten = job.due;
    out.through = from.value("through", "");
    out.to = from.value("to", "");
    out.status = static_cast<verification_status>(from.value("status", 0));
    out.salt = from.value("salt", "");
    out.digest = from.value("digest", "");
    out.made = from_ms(from.value("made", std::int64_t{0}));
    out.expires = from_ms(from.value("expires", std::int64_t{0}));
    return out;
}

}  // namespace selat::model
