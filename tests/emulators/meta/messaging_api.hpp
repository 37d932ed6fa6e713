#pragma once
// The part of the Graph API that Messenger and Instagram are.

#include "tests/emulators/meta/door.hpp"
#include "tests/emulators/meta/flavour.hpp"
#include "tests/emulators/meta/messaging_deeds.hpp"
#include "tests/emulators/meta/state.hpp"

#include <string_view>

#include <httplib.h>

namespace emulators::meta {

inline constexpr std::string_view cdn_path = "/_cdn/";

// [any-thread]
class messaging_api {
public:
    messaging_api(state& state, messaging_deeds& deeds, const flavour& at)
        : state_(state), deeds_(deeds), at_(at) {}

    // False: not a path of theirs.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        business_ptr of;
        call_path path;
    };
    void dispatch(call& call);
    void send(call& call);
    void act(call& call, const nlohmann::json& send, const person& to);
    void control_thread(call& call);
    void upload(call& call);
    void show_profile(call& call) const;
    void serve_linked(std::string_view link, const httplib::Request& request,
                      httplib::Response& response) const;

    state& state_;
    messaging_deeds& deeds_;
    const flavour& at_;
};

}  // namespace emulators::meta
