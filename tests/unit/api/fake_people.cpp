// The people of the fake gateway: who they are, and what they are doing.

#include "fake_services.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/net/tokens.hpp"

#include <boost/asio/post.hpp>

namespace selat::api::test {

std::optional<model::agent> fake_services::agent(std::string_view id) const {
    const auto people = now_set().people;
    const auto found =
        std::ranges::find_if(people, [&](const person& each) { return each.agent.id == id; });
    return found == people.end() ? std::nullopt : std::optional(found->agent);
}

std::optional<model::agent> fake_services::agent_by_email(std::string_view email) const {
    const auto people = now_set().people;
    const auto found = std::ranges::find_if(people, [&](const person& each) {
        return net::equals_ignoring_case(each.agent.email, email);
    });
    return found == people.end() ? std::nullopt : std::optional(found->agent);
}

bool fake_services::check_password(std::string_view agent, std::string_view password) const {
    ++password_checks;
    const auto people = now_set().people;
    const auto found =
        std::ranges::find_if(people, [&](const person& each) { return each.agent.id == agent; });
    if (found == people.end()) {
        return false;
    }
    return found->agent.password_hash.empty()
               ? found->password == password
               : crypto::verify_password(password, found->agent.password_hash);
}

std::vector<model::activity> fake_services::activities() const {
    return {{"available", true}, {"break", false}, {"offline", false}};
}

agent_row fake_services::row_of(const person& person) const {
    agent_row out;
    out.agent = person.agent;
    const auto found = activity_.find(person.agent.id);
    out.state.agent = person.agent.id;
    out.state.activity = found == activity_.end() ? "offline" : found->second;
    out.state.activity_since = now();
    out.available = out.state.activity == "available";
    return out;
}

void fake_services::set_activity(std::string agent, std::string activity, reply<agent_row> done) {
    const auto all = activities();
    if (std::ranges::find(all, activity, &model::activity::id) == all.end()) {
        return done(fail(code::invalid, "activity '" + activity + "' is not configured"));
    }
    boost::asio::post(blocking_, [this, agent, activity, done] {
        const std::lock_guard lock(mutex_);
        activity_[agent] = activity;
        for (const auto& each : now_set().people) {
            if (each.agent.id == agent) {
                return done(row_of(each));
            }
        }
        done(fail(code::not_found, "agent '" + agent + "' is not known"));
    });
}

void fake_services::agents(reply<std::vector<agent_row>> done) {
    boost::asio::post(blocking_, [this, done] {
        std::vector<agent_row> out;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& each : now_set().people) {
                out.push_back(row_of(each));
            }
        }
        done(std::move(out));
    });
}

}  // namespace selat::api::test
