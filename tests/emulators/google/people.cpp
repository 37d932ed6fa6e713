#include "tests/emulators/google/people.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators::google {
namespace {

std::uint64_t number_of(std::string_view name) {
    std::uint64_t out = 14'695'981'039'346'656'037u;
    for (const char c : name) {
        out = (out ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
    }
    return out;
}

bool is_conversation(std::string_view text) {
    return text.size() == 36 && text.find_first_not_of("0123456789abcdef-") == text.npos;
}

// A conversation's id looks like a UUID.
std::string conversation_id(std::string_view name) {
    constexpr std::string_view hex = "0123456789abcdef";
    auto number = number_of(name);
    std::string out = "c0000000-0000-4000-8000-";
    for (int n = 0; n < 12; ++n, number >>= 4) {
        out += hex[number & 15];
    }
    return out;
}

}  // namespace

std::string people::address_of(std::string_view name) const {
    if (!of_.rcs) {
        return is_conversation(name) ? std::string(name) : conversation_id(name);
    }
    if (name.starts_with('+')) {
        return std::string(name);
    }
    return "+6012" + std::to_string(1'000'000 + number_of(name) % 9'000'000);
}

person& people::made(std::string_view name) {
    const auto address = address_of(name);
    auto& out = people_[address];
    if (out.address.empty()) {
        out.address = address;
        out.name = name;
    }
    return out;
}

person people::somebody(std::string_view name) {
    const std::lock_guard lock(mutex_);
    return made(name);
}

void people::put(const json& description) {
    const std::lock_guard lock(mutex_);
    auto& who = made(text_in(description, "user"));
    who.name = text_in(description, "name", who.name);
    who.refused = text_in(description, "refused", who.refused);
    who.offline = flag_in(description, "offline", who.offline);
    who.silent = flag_in(description, "silent", who.silent);
    who.reads = flag_in(description, "reads", who.reads);
    who.no_rcs = flag_in(description, "no_rcs", who.no_rcs);
}

person people::find(std::string_view address) const {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(address);
    return found == people_.end() ? person{} : found->second;
}

bool people::take(std::string_view address, const std::string& id) {
    const std::lock_guard lock(mutex_);
    return made(address).taken.insert(id).second;
}

void people::clear() {
    const std::lock_guard lock(mutex_);
    people_.clear();
}

}  // namespace emulators::google
