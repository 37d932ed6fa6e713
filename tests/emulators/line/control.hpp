#pragma once
// What tests and people make happen at LINE: /_control/line/…, described in README.md.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/line/state.hpp"

#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::line {

// [any-thread]
class control {
public:
    explicit control(state& state) : state_(state) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_channel(const request& request, response& response);
    void list_channels(const request& request, response& response);
    void put_user(const request& request, response& response);
    void messages(const request& request, response& response);
    void load(const request& request, response& response);
    void verify(const request& request, response& response);
    void faults(const request& request, response& response);
    void sent(const request& request, response& response);
    void webhook_log(const request& request, response& response);
    void reset(const request& request, response& response);

    void send_each(const nlohmann::json& descriptions, bool wait, response& response);
    void send_together(const nlohmann::json& descriptions, bool wait, response& response);

    state& state_;
    loads loads_;  // last: its threads use the rest
};

}  // namespace emulators::line
