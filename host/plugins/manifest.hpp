#pragma once
// What a plugin says of itself, read from its note without running it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/capabilities.hpp"
#include "host/model/customer.hpp"

#include <nlohmann/json.hpp>

namespace selat::plugins {

enum class kind { channel, flow, strategy, bot };

// What instances can whose options have these values.
struct variant {
    nlohmann::json when;          // {"driver":"smpp"}
    nlohmann::json capabilities;  // a merge patch (RFC 7396) on the manifest's own
};

struct manifest {
    std::uint32_t format = 1;
    std::string name;
    std::string version;
    std::string vendor;
    std::string license;
    plugins::kind kind = kind::channel;
    std::string sdk;  // ">=1.0 <2"
    std::string title;
    model::capabilities capabilities;
    std::vector<variant> variants;
    nlohmann::json options;  // JSON Schema (object) of the instance's options; {} when none
    std::vector<std::string> webhook_methods{"POST"};
    std::uint64_t webhook_max_body = 1024 * 1024;
    std::vector<std::string> webhook_files;  // paths below the webhook that take files as bodies
    std::vector<std::string> egress;         // hosts; "*.example.com" allowed
    std::vector<std::string> discloses;      // secrets the plugin sees in clear
    std::vector<std::string> extensions;     // used, beyond the kind's own table
    bool threads = false;
    std::uint32_t max_in_flight = 64;
    double rate_limit = 0;              // messages a second; 0: none
    double address_rate_limit = 0;      // of those to one address; 0: none
    std::uint32_t address_burst = 1;    // so many to it at once
    bool per_task = true;               // strategies: the score depends on the task
    std::string task_channel = "chat";  // capacity kind of this channel's tasks
    model::address_kind address = model::address_kind::none;  // what its addresses are
    std::string sunset;                                       // date the provider closed, or empty
    nlohmann::json document;                                  // all of it, as written
};

const char* name_of(kind value);

// Checks the document against the manifest's own rules; the refusal names what is wrong.
result<manifest> read_manifest(std::string_view json);

// Whether the text is a range that can be read: ">=1.0 <2", "1", "=1.3".
bool is_sdk_range(std::string_view range);

// Whether the range takes this host's SDK version.
bool sdk_fits(std::string_view range, std::uint32_t major, std::uint32_t minor);

}  // namespace selat::plugins
