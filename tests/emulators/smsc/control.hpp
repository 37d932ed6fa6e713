#pragma once
// What tests and people make happen at the SMSC: /_control/smsc/…, described in README.md.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/smsc/centre.hpp"

#include <functional>
#include <string_view>

#include <httplib.h>

namespace emulators::smsc {

// [any-thread]
class control {
public:
    control(state& state, centre& centre) : state_(state), centre_(centre) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    void end_loads() { loads_.end(); }

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_account(const request& request, response& response);
    void list_accounts(const request& request, response& response);
    void put_person(const request& request, response& response);
    void messages(const request& request, response& response);
    void load(const request& request, response& response);
    void connection(const request& request, response& response);
    void faults(const request& request, response& response);
    void sent(const request& request, response& response);
    void submits(const request& request, response& response);
    void deliveries(const request& request, response& response);
    void happenings(const request& request, response& response);
    void reset(const request& request, response& response);

    void list(const request& request, response& response,
              const std::vector<nlohmann::json>& entries);

    state& state_;
    centre& centre_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::smsc
