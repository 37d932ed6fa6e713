#pragma once
// The telephone exchange: legs of calls, each run by a thread of its own that does what TwiML says,
// and the conferences they meet in.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/wire_log.hpp"
#include "tests/emulators/sms/accounts.hpp"
#include "tests/emulators/sms/hooks.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::voice {

using sms::account_ptr;
using sms::field_map;

// What somebody does on the telephone.
struct deed {
    std::string digits;
    std::string speech;
};

// Where a leg goes on.
struct place {
    std::string url;
    std::string twiml;  // in place of a URL
};

// One side of a call. What changes is guarded by the exchange's mutex.
struct leg {
    account_ptr account;
    std::string sid, from, to, direction, parent;
    place begins;
    std::string fallback, status_url;
    std::set<std::string> events;  // of status callbacks
    field_map extra;               // over the usual fields
    emulators::signing signing = emulators::signing::right;

    std::string status = "queued";
    std::string doing;  // the verb
    std::deque<deed> deeds;
    std::optional<place> update;
    bool hung_up = false;
    bool is_over = false;
    int sequence = 0;
    std::int64_t answered_ms = 0, ended_ms = 0;
    std::string conference;  // its SID, while in one
    bool held = false, muted = false, ends_conference = false;
};
using leg_ptr = std::shared_ptr<leg>;

struct conference {
    std::string sid, name, account;
    std::string callback;
    std::set<std::string> events;
    std::vector<leg_ptr> participants;
    bool started = false, is_over = false;
    int sequence = 0;
};

struct recording {
    std::string sid, account;
    int seconds = 0;
    std::int64_t ready_ms = 0;
};

// How somebody's telephone is.
struct person {
    std::string answer = "yes";  // yes, no, busy, failed
};

// [any-thread]
class exchange {
public:
    explicit exchange(sms::hooks& out) : out_(out) {}
    exchange(const exchange&) = delete;
    exchange& operator=(const exchange&) = delete;
    ~exchange() { clear(); }

    // Before it serves: what is heard is noted there, too.
    void watch(wire_log& wire) { wire_ = &wire; }

    // Begins a leg; its thread runs it.
    void begin(const leg_ptr& leg);
    [[nodiscard]] leg_ptr find(std::string_view sid) const;
    [[nodiscard]] std::vector<leg_ptr> all() const;
    void put(const std::string& number, person person);
    [[nodiscard]] person person_of(const std::string& number) const;

    // False: there is no such call, or it is over.
    bool act(std::string_view sid, deed deed);
    bool hang_up(std::string_view sid);
    bool redirect(std::string_view sid, place to);

    [[nodiscard]] nlohmann::json to_json(const leg& leg) const;
    [[nodiscard]] nlohmann::json conferences() const;
    // Null: there is none, or it is over.
    [[nodiscard]] nlohmann::json participants(std::string_view conference) const;
    // Null when there is no such participant.
    nlohmann::json change(std::string_view conference, std::string_view call,
                          std::optional<bool> hold, std::optional<bool> muted);
    [[nodiscard]] std::optional<recording> find_recording(std::string_view sid) const;

    // What was heard on calls: {"items":[{n, call, number, kind, text, at}], "next"}.
    nlohmann::json heard(std::uint64_t after, std::size_t limit, const std::string& call,
                         const std::string& number, std::chrono::milliseconds wait);
    void clear();

private:
    friend class line;

    struct heard_item {
        std::string call, number, kind, text;
        std::int64_t at_ms;
    };
    void note(const leg& leg, std::string kind, std::string text);
    // Waits until the leg is disturbed; false: the time was over first.
    template <class Disturbed>
    bool wait(std::chrono::milliseconds longest, Disturbed&& disturbed) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, longest, [&] { return ending_ || disturbed(); });
    }
    template <class Change>
    void change(Change&& change) {
        {
            const std::lock_guard lock(mutex_);
            change();
        }
        changed_.notify_all();
    }
    // Its end is the callback's; none where nobody is to be told.
    std::future<delivery_report> tell_status(const leg_ptr& leg, const std::string& status,
                                             const std::string& event);
    void tell(conference& conference, const std::string& event, const std::string& kind,
              const leg* of);
    std::shared_ptr<conference> conference_of(const account_ptr& account, const std::string& name);

    sms::hooks& out_;
    wire_log* wire_ = nullptr;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool ending_ = false;
    std::map<std::string, leg_ptr, std::less<>> legs_;
    std::map<std::string, std::shared_ptr<conference>, std::less<>> conferences_;
    std::map<std::string, recording, std::less<>> recordings_;
    std::map<std::string, person, std::less<>> people_;
    std::deque<heard_item> heard_;
    std::uint64_t heard_count_ = 0;
    std::list<std::thread> threads_;
};

}  // namespace emulators::voice
