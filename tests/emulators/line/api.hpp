#pragma once
// The Messaging API as bots call it.

#include "tests/emulators/line/state.hpp"
#include "tests/emulators/line/token_api.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace emulators::line {

// What the holes of a path stand for.
struct path_names {
    std::string_view id;
    std::string_view user;
};

// One call that passed the door: it has a channel, and a body if it needs one.
struct call {
    const httplib::Request& request;
    httplib::Response& response;
    std::string request_id;
    channel_ptr channel;
    nlohmann::json body;
    path_names names;
};

// Answers with LINE's error body.
void refuse(httplib::Response& response, int status, std::string_view message);

// reply, push, multicast, narrowcast, broadcast and validate. [any-thread]
class send_api {
public:
    explicit send_api(state& state) : state_(state) {}

    void reply(call& call);
    void push(call& call);
    void multicast(call& call);
    void narrowcast(call& call);
    void progress(call& call);
    void broadcast(call& call);
    void validate(call& call);

private:
    // The accepted call's answer; also the ledger's entries.
    std::string accept(const call& call, std::string_view by, const std::vector<std::string>& to,
                       const std::string& retry_key);
    // False: the call was answered already (bad key, accepted before).
    bool take_retry_key(call& call, std::string& key);
    bool messages_are_fine(call& call);
    void push_to(call& call, std::string_view by, const std::vector<std::string>& to);

    state& state_;
    std::mutex accepting_;  // a key is looked up and accepted as one
    std::map<std::string, std::int64_t, std::less<>> narrowcasts_;  // accepted when, by request id
};

// All of it. [any-thread]
class api {
public:
    explicit api(state& state) : state_(state), sending_(state), token_(state) {}

    // False: not a path of the Messaging API.
    bool serve(std::string_view path, const httplib::Request& request, httplib::Response& response);

private:
    struct endpoint;
    static const endpoint* find(std::string_view method, std::string_view path, path_names& names);
    // False: answered (no or wrong token, wrong type, too large, no JSON).
    bool pass_door(call& call);
    void carry_out(const endpoint& endpoint, call& call);

    void content(call& call);
    void transcoding(call& call);
    void profile(call& call);
    void group_member(call& call);
    void group_summary(call& call);
    void loading(call& call);
    void mark_as_read(call& call);
    void quota(call& call);
    void consumption(call& call);
    void info(call& call);
    void get_webhook(call& call);
    void put_webhook(call& call);
    void test_webhook(call& call);
    void note_activity(const call& call, std::string_view by, const std::string& to);

    state& state_;
    send_api sending_;
    token_api token_;
};

}  // namespace emulators::line
