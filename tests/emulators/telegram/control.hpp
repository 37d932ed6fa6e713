#pragma once
// /_control/telegram/…: people who write, faults, and a look at what happened.

#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/telegram/state.hpp"

#include <string>
#include <string_view>

#include <httplib.h>

namespace emulators::telegram {

// [any-thread]
class control {
public:
    explicit control(state& state) : state_(state) {}

    void serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    // What is wrong with a description of the bot, or empty.
    std::string configure(const json& description);

private:
    using request = httplib::Request;
    using response = httplib::Response;

    void put_bot(const request& request, response& response);
    void put_user(const request& request, response& response);
    void messages(const request& request, response& response);
    void load(const request& request, response& response);
    void sent(const request& request, response& response);
    void activity(const request& request, response& response);
    void webhook_log(const request& request, response& response);
    void faults(const request& request, response& response);
    void reset(const request& request, response& response);

    // What somebody does, told; or what is wrong.
    std::string act(const json& description, json& about, std::future<delivery_report>& report);
    std::int64_t chat_of(const request& request);

    state& state_;
    loads loads_;
};

}  // namespace emulators::telegram
