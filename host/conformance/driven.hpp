#pragma once
// One instance, made and called as the gateway does it, but with memory that is only lent and with
// nothing taken on trust.

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "host/conformance/bench.hpp"
#include "host/conformance/lent.hpp"
#include "host/plugins/actions.hpp"
#include "host/plugins/services.hpp"

namespace selat::conformance {

// How long the records are that a plugin gets.
enum class shape {
    ordinary,
    longer,  // as from a later gateway: something it does not know follows
    head,    // nothing behind the event's head
};

// What a call came to.
struct said {
    plugins::outcome out;
    std::string broken;  // the rules that it broke; empty: none
    bool escaped = false;
    std::chrono::nanoseconds took{0};  // without waiting for a processor
};

// What a call came to, in a text that is the same when it came to the same.
std::string summary(const said& call);

// How long this thread has been ready to run and another ran in its place: that is not the plugin's
// fault.
std::chrono::nanoseconds waited_for_processor();

class driven {
public:
    explicit driven(const bench& bench);
    driven(const driven&) = delete;
    driven& operator=(const driven&) = delete;
    ~driven();  // the instance, too

    // With these options in place of the bench's; secrets become handles.
    driven(const bench& bench, nlohmann::json options);

    // The failure's words are for whoever wrote the plugin.
    result<void> create(shape shape = shape::ordinary);
    // Of a definition; flows alone.
    [[nodiscard]] said check(std::string_view definition) const;

    template <class Self, class Event>
    said call(const plugins::call_frame& frame,
              std::int32_t (*function)(Self*, const Event*, const selat_actions*, selat_error*),
              Event event, shape shape = shape::ordinary) const {
        lent memory;
        std::size_t extra = 0;
        if (shape == shape::head) {
            const auto head = event.event;
            event = {};
            event.event = head;
            event.event.size = sizeof head;
        } else {
            extra = shape == shape::longer ? longer_by : 0;
            lend(memory, event);
            event.event.size += static_cast<std::uint32_t>(extra);
        }
        const auto* record = memory.record(event, extra);
        return run(memory, frame, [&](const selat_actions* actions, selat_error* error) {
            return function(self_, record, actions, error);
        });
    }
    // Anything else that takes actions and an error.
    template <class Call>
    said run(lent& memory, const plugins::call_frame& frame, Call&& call) const {
        watch watching{plugins::action_sink(frame), std::this_thread::get_id(), {}};
        const auto* actions = memory.record(
            selat_actions{sizeof(selat_actions) + longer_by, 0, &watching, &driven::add},
            longer_by);
        auto* error = memory.writable(selat_error{sizeof(selat_error), 0, {}});
        std::int32_t status = SELAT_INTERNAL;
        std::string thrown;
        const auto waited = waited_for_processor();
        const auto start = clock::now();
        try {
            status = call(actions, error);
        } catch (const std::exception& escaped) {
            thrown = std::string("an exception leaves it: ") + escaped.what();
        } catch (...) {
            thrown = "an exception leaves it that is no std::exception";
        }
        const auto took = clock::now() - start;
        return settle(watching, status, *error, std::move(thrown),
                      took - (waited_for_processor() - waited));
    }

    [[nodiscard]] void* self() const { return self_; }

private:
    using clock = std::chrono::steady_clock;
    static constexpr std::uint32_t longer_by = 64;

    struct watch {
        plugins::action_sink sink;
        std::thread::id by;
        std::string broken;
    };
    static std::int32_t add(const selat_actions* self, const selat_record* record);
    static said settle(watch& watching, std::int32_t status, const selat_error& error,
                       std::string thrown, std::chrono::nanoseconds took);

    struct raw_setup {
        const selat_setup* setup;
        const selat_flow_setup* flow;  // null unless it is one
    };
    raw_setup lend_setup(lent& memory, std::string_view definition, std::size_t extra) const;
    void destroy();

    const bench& bench_;
    std::string options_;
    std::unique_ptr<plugins::secret_box> secrets_;
    std::unique_ptr<plugins::services> services_;
    void* self_ = nullptr;
};

}  // namespace selat::conformance
