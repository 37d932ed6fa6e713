// People log in and out.

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/problem.hpp"
#include "host/api/shapes.hpp"
#include "host/api/text.hpp"
#include "host/base/crypto.hpp"
#include "host/model/json.hpp"

namespace selat::api {
namespace {

constexpr std::size_t longest_email = 320;
constexpr std::size_t longest_password = 1024;
constexpr std::uint32_t most_waiting = 32;

struct log_in_request {
    std::string email;
    std::string password;
    std::string remote;
};

bool is_right(const services& gateway, const std::optional<model::agent>& agent,
              const std::string& password) {
    if (!agent || agent->password_hash.empty()) {
        crypto::verify_password(password, std::string(nobodys_hash));
    }
    return agent && gateway.check_password(agent->id, password);
}

std::string write_session(const fresh_session& session, const model::agent& agent) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("token", session.token).member("expires", session.expires);
    json.key("agent").raw(write_person(agent)).end_object();
    return out;
}

net::response too_many(model::duration wait) {
    auto response = problem(429, "Too many requests", "too many log-ins; wait a while");
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    return response;
}

void begin_session(const call_pointer& call, const model::agent& agent,
                   const log_in_request& asked) {
    call->parts().log_ins.succeeded(asked.email, asked.remote);
    const auto life = call->parts().options()->session_life;
    call->parts().auth.begin(
        agent, life, [call, agent, remote = asked.remote](result<fresh_session> begun) {
            if (!begun) {
                return call->refuse(begun.error());
            }
            call->parts().log(telemetry::level::info, "session.begun",
                              {{"agent", agent.id}, {"remote", remote}});
            net::response response;
            response.status = 201;
            response.body = write_session(*begun, agent);
            response.headers.emplace_back("Location", "/api/v1/me");
            response.headers.emplace_back("Set-Cookie",
                                          set_cookie(*call->parts().options(), begun->token));
            call->respond(std::move(response));
        });
}

// On the blocking pool.
void check(const call_pointer& call, const log_in_request& asked) {
    const auto agent = call->gateway().agent_by_email(asked.email);
    if (is_right(call->gateway(), agent, asked.password)) {
        return begin_session(call, *agent, asked);
    }
    call->parts().log(telemetry::level::warning, "session.refused", {{"remote", asked.remote}});
    call->respond(refusal(401, "E-mail or password is wrong"));
}

}  // namespace

void log_in(const call_pointer& call) {
    const auto& request = call->request();
    const bool browser = !request.get("origin").empty() || !request.get("sec-fetch-site").empty();
    if (browser && !from_our_pages(request, call->parts().options()->public_url)) {
        return call->respond(
            refusal(403, "This is not allowed", "the page that asks is not of this gateway"));
    }
    body given(request.body);
    log_in_request asked{given.text("email"), given.text("password"), request.remote};
    if (asked.email.size() > longest_email) {
        given.wrong("email", "is too long");
    }
    if (asked.password.size() > longest_password) {
        given.wrong("password", "is too long");
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    auto& guard = call->parts().log_ins;
    if (const auto wait = guard.attempt(asked.email, asked.remote, call->gateway().now())) {
        call->parts().log(telemetry::level::warning, "session.throttled",
                          {{"remote", asked.remote}});
        return call->respond(too_many(*wait));
    }
    auto& waiting = call->parts().log_ins_waiting;
    if (++waiting > most_waiting) {
        --waiting;
        return call->refuse({code::unavailable, "too many people are logging in; try again"});
    }
    call->gateway().run_blocking([call, &waiting, asked = std::move(asked)] {
        check(call, asked);
        --waiting;
    });
}

void log_out(const call_pointer& call) {
    const auto& session = call->who().session;
    if (session.empty()) {
        return call->refuse(
            {code::wrong_state, "a token of the configuration has no session to end"});
    }
    call->parts().auth.end(session, [call](const result<void>& ended) {
        if (!ended) {
            return call->refuse(ended.error());
        }
        const auto& who = call->who();
        call->parts().stream.end_session(who.session);
        call->parts().log(telemetry::level::info, "session.ended", {{"agent", who.agent}});
        net::response response;
        response.status = 204;
        response.content_type.clear();
        response.headers.emplace_back("Set-Cookie", clear_cookie(*call->parts().options()));
        call->respond(std::move(response));
    });
}

}  // namespace selat::api
