// One-time codes that prove an address to be a customer's.

#include <algorithm>

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/problem.hpp"
#include "host/api/text.hpp"
#include "host/api/touch.hpp"
#include "host/model/json.hpp"

namespace selat::api {
namespace {

std::string write(const code_outcome& outcome) {
    const auto& about = outcome.about;
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("id", about.id).member("customer", about.customer);
    json.member("channel", about.through).member("to", about.to);
    json.member("status", name_of(about.status)).member("expires", about.expires);
    json.member("attempts_left", outcome.attempts_left).end_object();
    return out;
}

void refuse(const call_pointer& call, const code_outcome& outcome) {
    if (outcome.wrong) {
        return call->respond(refusal(422, "This is not the code",
                                     "attempts left: " + std::to_string(outcome.attempts_left)));
    }
    if (outcome.why.code != code::throttled) {
        return call->refuse(outcome.why);
    }
    auto response = problem(429, "Too many codes", outcome.why.text);
    const auto seconds = std::max<std::int64_t>((outcome.retry_after.count() + 999) / 1000, 1);
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    call->respond(std::move(response));
}

std::function<void(code_outcome)> answering(const call_pointer& call, std::uint32_t status) {
    return [call, status](const code_outcome& outcome) {
        if (outcome.wrong || outcome.why.code != code::ok) {
            return refuse(call, outcome);
        }
        call->answer(status, write(outcome));
    };
}

// What stands in the path behind /verifications/.
model::id verification_of(std::string_view path) {
    constexpr std::string_view before = "/verifications/";
    path.remove_prefix(std::min(path.find(before), path.size() - before.size()) + before.size());
    return model::id::parse(path.substr(0, path.find('/')), model::id_kind::verification)
        .value_or(model::id{});
}

}  // namespace

void send_code(const call_pointer& call) {
    body given(call->request().body);
    auto channel = given.text("channel");
    auto to = plain_address(given.text("to"));
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch_customer(call, {}, [call, channel = std::move(channel), to = std::move(to)] {
        call->parts().log(
            telemetry::level::info, "verification.asked",
            {{"customer", call->id().text()}, {"channel", channel}, {"by", call->who().name}});
        call->gateway().send_code(call->id(), channel, to, answering(call, 201));
    });
}

void check_code(const call_pointer& call) {
    body given(call->request().body);
    auto code = given.text("code");
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    const auto verification = verification_of(call->request().path);
    if (!verification) {
        return call->refuse({code::not_found, "there is no such verification"});
    }
    touch_customer(call, {}, [call, verification, code = std::move(code)] {
        call->gateway().check_code(call->id(), verification, code, answering(call, 200));
    });
}

}  // namespace selat::api
