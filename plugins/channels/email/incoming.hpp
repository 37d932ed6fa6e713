#pragma once
// A mail from the mailbox → what the host is told of it.

#include "automatic.hpp"
#include "mime.hpp"
#include "options.hpp"
#include "token.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace email {

struct arrived {
    std::string_view raw;
    bool whole = true;     // false: it was too large, and the rest is missing
    std::string_view tag;  // on_stored is called with it
};

class incoming {
public:
    incoming(const options& options, const tokens& tokens, const selat::setup& setup)
        : options_(options), tokens_(tokens), crypto_(setup.crypto) {}

    /// True: on_stored follows, with the tag. False: nothing of it becomes a message.
    bool take(const arrived& given, const selat::event& event, selat::actions out);

private:
    [[nodiscard]] std::string why_dropped(const mail& mail) const;
    static void drop(const mail& mail, std::string_view why, selat::actions out);
    void tell(const mail& mail, const news& news, const selat::event& event, selat::actions out);
    void deliver(const mail& mail, const arrived& given, const std::string& automatic,
                 const selat::event& event, selat::actions out);
    [[nodiscard]] std::string answered_by(const mail& mail) const;
    [[nodiscard]] std::string address_to_answer(const mail& mail,
                                                const std::string& automatic) const;
    [[nodiscard]] bool may_lead_to(const mail& mail, std::string_view address) const;
    [[nodiscard]] bool is_proved(const mail& mail) const;
    bool is_too_often(const std::string& from, std::int64_t now_ms);

    const options& options_;
    const tokens& tokens_;
    selat::crypto crypto_;
    // How many mails an address sent in which hour.
    struct counted {
        std::int64_t hour = 0;
        std::uint64_t mails = 0;
    };
    std::map<std::string, counted, std::less<>> counted_;
};

}  // namespace email
