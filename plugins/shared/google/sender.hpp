#pragma once
// Takes steps one after the other, with an access token that is renewed in time. Serial, as the
// channels' on_send, on_reply and on_timer are.

#include "steps.hpp"
#include "tokens.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace google {

class sender {
public:
    // Called for each step that was done, with its answer: also a refusal where it does not matter.
    using listener = std::function<void(const step& done, const steps& of,
                                        const selat::http_reply& reply, selat::actions out)>;

    // `host` is the API's usual base, `scope` what a token is for.
    sender(const selat::setup& setup, const json& options, std::string_view host,
           std::string_view scope, listener done);

    // With op 0 nobody waits for the end.
    void begin(std::uint64_t op, steps all, std::int64_t now_ms, selat::actions out) const;
    void on_reply(const selat::http_reply& reply, selat::actions out);
    void on_timer(const selat::timer& timer, selat::actions out) const;

private:
    void go_on(std::uint64_t op, steps& all, std::int64_t now_ms, selat::actions out) const;
    void ask_token(std::uint64_t op, steps& all, std::int64_t now_ms, selat::actions out) const;
    void token_came(const selat::http_reply& reply, steps all, selat::actions out);
    void step_done(const selat::http_reply& reply, steps all, selat::actions out);
    void step_refused(const selat::http_reply& reply, steps all, selat::actions out);
    static void fail(std::uint64_t op, const refused& why, selat::actions out);

    std::string base_;
    tokens tokens_;
    listener done_;
    bool in_trouble_ = false;  // and said so
    std::int64_t failures_ = 0;
};

}  // namespace google
