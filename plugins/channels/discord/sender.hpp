#pragma once
// What goes out over Discord's REST API: the files of a message are fetched from where they are
// kept, and go with it. All calls come one at a time.

#include "incoming.hpp"
#include "interaction_token.hpp"
#include "letters.hpp"
#include "limits.hpp"
#include "options.hpp"

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class sender {
public:
    sender(const options& options, limits& limits, incoming& incoming)
        : options_(options), limits_(limits), incoming_(incoming) {}

    void on_send(const selat::outgoing& event, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out);
    /// Discord has refused the token. Every further call with it brings a ban closer, so none is
    /// made.
    [[nodiscard]] bool token_refused() const { return token_refused_; }

private:
    static constexpr std::string_view fetching = "file";  // the context of such a call

    // One call of an operation, and what its reply needs to know.
    struct step {
        std::uint64_t op;
        std::string_view kind;  // what a success means, and a refusal
        std::string_view method;
        std::string path;  // below the API's base
        std::string_view body;
        std::string_view address;
        std::int64_t now_ms;
    };

    void message(const selat::outgoing& event, selat::actions out);
    // Fetches the next file; when there is none, the message goes.
    void go_on(std::uint64_t op, std::int64_t now_ms, selat::actions out);
    void fetched(const selat::http_reply& reply, selat::actions out);
    void hand_over(std::uint64_t op, const letter& letter, std::int64_t now_ms, selat::actions out);
    void replied(const selat::http_reply& reply, selat::actions out);
    void open_direct(std::uint64_t op, std::string_view address, std::string_view user,
                     std::string_view body, std::int64_t now_ms, selat::actions out);
    void typing(const selat::outgoing& event, const std::string& channel, selat::actions out);
    void on_message_of_ours(const selat::outgoing& event, selat::actions out);
    void call(const step& step, std::string_view rest, selat::actions out);
    [[nodiscard]] std::string context_of(std::uint64_t op, std::string_view token);
    void opened(const selat::http_reply& reply, std::string_view address, std::string_view body,
                selat::actions out);
    // An interaction is answered: at first in the place that Discord keeps for it, then behind.
    void answer(std::uint64_t op, const interaction_token& token, std::string_view address,
                std::string_view body, std::int64_t now_ms, selat::actions out);
    void answered(const selat::http_reply& reply, std::string_view kind, std::string_view address,
                  std::string_view rest, selat::actions out);
    // The token has ended: it goes where the bot itself may write.
    void late(std::uint64_t op, const interaction_token& token, std::string_view address,
              std::string_view body, std::int64_t now_ms, selat::actions out);
    void failed(const selat::http_reply& reply, std::string_view kind, selat::actions out) const;
    void finish(const selat::http_reply& reply, std::string_view kind, std::string_view address,
                selat::actions out);

    const options& options_;
    limits& limits_;
    incoming& incoming_;
    letters letters_;
    bool token_refused_ = false;
    bool calls_ = false;  // the operation goes on with a call
};

}  // namespace discord
