#pragma once
// Everything this SMSC remembers, behind one mutex.

#include "plugins/channels/sms/smpp/pdu.hpp"
#include "plugins/channels/sms/smpp/reassembly.hpp"
#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/wire_log.hpp"
#include "tests/emulators/smsc/accounts.hpp"
#include "tests/emulators/smsc/socket.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::smsc {

// A deliver_sm on its way.
struct delivery {
    std::uint64_t number = 0;
    std::string system_id;
    ::smpp::pdu pdu;
    std::string kind;  // "message" or "receipt"
    std::uint32_t attempts = 0;
    std::int64_t due_ms = 0;
};

struct session {
    wire_pointer wire;
    ::smpp::framer in{};
    std::string system_id{};  // empty: not bound
    bool sends = false;
    bool receives = false;
    std::uint32_t sequence = 0;
    std::map<std::uint32_t, delivery> unanswered{};  // by sequence number
    std::size_t unanswered_submits = 0;
};

struct state {
    std::mutex mutex;
    std::condition_variable more;  // something was noted, or taken
    account_list accounts;
    std::map<std::string, person, std::less<>> people;
    fault_list faults;
    wire_log* watched = nullptr;
    std::uint16_t port = 0;

    std::vector<session> sessions;
    std::deque<delivery> waiting;
    std::multimap<std::int64_t, std::function<void()>> later;
    std::map<std::string, ::smpp::reassembly, std::less<>> joining;  // by system_id
    std::map<std::uint64_t, std::uint32_t> ended;  // deliveries: the status they were taken with
    std::uint64_t next_delivery = 1;
    std::uint64_t next_message = 0x1A2B;
    std::uint8_t next_reference = 0;
    bool mute = false;  // hears, and says nothing

    std::vector<nlohmann::json> sent;        // whole messages that phones got
    std::vector<nlohmann::json> submits;     // each submit_sm, and how it was answered
    std::vector<nlohmann::json> deliveries;  // each attempt, and how it ended
    std::vector<nlohmann::json> happenings;  // binds, unbinds, enquiries, losses
    std::map<std::string, std::deque<std::int64_t>, std::less<>> recent;  // submits of a second
};

}  // namespace emulators::smsc
