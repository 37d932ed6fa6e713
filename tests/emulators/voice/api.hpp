#pragma once
// The REST API of calls.

#include "tests/emulators/voice/state.hpp"

#include <string_view>

#include <httplib.h>

namespace emulators::voice {

// [any-thread]
class api {
public:
    explicit api(state& state) : state_(state) {}

    // False: not a path of Twilio's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        account_ptr account;
        std::string first, second;  // SIDs in the path
    };
    struct endpoint;
    static const endpoint* find(const std::string& method, const std::string& path, call& call);

    void create(call& call);
    void fetch(call& call);
    void update(call& call);
    void conferences(call& call);
    void participants(call& call);
    void change_participant(call& call);
    void remove_participant(call& call);
    void play_recording(call& call);
    void numbers(call& call);

    state& state_;
};

}  // namespace emulators::voice
