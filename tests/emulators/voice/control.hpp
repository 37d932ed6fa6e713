#pragma once
// /_control/voice/…: people with telephones, faults, and a look at what was heard.

#include "tests/emulators/voice/state.hpp"

#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::voice {

// [any-thread]
class control {
public:
    explicit control(state& state) : state_(state) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_account(const request& request, response& response);
    void list_accounts(const request& request, response& response);
    void put_person(const request& request, response& response);
    void call(const request& request, response& response);
    void calls(const request& request, response& response);
    void act(const request& request, response& response);
    void hang_up(const request& request, response& response);
    void heard(const request& request, response& response);
    void webhook_log(const request& request, response& response);
    void faults(const request& request, response& response);
    void reset(const request& request, response& response);

    state& state_;
};

}  // namespace emulators::voice
