#pragma once
// What the Graph API's errors mean for us.

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json_fwd.hpp>

namespace meta {

enum class product { whatsapp, messenger };  // messenger: Instagram too

struct graph_error {
    std::int64_t code = 0;
    std::int64_t subcode = 0;
    bool transient = false;
    std::string text;
};
// Of an "error" object of an answer, or one of the "errors" of a webhook.
graph_error read_error(const nlohmann::json& error);

struct refused {
    selat::code code = selat::code::internal;
    std::uint64_t retry_after_ms = 0;
    std::string provider_code;  // "131047", "10/2018278"; else the HTTP status
    std::string text;
    bool owned_by_another = false;       // another app has the conversation
    bool account_is_in_trouble = false;  // nothing goes out until somebody looks after it
};

// Whether an answer with this body refuses: by its status, or by an error in a 200.
bool is_refusal(const selat::http_reply& reply, const nlohmann::json& body);

// `attempt` is the send's, from 1: what is worth some tries is not worth any number.
refused read_refused(const selat::http_reply& reply, const nlohmann::json& body, product of,
                     std::uint32_t attempt);
// The same of an error that a webhook tells.
refused meaning_of(const graph_error& error, product of, std::uint32_t attempt);

// Tells that the operation failed for this, and what is wrong with the account.
void tell_refused(std::uint64_t op, const refused& why, product of, selat::actions out);

}  // namespace meta
