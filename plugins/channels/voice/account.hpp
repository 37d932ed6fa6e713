#pragma once
// Requests to Twilio's REST API about calls. The credentials in them are handles.

#include "plugins/shared/forms/forms.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace voice {

class account {
public:
    // `authorized` is the API with credentials in the URL.
    account(std::string_view authorized, std::string_view sid)
        : root_(std::string(authorized) + "/2010-04-01/Accounts/" + std::string(sid)) {}

    // Makes a call. Nothing makes Twilio know it again.
    void create(std::uint64_t op, const std::string& form, std::string_view context,
                selat::actions out) const {
        post(op, "/Calls.json", form, context, false, out);
    }
    void change(std::uint64_t op, std::string_view call, const std::string& form,
                std::string_view context, selat::actions out) const {
        post(op, "/Calls/" + forms::encode(call) + ".json", form, context, true, out);
    }
    void change_participant(std::uint64_t op, std::string_view conference, std::string_view call,
                            const std::string& form, std::string_view context,
                            selat::actions out) const {
        post(op, participants(conference) + "/" + forms::encode(call) + ".json", form, context,
             true, out);
    }
    void hang_up(std::string_view call, selat::actions out) const {
        change(0, call, "Status=completed", {}, out);
    }
    void ask_for_call(std::string_view call, std::string_view context, selat::actions out) const {
        get("/Calls/" + forms::encode(call) + ".json", context, out);
    }
    void ask_for_participants(std::string_view conference, std::string_view context,
                              selat::actions out) const {
        get(participants(conference) + ".json", context, out);
    }
    [[nodiscard]] std::string recording(std::string_view sid) const {
        return root_ + "/Recordings/" + std::string(sid) + ".mp3";
    }

private:
    static std::string participants(std::string_view conference) {
        return "/Conferences/" + forms::encode(conference) + "/Participants";
    }
    void post(std::uint64_t op, const std::string& path, const std::string& form,
              std::string_view context, bool repeatable, selat::actions out) const {
        static constexpr selat::pair headers[] = {
            {"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}};
        out.call({.op = op,
                  .url = root_ + path,
                  .headers = headers,
                  .body = form,
                  .context = context,
                  .repeatable = repeatable});
    }
    void get(const std::string& path, std::string_view context, selat::actions out) const {
        static constexpr selat::pair headers[] = {{"accept", "application/json"}};
        out.call({.method = "GET",
                  .url = root_ + path,
                  .headers = headers,
                  .context = context,
                  .repeatable = true});
    }

    std::string root_;
};

}  // namespace voice
