#include "tests/emulators/sms/accounts.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>

namespace emulators::sms {
namespace {

std::vector<std::string> texts(const json& list) {
    std::vector<std::string> out;
    for (const auto& each : list) {
        if (each.is_string()) {
            out.push_back(each.get<std::string>());
        }
    }
    return out;
}

// What is wrong with it, or empty.
std::string check(const account& account) {
    if (!is_sid(account.sid, "AC") || account.auth_token.empty()) {
        return "an account needs account_sid, AC and 32 hex digits, and auth_token";
    }
    for (const auto& [sid, secret] : account.api_keys) {
        if (!is_sid(sid, "SK") || secret.empty()) {
            return "an API key is SK and 32 hex digits, with a secret";
        }
    }
    for (const auto& [sid, numbers] : account.services) {
        if (!is_sid(sid, "MG")) {
            return "a messaging service is MG and 32 hex digits";
        }
    }
    return account.numbers.empty() ? "an account needs numbers" : std::string();
}

template <class Value>
Value choice(const json& description, const char* name, const std::map<std::string, Value>& values,
             std::string& wrong) {
    const auto& given = member(description, name);
    if (given.is_null()) {
        return values.at("");
    }
    const auto it = values.find(given.is_string() ? given.get<std::string>() : "?");
    if (it == values.end()) {
        wrong = std::string(name) + " is none of what it can be";
        return values.at("");
    }
    return it->second;
}

}  // namespace

std::string account_list::put(const json& description) {
    using enum opt_out_handling;
    using enum signed_port;
    std::string wrong;
    account next;
    next.sid = text_in(description, "account_sid");
    next.auth_token = text_in(description, "auth_token");
    next.numbers = texts(member(description, "numbers"));
    next.webhook_url = text_in(description, "webhook_url");
    next.fallback_url = text_in(description, "fallback_url");
    next.status_url = text_in(description, "status_url");
    next.step = std::chrono::milliseconds(number_in(description, "step_ms", 20));
    next.patience = std::chrono::milliseconds(number_in(description, "patience_ms", 0));
    next.opt_out = choice<opt_out_handling>(
        description, "opt_out",
        {{"", standard}, {"standard", standard}, {"advanced", advanced}, {"off", off}}, wrong);
    next.port = choice<signed_port>(description, "signed_port",
                                    {{"", as_configured},
                                     {"as_configured", as_configured},
                                     {"left_out", left_out},
                                     {"written", written}},
                                    wrong);
    for (const auto& [sid, secret] : member(description, "api_keys").items()) {
        next.api_keys[sid] = secret.is_string() ? secret.get<std::string>() : "";
    }
    for (const auto& [sid, numbers] : member(description, "services").items()) {
        next.services[sid] = texts(numbers);
    }
    if (wrong.empty()) {
        wrong = check(next);
    }
    if (wrong.empty()) {
        const std::lock_guard lock(mutex_);
        const auto sid = next.sid;
        accounts_[sid] = std::make_shared<account>(std::move(next));
    }
    return wrong;
}

account_ptr account_list::by_sid(std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    const auto it = accounts_.find(sid);
    return it == accounts_.end() ? nullptr : it->second;
}

account_ptr account_list::by_authorization(std::string_view header) const {
    const auto is = [&](const std::string& user, const std::string& secret) {
        return httplib::make_basic_authentication_header(user, secret).second == header;
    };
    for (const auto& each : all()) {
        const bool by_key = std::any_of(each->api_keys.begin(), each->api_keys.end(),
                                        [&](const auto& key) { return is(key.first, key.second); });
        if (by_key || is(each->sid, each->auth_token)) {
            return each;
        }
    }
    return nullptr;
}

std::vector<account_ptr> account_list::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<account_ptr> out;
    for (const auto& [sid, each] : accounts_) {
        out.push_back(each);
    }
    return out;
}

void account_list::clear() {
    const std::lock_guard lock(mutex_);
    accounts_.clear();
}

}  // namespace emulators::sms
