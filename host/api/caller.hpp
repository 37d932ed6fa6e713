#pragma once
// Who asks: an agent with a session, or a system with a token of the configuration.

#include <string>

#include "host/model/agent.hpp"
#include "host/model/message.hpp"

namespace selat::api {

struct caller {
    model::role role = model::role::agent;
    std::string agent;    // id; empty for a token
    std::string name;     // of the agent or the token
    std::string session;  // SHA-256 of the session's token, hex; empty for a token
    std::string token{};  // SHA-256 of the configuration's token, hex; empty for a session

    // Supervisors, admins and tokens see everything; an agent sees what is its own.
    [[nodiscard]] bool sees_all() const { return agent.empty() || role != model::role::agent; }
};

// Whose something is that a caller has left here.
inline std::string owner_of(const caller& who) {
    return who.agent.empty() ? "token:" + who.name : "agent:" + who.agent;
}

// As whom it speaks.
inline model::author author_of(const caller& who) {
    return who.agent.empty() ? model::author{model::author_kind::system, who.name, {}}
                             : model::author{model::author_kind::agent, who.agent, who.name};
}

}  // namespace selat::api
