#pragma once
// The calls of one step, on one instance after the other. The first fault ends it: what is tried
// after that is not done.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "host/conformance/driven.hpp"
#include "host/plugins/process_state.hpp"

namespace selat::conformance {

// Whether the ABI lets such input come. What never comes may be refused in any way, but survived;
// what is large may take its time.
enum class comes { never, large, yes };
inline comes comes_of(std::string_view input) {
    return input.size() > 50'000 ? comes::large : comes::yes;
}

class trial {
public:
    trial(const bench& bench, std::string function);

    [[nodiscard]] bool going_on() const { return fault_.empty(); }
    [[nodiscard]] const driven& instance() const { return *instance_; }
    // Goes on with another instance.
    void fresh();

    template <class Self, class Event>
    said call(const std::string& with, const plugins::call_frame& frame,
              std::int32_t (*function)(Self*, const Event*, const selat_actions*, selat_error*),
              const Event& event, comes comes = comes::yes, shape shape = shape::ordinary) {
        return attempt(with, comes, [&] { return instance_->call(frame, function, event, shape); });
    }
    template <class Call>
    said attempt(const std::string& with, comes comes, Call&& call) {
        if (!going_on()) {
            return {};
        }
        bench_.at(function_ + " with " + with);
        auto out = call();
        ++calls_;
        // A busy machine is not the plugin's fault: what counts is the fastest of some calls.
        for (int i = 0; i < 4 && comes == comes::yes && out.took >= slow(); ++i) {
            bench_.at(function_ + " with " + with);
            out.took = std::min(out.took, call().took);
        }
        judge(with, comes, out);
        return out;
    }

    // An ordinary call again: on a new instance, and with records that a later gateway makes
    // longer.
    template <class Self, class Event>
    said twice(const std::string& with, const plugins::call_frame& frame,
               std::int32_t (*function)(Self*, const Event*, const selat_actions*, selat_error*),
               const Event& event) {
        const auto once = call(with, frame, function, event);
        fresh();
        expect_same(once, call(with + ", again", frame, function, event),
                    with + ": another instance does something else with the same event");
        fresh();
        expect_same(once,
                    call(with + ", longer", frame, function, event, comes::yes, shape::longer),
                    with + ": it does something else when the record is longer, as a later "
                           "gateway's is");
        return once;
    }

    void refuse(const std::string& why);
    void expect_same(const said& a, const said& b, const std::string& else_);

    // How many calls went well; or the first fault. The last instance is gone then, and with it all
    // that it changed in the process.
    result<std::string> end();

private:
    // What the gateway reports as slow.
    static std::chrono::milliseconds slow();

    void judge(const std::string& with, comes comes, const said& call);

    const bench& bench_;
    const plugins::process_state before_ = plugins::look_at_process();
    std::string function_;
    std::unique_ptr<driven> instance_;
    std::string fault_;
    std::uint64_t calls_ = 0;
};

// What a plugin must leave alone, from here to the end. Takes its time: threads that were joined
// are not gone at once.
std::string left_behind(const plugins::process_state& before);

}  // namespace selat::conformance
