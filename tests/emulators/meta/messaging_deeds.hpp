#pragma once
// What people do at Messenger and Instagram, and what becomes of what is sent to them.

#include "tests/emulators/meta/flavour.hpp"
#include "tests/emulators/meta/state.hpp"

#include <future>
#include <string>

#include <nlohmann/json.hpp>

namespace emulators::meta {

// [any-thread]
class messaging_deeds {
public:
    messaging_deeds(state& state, const flavour& at) : state_(state), at_(at) {}

    struct done {
        nlohmann::json told;  // what came of it
        std::future<emulators::delivery_report> report;
    };
    // Carries out what a control request describes. `cdn` is where attachments can be had.
    done carry_out(const nlohmann::json& wish, const business& of, const std::string& cdn);

    // The echo of a message that was taken; then it is delivered, and maybe read.
    void pass_on(const nlohmann::json& send, const std::string& mid, const person& to,
                 const business& of);

private:
    nlohmann::json event_of(const nlohmann::json& wish, const person& who, const business& of,
                            const std::string& mid, const std::string& cdn);
    nlohmann::json attachments_of(const nlohmann::json& list, const business& of,
                                  const std::string& cdn);
    hook hook_of(const nlohmann::json& event, const person& who, const business& of,
                 const char* list = "messaging");

    state& state_;
    const flavour& at_;
};

}  // namespace emulators::meta
