#include "tests/emulators/meta/businesses.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/signatures.hpp"

namespace emulators::meta {
namespace {

std::string token_of(const httplib::Request& request) {
    const auto header = request.get_header_value("Authorization");
    constexpr std::string_view bearer = "Bearer ";
    if (header.starts_with(bearer)) {
        return header.substr(bearer.size());
    }
    if (request.has_param("access_token")) {
        return request.get_param_value("access_token");
    }
    return text_in(json::parse(request.body, nullptr, false), "access_token");
}

bool has_proof(const business& of, const httplib::Request& request) {
    return !of.demands_proof ||
           request.get_param_value("appsecret_proof") == hex_hmac(of.app_secret, of.access_token);
}

}  // namespace

std::string hex_hmac(const std::string& key, const std::string& data) {
    return hex(hmac_sha256(key, data));
}

std::string business_list::put_all(const json& given, std::string_view list) {
    const auto all = given.find(list);
    if (all == given.end()) {
        return {};
    }
    for (const auto& each : *all) {
        if (auto wrong = put(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

std::string business_list::put(const json& description) {
    auto made = std::make_shared<business>();
    made->id = text_in(description, "id");
    made->account = text_in(description, "account", "1" + made->id);
    made->number = text_in(description, "number", "15550001111");
    made->app_id = text_in(description, "app_id", "263902037430900");
    made->app_secret = text_in(description, "app_secret");
    made->verify_token = text_in(description, "verify_token");
    made->access_token = text_in(description, "access_token");
    made->webhook_url = text_in(description, "webhook_url");
    for (const auto& each : member(description, "fields")) {
        made->fields.push_back(each.is_string() ? each.get<std::string>() : std::string());
    }
    const auto& templates = member(description, "templates");
    made->templates = templates.is_array() ? templates : json::array();
    made->demands_proof = flag_in(description, "demands_proof");
    made->echo_first = flag_in(description, "echo_first");
    made->retries = static_cast<int>(number_in(description, "retries"));
    const auto ms = [&](const char* name, std::chrono::milliseconds& out) {
        out = std::chrono::milliseconds(number_in(description, name, out.count()));
    };
    ms("retry_interval_ms", made->retry_interval);
    ms("timeout_ms", made->timeout);
    ms("step_ms", made->step);
    made->link_life_ms = number_in(description, "link_life_ms", made->link_life_ms);
    if (made->id.empty() || made->id.find_first_not_of("0123456789") != std::string::npos) {
        return "id must be digits";
    }
    if (made->app_secret.empty() || made->access_token.empty() || made->verify_token.empty()) {
        return "app_secret, access_token and verify_token are needed";
    }
    const std::lock_guard lock(mutex_);
    businesses_[made->id] = std::move(made);
    return {};
}

business_ptr business_list::by_id(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = businesses_.find(id);
    return found == businesses_.end() ? nullptr : found->second;
}

business_ptr business_list::by_call(const httplib::Request& request) const {
    const auto token = token_of(request);
    for (const auto& each : all()) {
        if (!token.empty() && each->access_token == token && has_proof(*each, request)) {
            return each;
        }
    }
    return nullptr;
}

business_ptr business_list::of(const json& description) const {
    const auto id = text_in(description, "to");
    if (!id.empty()) {
        return by_id(id);
    }
    const auto every = all();
    return every.size() == 1 ? every.front() : nullptr;
}

std::vector<business_ptr> business_list::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<business_ptr> out;
    for (const auto& [id, each] : businesses_) {
        out.push_back(each);
    }
    return out;
}

void business_list::clear() {
    const std::lock_guard lock(mutex_);
    businesses_.clear();
}

}  // namespace emulators::meta
