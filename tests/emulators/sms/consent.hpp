#pragma once
// Who has opted out of whose messages, and the words by which people do. Twilio obeys them itself.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace emulators::sms {

enum class keyword { none, stop, start, help };

keyword keyword_in(std::string_view text);

// What is special about a person's phone.
struct phone {
    int refused = 0;      // every send is refused with this error
    int undelivered = 0;  // sends are taken, and end so
    bool silent = false;  // sends are taken, and nothing more is heard
};

// [any-thread]
class people {
public:
    void put(const std::string& number, const phone& phone);
    [[nodiscard]] phone find(std::string_view number) const;
    // Whether it changed anything.
    bool block(const std::string& sender, const std::string& number);
    bool unblock(const std::string& sender, const std::string& number);
    [[nodiscard]] bool is_blocked(const std::string& sender, const std::string& number) const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::string, phone, std::less<>> phones_;
    std::set<std::pair<std::string, std::string>> blocked_;
};

}  // namespace emulators::sms
