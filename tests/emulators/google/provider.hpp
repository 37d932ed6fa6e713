#pragma once
// Google Business Messages or RCS Business Messaging as one of the emulated providers.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/google/api.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace emulators::google {

class google_provider : public provider {
public:
    // `lanes`: how many webhooks are under way at a time.
    google_provider(const product& of, std::size_t lanes)
        : of_(of), state_(of, lanes), deeds_(state_, of), api_(state_, deeds_, of) {}

    [[nodiscard]] std::string_view name() const override { return of_.name; }
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) override;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) override;
    [[nodiscard]] nlohmann::json phones() const override;
    void watch(wire_log& wire) override { state_.out.watch(wire, of_.name); }
    // {"agents": […]}
    std::string begin(const nlohmann::json& given) override;

private:
    void agents(const httplib::Request& request, httplib::Response& response);
    void show(const journal& of, const httplib::Request& request, httplib::Response& response);
    void webhook_log(const httplib::Request& request, httplib::Response& response);
    void account(httplib::Response& response);
    bool command(std::string_view what, const json& body, const httplib::Request& request,
                 httplib::Response& response);
    void messages(const json& body, const httplib::Request& request, httplib::Response& response);
    void load(const json& body, httplib::Response& response);

    const product& of_;
    state state_;
    deeds deeds_;
    api api_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::google
