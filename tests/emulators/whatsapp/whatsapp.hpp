#pragma once
// WhatsApp's Cloud API as one of the emulated providers.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/whatsapp/api.hpp"

#include <cstddef>
#include <string>

namespace emulators::whatsapp {

class whatsapp_provider final : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    explicit whatsapp_provider(std::size_t lanes)
        : state_(lanes), deeds_(state_), api_(state_, deeds_) {}

    [[nodiscard]] std::string_view name() const override { return "whatsapp"; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override;
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.out.watch(wire, name()); }
    // {"numbers": […]}
    std::string begin(const nlohmann::json& given) override {
        return state_.businesses.put_all(given, "numbers");
    }

private:
    void put_number(const httplib::Request& request, httplib::Response& response);
    void list_numbers(const httplib::Request& request, httplib::Response& response);
    void messages(const httplib::Request& request, httplib::Response& response);
    void load(const httplib::Request& request, httplib::Response& response);

    meta::state state_;
    deeds deeds_;
    api api_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::whatsapp
