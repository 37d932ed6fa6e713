#pragma once
// Interactions on their way to the endpoint that an application gave for them, and what Discord
// makes of the answers: three seconds, once.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/discord/state.hpp"

#include <optional>
#include <string>

#include <httplib.h>

namespace emulators::discord {

// What an answer that was found right makes of it. The caller holds the state's lock.
void carry_out(state& state, interaction& about, const json& answer);

// [any-thread] Nobody may hold the state's lock: who is asked may ask back.
class interactions {
public:
    explicit interactions(state& state) : state_(state) {}

    // Posts what a deed has left in "post". What came of it: delivered, status, reason, answer.
    json deliver(json done);
    // As Discord looks at an endpoint that it is given: a ping, then signatures that are wrong.
    // What is wrong with it, or empty.
    std::string probe(const std::string& url);

private:
    struct outcome {
        int status = 0;  // 0: no answer in time
        std::string body;
        std::string content_type;
        std::int64_t took_ms = 0;
    };
    outcome post(const std::string& url, const json& body, signing how,
                 const std::optional<fault>& struck);
    // What is wrong with the answer, or empty: then it has been carried out.
    std::string take(const json& interaction, const outcome& outcome, json& answer);

    state& state_;
};

}  // namespace emulators::discord
