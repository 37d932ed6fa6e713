#pragma once
// What instances of all kinds share: secrets, services, the watchdog and the barrier around calls.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/actions.hpp"
#include "host/plugins/catalog.hpp"
#include "host/plugins/services.hpp"
#include "host/plugins/watchdog.hpp"

namespace selat::plugins {

// The catalog's side of all its instances; they keep it alive.
struct surroundings {
    watch_limits limits;
    std::shared_ptr<const health::report> report;
    std::function<bool(std::string_view instance, std::string bytes)> post;
    std::unique_ptr<watchdog> dog;
};

class core {
public:
    core(std::shared_ptr<const surroundings> around,
         std::shared_ptr<const plugins::manifest> manifest, const instance_setup& setup);

    // Runs `make(const selat_setup&, selat_error&)`, which creates the plugin's object. The failure
    // names plugin and instance. The object is `destroy`ed with this.
    template <class Make>
    result<void> create(Make&& make, void (*destroy)(void*)) {
        selat_error error{sizeof(selat_error), 0, {}};
        std::int32_t status = SELAT_INTERNAL;
        watched("create", [&] {
            try {
                status = make(raw_setup(), error);
            } catch (...) {
                note_escape(error);
            }
        });
        if (status != SELAT_OK) {
            return refused(status, error);
        }
        destroy_ = destroy;
        return {};
    }

    // Runs `call(const selat_actions&, selat_error&)` behind the barrier. Answers `unavailable`
    // without calling while the instance is put aside.
    template <class Call>
    outcome run(const call_frame& frame, Call&& call) const {
        if (!health_.well()) {
            return aside();
        }
        action_sink sink(frame);
        selat_error error{sizeof(selat_error), 0, {}};
        std::int32_t status = SELAT_INTERNAL;
        const auto took = watched(frame.function, [&] {
            try {
                status = call(*sink.raw(), error);
            } catch (...) {
                note_escape(error);
            }
        });
        return settle(frame, sink, status, error, took);
    }

    // Waits for calls under way, then destroys the plugin's object; when one hangs the object is
    // left alone for good.
    void destroy(void* self);

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const plugins::manifest& manifest() const { return *manifest_; }
    [[nodiscard]] secret_box& secrets() const { return *secrets_; }
    [[nodiscard]] std::string quarantined() const { return health_.reason(); }
    [[nodiscard]] bool may_call(std::string_view host) const;
    // Whether an option (or a flow's binding) names this host.
    [[nodiscard]] bool names_host(std::string_view host) const;
    // Whether an option that the schema marks "channel" names this channel.
    [[nodiscard]] bool names_channel(std::string_view id) const;
    // Adds the hosts of every URL in a flow's bindings. Before create().
    void add_hosts(const nlohmann::json& bindings);
    [[nodiscard]] health& condition() const { return health_; }

private:
    // How long a call took that came back in time; nothing when it hung.
    using span = std::optional<std::chrono::nanoseconds>;

    template <class Call>
    span watched(const char* function, Call&& call) const {
        watchdog::watch watching(*around_->dog, health_, function);
        call();
        const auto took = watching.took();
        const bool hung = watching.end();
        health_.running.fetch_sub(1, std::memory_order_acq_rel);
        if (hung) {
            health_.returned_late(function, took);
            return std::nullopt;
        }
        return took;
    }

    const selat_setup& raw_setup() const { return raw_setup_; }
    outcome settle(const call_frame& frame, action_sink& sink, std::int32_t status,
                   const selat_error& error, span took) const;
    outcome aside() const;
    result<void> refused(std::int32_t status, const selat_error& error) const;
    // Inside a catch: says what was thrown.
    static void note_escape(selat_error& error) noexcept;

    std::shared_ptr<const surroundings> around_;
    std::shared_ptr<const plugins::manifest> manifest_;
    std::string id_;
    std::string options_;
    std::string public_url_;
    std::vector<store::plugin_value> state_;
    std::vector<selat_pair> raw_state_;
    std::unique_ptr<secret_box> secrets_;
    std::unique_ptr<services> services_;
    std::vector<std::string> hosts_;           // from options, lower case, sorted
    std::vector<std::string> channels_named_;  // by options
    mutable health health_;
    selat_setup raw_setup_{};
    void (*destroy_)(void*) = nullptr;
};

// The lower-case host of a URL ("https://Api.example:8443/x" → "api.example"); empty when there is
// none.
std::string host_of(std::string_view url);

// Whether a manifest's pattern ("api.example.com", "*.example.com", "*") takes a host.
bool egress_takes(std::string_view pattern, std::string_view host);

}  // namespace selat::plugins
