#include "tests/emulators/sms/consent.hpp"

#include <algorithm>
#include <array>

namespace emulators::sms {
namespace {

std::string as_word(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    std::string out(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

}  // namespace

keyword keyword_in(std::string_view text) {
    constexpr std::array stop = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL",
                                 "END",  "QUIT",    "REVOKE",      "OPTOUT"};
    constexpr std::array start = {"START", "YES", "UNSTOP"};
    constexpr std::array help = {"HELP", "INFO"};
    const auto word = as_word(text);
    const auto is = [&](const auto& words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (is(stop)) {
        return keyword::stop;
    }
    if (is(start)) {
        return keyword::start;
    }
    return is(help) ? keyword::help : keyword::none;
}

// Twilio's numbers for trying errors out behave so without being told.
phone people::find(std::string_view number) const {
    static const std::map<std::string, phone, std::less<>> magic = {{"+15005550001", {21211}},
                                                                    {"+15005550002", {21612}},
                                                                    {"+15005550003", {21408}},
                                                                    {"+15005550004", {21610}},
                                                                    {"+15005550009", {21614}}};
    const std::lock_guard lock(mutex_);
    if (const auto it = phones_.find(number); it != phones_.end()) {
        return it->second;
    }
    const auto it = magic.find(number);
    return it == magic.end() ? phone{} : it->second;
}

void people::put(const std::string& number, const phone& phone) {
    const std::lock_guard lock(mutex_);
    phones_[number] = phone;
}

bool people::block(const std::string& sender, const std::string& number) {
    const std::lock_guard lock(mutex_);
    return blocked_.emplace(sender, number).second;
}

bool people::unblock(const std::string& sender, const std::string& number) {
    const std::lock_guard lock(mutex_);
    return blocked_.erase({sender, number}) > 0;
}

bool people::is_blocked(const std::string& sender, const std::string& number) const {
    const std::lock_guard lock(mutex_);
    return blocked_.contains({sender, number});
}

void people::clear() {
    const std::lock_guard lock(mutex_);
    phones_.clear();
    blocked_.clear();
}

}  // namespace emulators::sms
