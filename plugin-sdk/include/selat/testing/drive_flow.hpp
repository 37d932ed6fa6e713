// SPDX-License-Identifier: MIT
// One flow instance, driven in a test.
#pragma once

#include "drive_host.hpp"

namespace selat::testing {

/// One flow instance.
class flow {
public:
    flow(const given& given, const given_flow& definition,
         const selat_module* module = selat_module_v1())
        : flow(given, definition, detail::table_of<selat_flow_v1>(module, SELAT_FLOW_ID)) {}
    flow(const given& given, const given_flow& definition, const selat_flow_v1& table)
        : host_(given), table_(table) {
        const raw_setup setup_of(definition);
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &setup_of.raw, &self_, &error);
        });
    }
    ~flow() { table_.destroy(self_); }
    flow(const flow&) = delete;
    flow& operator=(const flow&) = delete;

    template <class Class>
    static flow of(const given& given, const given_flow& definition) {
        return flow(given, definition, selat::detail::flow_table<Class>());
    }
    /// The check of a definition: look at `faults`.
    static outcome check(const given& given, const given_flow& definition,
                         const selat_module* module = selat_module_v1()) {
        return check(given, definition, detail::table_of<selat_flow_v1>(module, SELAT_FLOW_ID));
    }
    static outcome check(const given& given, const given_flow& definition,
                         const selat_flow_v1& table) {
        detail::host host(given);
        const raw_setup setup_of(definition);
        outcome out;
        host.create([&](const selat_setup& setup, selat_error&) {
            out = host.run([&](const selat_actions& sink, selat_error& error) {
                return table.check(&setup, &setup_of.raw, &sink, &error);
            });
            return SELAT_OK;
        });
        return out;
    }

    outcome event(const flow_call& call) {
        std::vector<selat_pair> headers;
        selat_http_reply reply{};
        if (call.reply != nullptr) {
            headers = detail::pairs_of(call.reply->headers);
            reply = detail::raw_reply(host_, *call.reply, headers);
        }
        selat_flow_event raw{host_.head(sizeof raw, SELAT_EVENT_FLOW),
                             call.what,
                             static_cast<std::uint32_t>(call.failure),
                             str(call.execution),
                             str(call.state),
                             str(call.name),
                             str(call.channel),
                             str(call.channel_kind),
                             str(call.contact_address),
                             str(call.channel_address),
                             str(call.conversation),
                             str(call.customer),
                             str(call.message),
                             str(call.result),
                             call.reply == nullptr ? nullptr : &reply,
                             str(call.parameters),
                             str(call.parent),
                             str(call.refused)};
        return host_.run([&](const selat_actions& sink, selat_error& error) {
            return table_.on_event(self_, &raw, &sink, &error);
        });
    }
    void advance(std::int64_t ms) { host_.move_to(host_.now() + ms); }
    [[nodiscard]] std::int64_t now_ms() const { return host_.now(); }
    [[nodiscard]] std::string fill_in(std::string_view text) const { return host_.fill_in(text); }

private:
    /// The setup as C sees it; views into what it is made from.
    struct raw_setup {
        explicit raw_setup(const given_flow& from) {
            for (const auto& each : from.earlier) {
                earlier.push_back(str(each));
            }
            raw = {sizeof(selat_flow_setup),
                   0,
                   str(from.definition),
                   str(from.bindings),
                   str(from.workflows),
                   str(from.bots),
                   str(from.flows),
                   earlier.data(),
                   earlier.size()};
        }
        raw_setup(const raw_setup&) = delete;
        raw_setup& operator=(const raw_setup&) = delete;

        std::vector<selat_str> earlier;
        selat_flow_setup raw{};
    };

    detail::host host_;
    const selat_flow_v1& table_;
    void* self_ = nullptr;
};

}  // namespace selat::testing
