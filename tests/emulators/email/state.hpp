#pragma once
// Everything this mail server remembers.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/common/wire_log.hpp"
#include "tests/emulators/email/oauth.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace emulators::email {

struct stored_mail {
    std::uint64_t uid = 0;
    std::string raw;
    std::set<std::string, std::less<>> flags;
    std::int64_t at_ms = 0;
};

// A mailbox that the gateway reads, and may send as.
struct account {
    std::string address, user, password;
    std::uint64_t validity = 1;
    std::uint64_t uid_next = 1;
    std::vector<stored_mail> mails;
};

// Somebody outside who is special.
struct person {
    std::string refused;  // what RCPT TO is answered: "550 5.1.1 No such user here"
    std::string bounced;  // mail is taken, and a report of failure comes back: "5.2.2"
    bool away = false;    // answers by itself
};

enum class security { none, starttls, implicit };

// How the servers are at the moment.
struct manners {
    security tls = security::none;
    bool tokens = false;  // only OAuth's are taken, no passwords
    bool idle = true;     // IDLE is offered
    bool plain = true;    // AUTH=PLAIN is
    bool mute = false;    // nothing new is told to who idles
    std::size_t largest = 10 * 1024 * 1024;
};

// [any-thread]
class state {
public:
    // Delivers to the account that the address belongs to, also with a token; false: there is none.
    bool deliver(const std::string& address, std::string raw);
    void sent(json what);
    // Mails of the gateway's behind number `after`, to somebody unless it is empty; waits for the
    // first: {"items":[…],"next"}.
    [[nodiscard]] json find(const std::string& to, std::uint64_t after, std::size_t limit,
                            std::chrono::milliseconds wait) const;
    [[nodiscard]] json sent_number(std::uint64_t number) const;
    void forget();

    // Spends a fault that strikes there, after its delay.
    std::optional<fault> strike(std::string_view endpoint);

    mutable std::mutex mutex;                              // guards accounts, people, manners
    std::map<std::string, account, std::less<>> accounts;  // by address, lower case
    std::map<std::string, person, std::less<>> people;
    email::manners manners;
    fault_list faults;
    token_server tokens;
    wire_log* watched = nullptr;

    // Whose account: the caller holds the lock. Null: nobody's.
    account* account_of(std::string_view address);
    account* account_of_user(std::string_view user, std::string_view password);
    account* account_of_token(std::string_view user, std::string_view token);

private:
    mutable std::mutex sent_mutex_;
    mutable std::condition_variable more_;
    std::vector<json> sent_;
};

}  // namespace emulators::email
