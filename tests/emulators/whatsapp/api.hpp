#pragma once
// The part of the Graph API that WhatsApp is.

#include "tests/emulators/meta/door.hpp"
#include "tests/emulators/meta/state.hpp"
#include "tests/emulators/whatsapp/deeds.hpp"

#include <string_view>

#include <httplib.h>

namespace emulators::whatsapp {

// [any-thread]
class api {
public:
    api(meta::state& state, deeds& deeds) : state_(state), deeds_(deeds) {}

    // False: not a path of WhatsApp's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        meta::business_ptr of;
        meta::call_path path;
    };
    void dispatch(call& call);
    void messages(call& call);
    void send(call& call, const nlohmann::json& message);
    void mark_read(call& call, const nlohmann::json& message);
    void upload(call& call);
    void describe_medium(call& call, const meta::medium& medium);
    void describe_number(call& call) const;
    void serve_linked(std::string_view link, const httplib::Request& request,
                      httplib::Response& response);
    void give_linked(std::string_view link, const httplib::Request& request,
                     httplib::Response& response);

    meta::state& state_;
    deeds& deeds_;
};

}  // namespace emulators::whatsapp
