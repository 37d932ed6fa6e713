// connect-call-to: another party is called, and both talk until one of them hangs up.

#include "../unicode.hpp"
#include "makers.hpp"
#include "on_call.hpp"

namespace studio {
namespace {

class connect_call : public widget {
public:
    explicit connect_call(const properties& from)
        : to_(from.text("to")), endpoint_(from.text("sip_endpoint")),
          caller_(from.text("caller_id")), asked_(from, {{"timeout", "timeout"},
                                                         {"noun", "noun"},
                                                         {"sip_username", "username"},
                                                         {"sip_password", "password"}}),
          records_(from.flag("record")) {
        if (to_.empty() && endpoint_.empty()) {
            from.warn("to", "nobody is called: 'to' is missing");
        }
    }

    outcome enter(run& in) const override {
        if (!is_call(in)) {
            return outcome::fire(in.current().kind->failure);
        }
        const auto to = in.render(to_);
        const auto endpoint = to ? in.render(endpoint_) : std::nullopt;
        const auto caller = endpoint ? in.render(caller_) : std::nullopt;
        nlohmann::json content = {{"call", nlohmann::json::object()}};
        if (!caller || !asked_.render(in, content)) {
            return outcome::fail(in.failure());
        }
        // Exports of SIP name somebody else, too.
        const bool has_endpoint = !is_blank(std::string_view(*endpoint));
        content["call"]["to"] = has_endpoint ? *endpoint : *to;
        content["call"]["from"] = *caller;
        if (records_) {
            content["call"]["parameters"]["record"] = "record-from-answer";
        }
        return ask(in, std::move(content), "dial");
    }

    outcome resume(run& in) const override {
        const auto call = told_call(in);
        if (is_over(in, call)) {
            return outcome::fire("hangup");
        }
        if (!told(call, "state").starts_with("dial-")) {
            return outcome::wait();
        }
        in.set_outputs(fields_of(call));
        return outcome::fire("callCompleted");
    }

private:
    liquid::text to_, endpoint_, caller_;
    asked asked_;
    bool records_;
};

}  // namespace

std::unique_ptr<widget> make_connect_call(const properties& from) {
    return std::make_unique<connect_call>(from);
}

}  // namespace studio
