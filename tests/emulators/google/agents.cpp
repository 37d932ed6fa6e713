#include "tests/emulators/google/agents.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/google/keys.hpp"

namespace emulators::google {

std::string agent_list::put(const json& description) {
    auto made = std::make_shared<agent>();
    made->id = text_in(description, "id", of_.rcs ? "shop" : "brands/b1/agents/a1");
    made->client_token = text_in(description, "client_token");
    made->signing_key = text_in(description, "signing_key", made->client_token);
    made->webhook_url = text_in(description, "webhook_url");
    made->client_email = text_in(description, "client_email", usual_email);
    made->public_key = text_in(description, "public_key");
    made->surveys = flag_in(description, "surveys", made->surveys);
    made->retries = static_cast<int>(number_in(description, "retries", made->retries));
    const auto ms = [&](const char* name, std::chrono::milliseconds& out) {
        out = std::chrono::milliseconds(number_in(description, name, out.count()));
    };
    ms("retry_interval_ms", made->retry_interval);
    ms("timeout_ms", made->timeout);
    ms("step_ms", made->step);
    made->link_life_ms = number_in(description, "link_life_ms", made->link_life_ms);
    made->token_life_s = number_in(description, "token_life_s", made->token_life_s);
    if (made->client_token.empty()) {
        return "client_token is needed";
    }
    if (!of_.rcs && !made->id.starts_with("brands/")) {
        return "id must be brands/…/agents/…";
    }
    if (made->public_key.empty()) {
        made->public_key = own_keys().public_pem;
    }
    const std::lock_guard lock(mutex_);
    agents_[made->id] = std::move(made);
    return {};
}

agent_ptr agent_list::by_id(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = agents_.find(id);
    return found == agents_.end() ? nullptr : found->second;
}

agent_ptr agent_list::by_email(std::string_view email) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, each] : agents_) {
        if (each->client_email == email) {
            return each;
        }
    }
    return nullptr;
}

agent_ptr agent_list::named_in(const json& description) const {
    const auto id = text_in(description, "to");
    if (!id.empty()) {
        return by_id(id);
    }
    const auto every = all();
    return every.size() == 1 ? every.front() : nullptr;
}

std::vector<agent_ptr> agent_list::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<agent_ptr> out;
    for (const auto& [id, each] : agents_) {
        out.push_back(each);
    }
    return out;
}

void agent_list::clear() {
    const std::lock_guard lock(mutex_);
    agents_.clear();
}

json service_account_of(const std::string& client_email) {
    return {{"type", "service_account"},    {"project_id", "emulated"},
            {"private_key_id", "1"},        {"private_key", own_keys().private_pem},
            {"client_email", client_email}, {"token_uri", "https://oauth2.googleapis.com/token"}};
}

}  // namespace emulators::google
