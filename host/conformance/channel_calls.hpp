#pragma once
// The calls into a channel, with what the gateway expects of each.

#include <string>
#include <vector>

#include "host/conformance/events.hpp"
#include "host/conformance/trial.hpp"

namespace selat::conformance {

class channel_calls {
public:
    channel_calls(const conformance::bench& bench, std::string function)
        : tries(bench, std::move(function)), bench_(bench),
          table_(bench.table<selat_channel_v1>()) {}

    [[nodiscard]] const conformance::bench& bench() const { return bench_; }
    template <class Table>
    [[nodiscard]] const Table* extension(std::string_view id) const {
        return static_cast<const Table*>(table_.extension(text(id)));
    }

    said http(const std::string& with, const selat_http_request& request, comes comes = comes::yes,
              shape shape = shape::ordinary) {
        return tries.call(with, frame_of(request), table_.on_http, request, comes, shape);
    }
    said http_twice(const std::string& with, const selat_http_request& request) {
        return tries.twice(with, frame_of(request), table_.on_http, request);
    }
    // Through selat.serial-send/1 where the channel has that, as the gateway does.
    said send(const std::string& with, const selat_outgoing& message, comes comes = comes::yes,
              shape shape = shape::ordinary);
    said send_twice(const std::string& with, const selat_outgoing& message);
    // The answer to a CALL; through selat.serial-reply/1 for those of serial calls.
    said reply(const std::string& with, const selat_http_reply& reply, bool serial,
               comes comes = comes::yes, shape shape = shape::ordinary);

    template <class Table, class Event>
    said serial(const std::string& with, const Table& table,
                std::int32_t (*Table::*member)(void*, const Event*, const selat_actions*,
                                               selat_error*),
                const Event& event, comes comes = comes::yes, shape shape = shape::ordinary) {
        return tries.call(with, serial_frame, table.*member, event, comes, shape);
    }

    [[nodiscard]] bool sends_serially() const {
        return extension<selat_serial_send_v1>(SELAT_SERIAL_SEND_ID) != nullptr;
    }
    // The timer that starts an instance, where it has timers.
    said start();

    trial tries;

private:
    static constexpr plugins::call_frame serial_frame{.kind = plugins::call_kind::serial,
                                                      .function = "a serial call"};
    static plugins::call_frame frame_of(const selat_http_request& request) {
        return {.kind = plugins::call_kind::http,
                .function = "on_http",
                .upgrade = (request.flags & SELAT_HTTP_UPGRADE) != 0};
    }
    static plugins::call_frame frame_of(const selat_outgoing& message) {
        return {.kind = plugins::call_kind::send,
                .function = "on_send",
                .op = message.op,
                .must_end = message.op != 0};
    }

    const conformance::bench& bench_;
    const selat_channel_v1& table_;
};

// A message that the manifest's capabilities let out, and what it is.
struct message {
    std::string what;
    std::uint32_t purpose = SELAT_OUT_MESSAGE;
    std::string content;
    bool ordinary = false;
};
std::vector<message> messages_for(const plugins::manifest& manifest);
selat_outgoing outgoing_of(const message& message, std::uint64_t op);

}  // namespace selat::conformance
