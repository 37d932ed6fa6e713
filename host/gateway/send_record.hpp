#pragma once
// A message as a channel's on_send gets it.

#include <cstdint>
#include <string>
#include <string_view>

#include "host/gateway/assembly.hpp"
#include "host/model/ids.hpp"
#include "host/model/message.hpp"
#include "host/model/time.hpp"
#include <selat/plugin.h>

namespace selat::gateway {

// What a send's job row keeps beside the message.
struct send_context {
    std::string reply_to_provider_id;
    std::string reply_to_context;
    std::string target_provider_id;
    std::string target_context;
    std::string address_context;
    model::time address_context_at{};
    std::string sealed;  // content that goes out in place of the message's
};

send_context read_send_context(std::string_view payload);

// A UUID that is the same for the same outgoing at every try, also after a restart.
std::string idempotency_key(const model::id& job, std::uint32_t part);

// The instance's `timeout` option; 10 s without.
model::duration usual_timeout(const assembly& assembly, std::string_view channel);

// Owns what the record points to.
class send_record {
public:
    send_record(std::uint64_t op, const model::message& message, send_context context,
                std::string content, std::string key, std::uint32_t attempt, model::time now);
    send_record(const send_record&) = delete;
    send_record& operator=(const send_record&) = delete;

    void purpose(std::uint32_t purpose) { record_.purpose = purpose; }
    [[nodiscard]] const selat_outgoing& get() const { return record_; }

private:
    std::string message_;
    std::string conversation_;
    std::string to_;
    std::string content_;
    std::string key_;
    std::string author_name_;
    send_context context_;
    selat_outgoing record_{};
};

}  // namespace selat::gateway
