#pragma once
// /_control/sms/…: people with phones, faults, and a look at what happened.

#include "tests/emulators/sms/state.hpp"

#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::sms {

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
    void messages(const request& request, response& response);
    void sent(const request& request, response& response);
    void webhook_log(const request& request, response& response);
    void faults(const request& request, response& response);
    void reset(const request& request, response& response);

    account_ptr account_of(const nlohmann::json& description) const;
    // What the description says; `wrong` when it cannot be.
    saying read_saying(const nlohmann::json& description, const account& account,
                       std::string& wrong) const;

    state& state_;
};

}  // namespace emulators::sms
