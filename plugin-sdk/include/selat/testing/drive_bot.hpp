// SPDX-License-Identifier: MIT
// One bot instance, driven in a test.
#pragma once

#include "drive_host.hpp"

namespace selat::testing {

/// One bot instance.
class bot {
public:
    explicit bot(const given& given, const selat_module* module = selat_module_v1())
        : bot(given, detail::table_of<selat_bot_v1>(module, SELAT_BOT_ID)) {}
    bot(const given& given, const selat_bot_v1& table) : host_(given), table_(table) {
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &self_, &error);
        });
    }
    ~bot() { table_.destroy(self_); }
    bot(const bot&) = delete;
    bot& operator=(const bot&) = delete;

    template <class Class>
    static bot of(const given& given) {
        return bot(given, selat::detail::bot_table<Class>());
    }

    /// The customer wrote, or with `reply` a CALL was answered.
    outcome event(const bot_call& call) {
        std::vector<selat_pair> headers;
        selat_http_reply reply{};
        if (call.reply != nullptr) {
            headers = detail::pairs_of(call.reply->headers);
            reply = detail::raw_reply(host_, *call.reply, headers);
        }
        selat_bot_event raw{host_.head(sizeof raw, SELAT_EVENT_BOT),
                            call.op,
                            str(call.conversation),
                            str(call.customer),
                            str(call.message),
                            str(call.history),
                            str(call.parameters),
                            str(call.state),
                            call.reply == nullptr ? nullptr : &reply,
                            call.reply == nullptr ? SELAT_BOT_MESSAGE : SELAT_BOT_REPLY,
                            0};
        return host_.run([&](const selat_actions& sink, selat_error& error) {
            return table_.on_event(self_, &raw, &sink, &error);
        });
    }
    void advance(std::int64_t ms) { host_.move_to(host_.now() + ms); }
    [[nodiscard]] std::string fill_in(std::string_view text) const { return host_.fill_in(text); }

private:
    detail::host host_;
    const selat_bot_v1& table_;
    void* self_ = nullptr;
};

}  // namespace selat::testing
