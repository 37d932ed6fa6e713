#pragma once
// What tests and people make happen at Discord: /_control/discord/…, described in README.md.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/discord/api.hpp"
#include "tests/emulators/discord/deeds.hpp"
#include "tests/emulators/discord/interactions.hpp"

#include <string_view>

#include <httplib.h>

namespace emulators::discord {

// [any-thread]
class control {
public:
    control(state& state, gateway& gateway, api& api, interactions& interactions)
        : state_(state), gateway_(gateway), api_(api), interactions_(interactions),
          deeds_(state, gateway) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    void end_loads() { loads_.end(); }

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_bot(const request& request, response& response);
    void put_user(const request& request, response& response);
    void messages(const request& request, response& response);
    void load(const request& request, response& response);
    void endpoint(const request& request, response& response);
    void commands(const request& request, response& response);
    void connection(const request& request, response& response);
    void faults(const request& request, response& response);
    void sent(const request& request, response& response);
    void activity(const request& request, response& response);
    void log(const request& request, response& response);
    void reset(const request& request, response& response);

    template <class Wanted>
    void find(const request& request, response& response, Wanted wanted);

    state& state_;
    gateway& gateway_;
    api& api_;
    interactions& interactions_;
    deeds deeds_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::discord
