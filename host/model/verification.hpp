#pragma once
// A one-time code that was sent to an address, to prove that it belongs to whoever asked.

#include <cstdint>
#include <optional>
#include <string>

#include "host/model/ids.hpp"
#include "host/model/job.hpp"
#include "host/model/time.hpp"

namespace selat::model {

enum class verification_status : std::uint8_t {
    pending,
    approved,
    failed,        // the code was not delivered
    canceled,      // a newer code took its place
    max_attempts,  // typed wrongly too often
};

struct verification {
    model::id id;
    std::string channel;  // who asked: an address on this channel instance …
    std::string address;
    model::id customer;   // … or, without a channel, an agent or system for this customer
    std::string through;  // the channel instance that carries the code
    std::string to;
    std::string tag;  // the asking plugin's
    verification_status status = verification_status::pending;
    std::string salt;
    std::string digest;          // of salt and code, which is kept nowhere
    std::uint32_t attempts = 0;  // that were wrong
    time made{};
    time expires{};
    time forgotten{};  // until then it counts for how often codes may be sent
};

// A verification is kept as a job that is there until it is forgotten.
job as_job(const verification& value);
std::optional<verification> read_verification(const job& job);

const char* name_of(verification_status value);

}  // namespace selat::model
