#pragma once
// The REST API, and the store of media that it leads to.

#include "tests/emulators/sms/check_message.hpp"
#include "tests/emulators/sms/state.hpp"

#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::sms {

// Answers with Twilio's error body.
void refuse(httplib::Response& response, const refusal& refusal);

// [any-thread]
class api {
public:
    explicit api(state& state) : state_(state) {}

    // False: not a path of Twilio's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    // One call that passed the door; the names are those in the path.
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        account_ptr account;
        std::string_view sid;
        std::string_view medium;
    };
    struct endpoint;
    static const endpoint* find(std::string_view method, std::string_view path, call& call);

    bool pass_door(call& call, std::string_view path) const;
    void create(call& call);
    void list(call& call);
    void fetch(call& call);
    void update(call& call);
    void remove(call& call);
    void list_media(call& call);
    void get_medium(call& call);
    void remove_medium(call& call);
    void list_numbers(call& call);
    void serve_stored(std::string_view sid, const httplib::Request& request,
                      httplib::Response& response) const;

    state& state_;
};

}  // namespace emulators::sms
