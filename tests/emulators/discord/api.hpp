#pragma once
// REST v10 as bots call it, and the links to attachments.

#include "tests/emulators/discord/check.hpp"
#include "tests/emulators/discord/gateway.hpp"
#include "tests/emulators/discord/rate_limits.hpp"
#include "tests/emulators/discord/upload_form.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <httplib.h>

namespace emulators::discord {

// [any-thread]
class api {
public:
    api(state& state, gateway& gateway) : state_(state), gateway_(gateway) {}

    // False: not a path of Discord's.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);
    void clear_limits() { limits_.clear(); }

private:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        std::string first;  // what the path's holes stand for
        std::string second;
        std::string third;
        json body;
        std::vector<uploaded> files;  // that came with it
    };
    struct endpoint;
    static const endpoint* find(std::string_view method, std::string_view path, call& call);
    static bool answers_instead(const fault& by, call& call);
    // False: answered (no user agent, no or wrong token, no JSON).
    bool pass_door(const endpoint& endpoint, call& call);
    // False: answered.
    bool read_body(const endpoint& endpoint, call& call) const;
    void carry_out(const endpoint& endpoint, call& call);

    void where(call& call);
    void where_for_bots(call& call);
    void self(call& call);
    void user(call& call);
    void open_direct(call& call);
    void channel_of(call& call);
    void list(call& call);
    void read(call& call);
    void create(call& call);
    void edit(call& call);
    void remove(call& call);
    void typing(call& call);
    void callback(call& call);
    void follow(call& call);
    void read_answer(call& call);
    void edit_answer(call& call);
    void remove_answer(call& call);
    void own_application(call& call);
    void commands(call& call);
    void register_command(call& call);
    void say(call& call, interaction& about, json& message);
    // The message keeps those attachments that the call names, all unless it names some, and gets
    // the call's files.
    void attach(const call& call, json& message);
    [[nodiscard]] static std::size_t files_after(const call& call, const json& message);
    interaction* answerable(call& call);
    json* answered_with(call& call, interaction*& about);
    [[nodiscard]] json application() const;
    bool attachment(std::string_view path, const httplib::Request& request,
                    httplib::Response& response);

    channel* open_channel(call& call);
    static void refuse(call& call, int status, int code, std::string_view message);

    state& state_;
    gateway& gateway_;
    rate_limits limits_;
};

}  // namespace emulators::discord
