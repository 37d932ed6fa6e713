#pragma once
// What both APIs have: tokens, files, faults; and each one's own calls.

#include "tests/emulators/google/api_error.hpp"
#include "tests/emulators/google/deeds.hpp"
#include "tests/emulators/google/state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <httplib.h>

namespace emulators::google {

// Where files of customers are, below the product's name.
inline constexpr std::string_view files_path = "/business-messages-us/";

class api {
public:
    api(state& state, deeds& deeds, const product& of) : state_(state), deeds_(deeds), of_(of) {}

    // False: this is not a path of the product's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        agent_ptr of;
        std::vector<std::string> path;  // its segments behind /v1
        json body;
    };

    void answer_call(call& call);
    void business_call(call& call);
    void rcs_call(call& call);

    void send(call& call, const person& to, std::string id, const json& content);
    void business_send(call& call, const person& to);
    void business_event(call& call, const person& to);
    void business_receipt(call& call, const person& to);
    void business_survey(call& call, const person& to);
    void rcs_send(call& call, const person& to);
    void rcs_event(call& call, const person& to);
    void rcs_revoke(call& call, const person& to);
    void rcs_capabilities(call& call, const person& to);

    // What is wrong with writing there now.
    [[nodiscard]] std::optional<api_error> check_reach(const call& call, const person& to) const;

    state& state_;
    deeds& deeds_;
    const product& of_;
};

}  // namespace emulators::google
