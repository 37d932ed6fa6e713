#pragma once
// Payloads of buttons that are longer than Telegram's 64 bytes: kept here under a short name, which
// travels in their place. The same payload has the same name always.

#include <cstdint>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace telegram {

// A webhook finds while a send keeps: the lock is between these two alone.
class kept_payloads {
public:
    explicit kept_payloads(const selat::pairs& state);

    // What goes out as callback_data. Kept with the instance's state before it is needed.
    std::string name_for(std::string_view payload, const selat::crypto& crypto, std::int64_t now_ms,
                         selat::actions out);
    // What a button's callback_data stands for.
    [[nodiscard]] std::string find(std::string_view data) const;

private:
    struct entry {
        std::string payload;
        std::int64_t used_ms = 0;
    };

    void make_room(selat::actions out);

    mutable std::shared_mutex mutex_;
    std::map<std::string, entry, std::less<>> entries_;
};

}  // namespace telegram
