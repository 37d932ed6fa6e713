#include "host/plugins/core.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "host/base/crypto.hpp"
#include "host/plugins/option_schema.hpp"
#include "host/plugins/variants.hpp"
#include "host/plugins/view.hpp"

#include <fmt/format.h>

namespace selat::plugins {
namespace {

// The key of the instance's own secret in its kept state.
constexpr std::string_view instance_key = "selat:instance";
constexpr std::string_view hosts_prefix = "selat:";

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char each) {
        return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each;
    });
    return out;
}

// Lower case, without the brackets of an IPv6 address.
std::string plain_host(std::string_view host) {
    return lower(host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2)
                                                              : host);
}

// Hosts in every option that is a URL, or that the schema calls a host name.
void collect_hosts(const nlohmann::json& schema, const nlohmann::json& value,
                   std::vector<std::string>& out) {
    const auto below = [&](const char* keyword, const std::string& name) -> nlohmann::json {
        const auto found = schema.is_object() ? schema.find(keyword) : schema.end();
        if (found == schema.end() || !found->is_object()) {
            return {};
        }
        return name.empty() ? *found : found->value(name, nlohmann::json());
    };
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        const bool named = schema.is_object() && schema.value("format", "") == "hostname";
        const auto host = named ? plain_host(text) : host_of(text);
        if (!host.empty()) {
            out.push_back(host);
        }
    } else if (value.is_object()) {
        for (const auto& [name, each] : value.items()) {
            collect_hosts(below("properties", name), each, out);
        }
    } else if (value.is_array()) {
        for (const auto& each : value) {
            collect_hosts(below("items", {}), each, out);
        }
    }
}

std::string instance_secret(const std::vector<store::plugin_value>& state) {
    const auto kept = std::find_if(state.begin(), state.end(),
                                   [](const auto& each) { return each.key == instance_key; });
    return kept != state.end() && !kept->value.empty() ? kept->value : crypto::random_bytes(32);
}

code code_of(std::int32_t raw) {
    return std::string_view(name_of(static_cast<code>(raw))) == "internal" || raw == SELAT_OK
               ? code::internal
               : static_cast<code>(raw);
}

}  // namespace

std::string host_of(std::string_view url) {
    const auto start = url.find("://");
    if (start == url.npos || start == 0 || url.find_first_of(" \t\r\n{") < start) {
        return {};
    }
    auto rest = url.substr(start + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != rest.npos) {
        rest.remove_prefix(at + 1);
    }
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        return end == rest.npos ? std::string{} : lower(rest.substr(1, end - 1));
    }
    return lower(rest.substr(0, rest.find(':')));
}

bool egress_takes(std::string_view pattern, std::string_view host) {
    if (pattern == "*") {
        return true;
    }
    if (!pattern.starts_with("*.")) {
        return lower(pattern) == host;
    }
    const auto suffix = lower(pattern.substr(1));
    return host.size() > suffix.size() && host.ends_with(suffix);
}

core::core(std::shared_ptr<const surroundings> around,
           std::shared_ptr<const plugins::manifest> manifest, const instance_setup& setup)
    : around_(std::move(around)), manifest_(std::move(manifest)), id_(setup.id),
      public_url_(setup.public_url), health_(setup.id, around_->limits, around_->report) {
    auto options = apply_defaults(
        manifest_->options, setup.options.is_object() ? setup.options : nlohmann::json::object());
    manifest_ = fitted(std::move(manifest_), options);
    collect_hosts(manifest_->options, options, hosts_);
    std::sort(hosts_.begin(), hosts_.end());
    for_each_channel(manifest_->options, options,
                     [this](const std::string& id) { channels_named_.push_back(id); });
    secrets_ = std::make_unique<secret_box>(*manifest_, options, instance_secret(setup.state));
    options_ = options.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    for (const auto& each : setup.state) {
        if (!each.key.starts_with(hosts_prefix)) {
            state_.push_back(each);
        }
    }
    for (const auto& each : state_) {
        raw_state_.push_back({str(each.key), str(each.value)});
    }
    services::post post;
    if (manifest_->threads) {
        post = [around = around_.get(), id = id_](std::string bytes) {
            return around->post && around->post(id, std::move(bytes));
        };
    }
    services_ = std::make_unique<services>(*secrets_, std::move(post));
    raw_setup_ = {sizeof(selat_setup),
                  0,
                  str(id_),
                  str(options_),
                  str(public_url_),
                  services_->raw(),
                  raw_state_.data(),
                  raw_state_.size()};
}

bool core::names_host(std::string_view host) const {
    return std::binary_search(hosts_.begin(), hosts_.end(), plain_host(host));
}

bool core::names_channel(std::string_view id) const {
    return std::find(channels_named_.begin(), channels_named_.end(), id) != channels_named_.end();
}

bool core::may_call(std::string_view host) const {
    const auto wanted = plain_host(host);
    return std::binary_search(hosts_.begin(), hosts_.end(), wanted) ||
           std::any_of(manifest_->egress.begin(), manifest_->egress.end(),
                       [&](const auto& pattern) { return egress_takes(pattern, wanted); });
}

void core::add_hosts(const nlohmann::json& bindings) {
    collect_hosts({}, bindings, hosts_);
    std::sort(hosts_.begin(), hosts_.end());
}

void core::note_escape(selat_error& error) noexcept {
    const auto explain = [&](const char* what) {
        error.code = SELAT_INTERNAL;
        std::strncpy(error.text, what, sizeof error.text - 1);
        error.text[sizeof error.text - 1] = '\0';
    };
    try {
        throw;
    } catch (const std::exception& thrown) {
        explain(thrown.what());
    } catch (...) {
        explain("something that is no std::exception was thrown");
    }
}

result<void> core::refused(std::int32_t status, const selat_error& error) const {
    const std::string_view all(error.text, sizeof error.text);
    const auto text = secrets_->redact(all.substr(0, all.find('\0')));
    return fail(code_of(status),
                fmt::format("{}: the plugin {} refuses its options: {}", id_, manifest_->name,
                            text.empty() ? name_of(code_of(status)) : text.c_str()));
}

outcome core::aside() const {
    return {code::unavailable, id_ + " has been put aside: " + health_.reason(), {}, true};
}

outcome core::settle(const call_frame& frame, action_sink& sink, std::int32_t status,
                     const selat_error& error, span took) const {
    auto out = sink.close(status, error);
    if (!took) {
        return out;
    }
    if (out.code == code::internal || !sink.misbehaviour().empty()) {
        health_.offence(frame.function, sink.misbehaviour().empty()
                                            ? "failed: " + secrets_->redact(out.text)
                                            : sink.misbehaviour());
    } else if (*took >= health_.limits().slow) {
        health_.slow(frame.function, *took);
    } else {
        health_.went_well();
    }
    return out;
}

void core::destroy(void* self) {
    if (destroy_ == nullptr || self == nullptr) {
        return;
    }
    const auto patience = health::clock::now() + health_.limits().hang;
    while (health_.running.load(std::memory_order_acquire) != 0) {
        if (health::clock::now() > patience) {
            return health_.tell(SELAT_LOG_ERROR, "plugin-left-alone",
                                "a call has not returned; the instance is never destroyed");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    watched("destroy", [&] {
        try {
            destroy_(self);
        } catch (...) {
            health_.tell(SELAT_LOG_ERROR, "plugin-misbehaves", "destroy threw an exception");
        }
    });
}

}  // namespace selat::plugins
