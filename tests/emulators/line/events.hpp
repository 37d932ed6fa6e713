#pragma once
// What a control request describes → the event that LINE would send.

#include "tests/emulators/line/channels.hpp"
#include "tests/emulators/line/content_store.hpp"
#include "tests/emulators/line/ids.hpp"
#include "tests/emulators/line/people.hpp"
#include "tests/emulators/line/reply_tokens.hpp"

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace emulators::line {

struct made_event {
    std::string wrong;  // not empty: what the description lacks; the rest is then empty
    nlohmann::json event;
    std::string webhook_event_id;
    std::string message_id;
    std::string user_id;
    std::string chat;  // user, group or room
};

// [any-thread]
class event_maker {
public:
    event_maker(id_source& ids, people& people, reply_tokens& tokens, content_store& content)
        : ids_(ids), people_(people), tokens_(tokens), content_(content) {}

    // See README.md for the description's members.
    made_event make(const channel& channel, const nlohmann::json& description);
    // Whether a message was given out under this markAsReadToken.
    bool knows_read_token(const std::string& token) const;
    void clear();

private:
    void fill_source(made_event& out, const nlohmann::json& description);
    bool fill_message(made_event& out, const nlohmann::json& description);
    void keep_content(const std::string& message, std::string_view kind,
                      const nlohmann::json& part);
    void issue_token(made_event& out, const channel& channel);
    std::string read_token();

    id_source& ids_;
    people& people_;
    reply_tokens& tokens_;
    content_store& content_;
    mutable std::mutex mutex_;
    std::set<std::string> read_tokens_;
};

}  // namespace emulators::line
