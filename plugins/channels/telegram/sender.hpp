#pragma once
// What goes out: messages as one or several calls of the Bot API, and what is done to messages.

#include "answer.hpp"
#include "connections.hpp"
#include "encode.hpp"
#include "payloads.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace telegram {

// Serial, as the channel's on_send and on_reply are.
class sender {
public:
    // `api` is where methods are; it holds a handle.
    sender(std::string api, selat::crypto crypto, kept_payloads& payloads,
           const connections& connections)
        : api_(std::move(api)), crypto_(crypto), payloads_(payloads), connections_(connections) {}

    void on_send(const selat::outgoing& event, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out) const;

private:
    // A send under way: what was sent of it and what is still to be.
    struct sending {
        std::string address;
        std::int64_t began_ms = 0;
        std::vector<std::string> ids;
        std::string kind;  // "text", "caption" or "other": how the first message is changed later
        steps left;        // the first of them is under way
    };
    static std::string written_down(const sending& progress);
    static sending read_progress(std::string_view context);

    // With the connection that the business account is reached through now.
    [[nodiscard]] route route_of(const selat::outgoing& event) const;
    [[nodiscard]] std::optional<message_name> name_of(std::string_view provider_id) const;
    // What a message that was sent is known by.
    [[nodiscard]] std::string known_as(const std::string& told) const;
    [[nodiscard]] wrapping wrapping_for(const selat::outgoing& event, const route& to,
                                        selat::actions out) const;
    void send_message(const selat::outgoing& event, selat::actions out) const;
    void show_typing(const selat::outgoing& event, selat::actions out) const;
    void mark_as_read(const selat::outgoing& event, selat::actions out) const;
    void edit(const selat::outgoing& event, selat::actions out) const;
    void take_back(const selat::outgoing& event, selat::actions out) const;
    void look_up(const selat::outgoing& event, selat::actions out) const;

    void call(std::uint64_t op, const sending& progress, selat::actions out) const;
    // Something that may be done twice, and that leaves nothing to tell but its end.
    void call_plainly(std::uint64_t op, std::string_view method, const nlohmann::json& body,
                      const selat::outgoing& event, std::string_view purpose,
                      selat::actions out) const;
    void message_answered(const selat::http_reply& reply, sending progress,
                          selat::actions out) const;
    static void finish(std::uint64_t op, const sending& progress, selat::actions out);
    bool mend(const selat::http_reply& reply, const refused& refused, sending& progress,
              selat::actions out) const;
    static void found(const selat::http_reply& reply, const sending& progress, selat::actions out);
    static void fail(const selat::http_reply& reply, const refused& refused,
                     const sending& progress, selat::actions out);

    std::string api_;
    selat::crypto crypto_;
    kept_payloads& payloads_;
    const connections& connections_;
};

}  // namespace telegram
