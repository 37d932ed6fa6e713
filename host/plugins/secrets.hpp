#pragma once
// An instance's secrets: what stands behind {{secret:NAME}}.

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "host/plugins/instance.hpp"
#include "host/plugins/keyed_hmac.hpp"

#include <nlohmann/json.hpp>

namespace selat::plugins {

// The name within a text that is one handle and nothing else; nothing for any other text.
std::optional<std::string_view> handle_name(std::string_view text);

class secret_box final : public secrets {
public:
    // Takes the values of secret options out of `options` and leaves handles, but for those that
    // the manifest discloses; those stay in clear and are kept for redact() alone.
    secret_box(const plugins::manifest& manifest, nlohmann::json& options,
               std::string instance_key);

    [[nodiscard]] result<std::string> fill_in(std::string_view text) const override;
    [[nodiscard]] std::string redact(std::string_view text) const override;
    void set(std::string_view name, std::string_view value) override;

    // Calls `use(const secret&)` under the lock; false when there is no such secret. [parallel]
    struct secret {
        std::string value;
        keyed_hmac hmac;  // SHA-256, keyed with the value
    };
    template <class Use>
    bool with(std::string_view name, Use&& use) const {
        const std::shared_lock lock(mutex_);
        const auto found = secrets_.find(name);
        if (found == secrets_.end()) {
            return false;
        }
        use(found->second);
        return true;
    }

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, secret, std::less<>> secrets_;
    std::vector<std::string> disclosed_;
};

}  // namespace selat::plugins
