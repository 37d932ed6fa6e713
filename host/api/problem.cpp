#include "host/api/problem.hpp"

#include "host/model/json.hpp"

namespace selat::api {
namespace {

struct words {
    std::uint32_t status;
    std::string_view title;
};

words words_of(code code) {
    using enum selat::code;
    switch (code) {
    case invalid: return {400, "The request is wrong"};
    case denied: return {403, "This is not allowed"};
    case not_found: return {404, "There is no such thing"};
    case wrong_state: return {409, "Not in this state"};
    case config: return {409, "The gateway is not set up for this"};
    case unsupported: return {422, "This cannot be sent"};
    case opted_out: return {422, "The customer does not want this"};
    case outside_window: return {422, "The customer cannot be answered any more"};
    case quiet_hours: return {422, "Not at this hour"};
    case throttled: return {429, "Too many requests"};
    case unavailable:
    case timeout:
    case cancelled: return {503, "Not available now"};
    default: return {500, "Something went wrong here"};
    }
}

net::response written(std::uint32_t status, std::string_view title, std::string_view detail,
                      std::string_view code) {
    net::response out;
    out.status = status;
    out.content_type = "application/problem+json";
    model::json_writer json(out.body);
    json.begin_object().member("type", "about:blank").member("title", title);
    json.member("status", status).optional("detail", detail).optional("code", code).end_object();
    return out;
}

}  // namespace

net::response problem(std::uint32_t status, std::string_view title, std::string_view detail) {
    return written(status, title, detail, {});
}

net::response problem(const failure& failure) {
    const auto [status, title] = words_of(failure.code);
    return written(status, title, failure.text, name_of(failure.code));
}

}  // namespace selat::api
