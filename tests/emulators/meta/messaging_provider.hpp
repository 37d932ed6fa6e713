#pragma once
// Messenger or Instagram as one of the emulated providers.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/meta/messaging_api.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace emulators::meta {

class messaging_provider : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    messaging_provider(const flavour& at, std::size_t lanes)
        : at_(at), state_(lanes), deeds_(state_, at), api_(state_, deeds_, at) {}

    [[nodiscard]] std::string_view name() const override { return at_.name; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override;
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.out.watch(wire, at_.name); }
    // {"pages": […]} or {"accounts": […]}
    std::string begin(const nlohmann::json& given) override {
        return state_.businesses.put_all(given, at_.businesses.substr(1));
    }

private:
    void businesses(const httplib::Request& request, httplib::Response& response);
    void messages(const httplib::Request& request, httplib::Response& response);
    void load(const httplib::Request& request, httplib::Response& response);
    [[nodiscard]] std::string cdn(const httplib::Request& request) const;

    const flavour& at_;
    state state_;
    messaging_deeds deeds_;
    messaging_api api_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::meta
