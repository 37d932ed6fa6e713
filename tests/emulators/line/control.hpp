#pragma once
// What tests and people make happen at LINE: /_control/line/…, described in README.md.

#include "tests/emulators/line/state.hpp"

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::line {

// [any-thread]
class control {
public:
    explicit control(state& state) : state_(state) {}
    ~control();

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
    void generate(const channel_ptr& channel, const nlohmann::json& plan);
    void end_loads();

    state& state_;
    std::mutex mutex_;
    std::vector<std::thread> loads_;
    std::atomic<bool> ending_ = false;
};

}  // namespace emulators::line
