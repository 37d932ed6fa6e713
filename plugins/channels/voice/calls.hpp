#pragma once
// The calls that are going on. Webhooks are answered side by side with what is sent, so that the
// table has a lock; nothing is done under it but reading and writing the table.

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <selat/plugin.hpp>

namespace voice {

// What a call does when there is nothing left to say.
enum class mode {
    talking,  // waits for the flow's word, or listens
    waiting,  // for an agent, with music
    bridged,  // in a conference with agents
    ending,   // hangs up
};

// Something to say or ask. Numbered within its call: Twilio's next request tells which was the last
// that it came to the end of, so that none is lost, whoever is restarted in between.
struct line {
    std::uint64_t number = 0;
    std::string message;  // our id of it
    std::string content;
};

// An agent's telephone, rung or talking.
struct agent_leg {
    std::string sid;
    bool joined = false;  // is in the conference
};

struct call {
    std::string sid;
    std::string address;  // the customer's
    std::string ours;
    voice::mode mode = mode::talking;
    std::int64_t waiting_since_ms = 0;
    std::int64_t begun_ms = 0;
    std::int64_t heard_ms = 0;      // when Twilio last told of it
    std::int64_t nudged_ms = 0;     // when it was made to ask, and has not yet
    std::uint64_t said = 0;         // the last line that was said to its end
    std::uint64_t newest = 0;       // the last line there is
    std::uint64_t turn = 0;         // answers given to Twilio: names each of its requests
    std::deque<line> lines;         // not known to be said
    bool given = false;             // they are being said: Twilio comes back by itself
    bool listening = false;         // what was said last may be answered
    bool awaited = false;           // a flow waits for what comes of a line
    bool met = false;               // an agent was in the conference
    std::string conference;         // Twilio's id
    std::vector<agent_leg> agents;  // first who has the conversation
    std::size_t dialing = 0;        // agents' legs that are being made
    std::string agent_line;         // whose telephone was rung last for the conversation
    std::deque<std::string> past;   // legs and conferences it has nothing to do with any more

    [[nodiscard]] bool is_past(std::string_view sid) const;
    void put_past(std::string sid);
    // Who is in the conference and has the conversation; null: nobody.
    [[nodiscard]] const agent_leg* talking() const;
    agent_leg* find_agent(std::string_view sid);
    // False when there is no such agent any more.
    bool drop_agent(std::string_view sid);
    // In the conference's music without anybody who could come.
    [[nodiscard]] bool is_alone() const {
        return mode == voice::mode::bridged && agents.empty() && dialing == 0;
    }
};

// As it is kept, and back; nothing when it is no call of ours.
std::string to_text(const call& call);
std::optional<call> call_from(std::string_view text);

class calls {
public:
    explicit calls(const selat::pairs& kept);

    struct beginning {
        std::string_view sid, address, ours;
        std::int64_t now_ms = 0;
    };
    // False when it is over already: Twilio repeats itself.
    bool begin(const beginning& with);

    struct news {
        std::string_view sid, address, ours;
        std::uint64_t said = 0;
        std::uint64_t turn = 0;
        std::int64_t now_ms = 0;
    };
    struct turn {
        voice::call call;
        std::vector<std::string> told;  // messages that have been said
        std::size_t position = 0;       // among those who wait, from 1
    };
    // Twilio asks what to do. Nothing when the call is over.
    std::optional<turn> next(const news& with);

    // Changes a call, and gives it back as it is then; nothing when there is none.
    template <class Change>
    std::optional<call> change(std::string_view sid, Change&& change) {
        const std::lock_guard lock(mutex_);
        const auto it = calls_.find(sid);
        if (it == calls_.end()) {
            return std::nullopt;
        }
        change(it->second);
        return it->second;
    }
    std::optional<call> find(std::string_view sid) {
        return change(sid, [](const call&) {});
    }
    // The call with a customer that began last.
    std::optional<call> with(std::string_view address);
    // The customer's address of a call, also of one that has just ended; or empty.
    std::string address_of(std::string_view sid);

    // Its end was told, and is being stored: what comes meanwhile begins nothing.
    void ending(std::string_view sid);
    // The end could not be stored: it will be told again.
    void not_ended(std::string_view sid);
    bool is_ending(std::string_view sid);
    // Takes a call out; nothing when there is none. What comes of it later finds it over.
    std::optional<call> end(std::string_view sid);
    // Those that Twilio has not told of since.
    std::vector<std::string> quiet_since(std::int64_t ms);
    // Those that were made to ask by then, and have not.
    std::vector<std::string> nudged_before(std::int64_t ms);

private:
    struct ended_call {
        std::string sid, address;
    };
    bool is_over(std::string_view sid) const;
    bool is_told_over(std::string_view sid) const;
    call& find_or_make(const beginning& with);
    std::vector<call*> those_with(std::string_view address);

    std::mutex mutex_;
    std::map<std::string, call, std::less<>> calls_;
    std::set<std::pair<std::string, std::string>> by_address_;  // address and sid of each
    std::deque<ended_call> ended_;    // the newest: late callbacks name them
    std::deque<std::string> ending_;  // the newest
};

}  // namespace voice
