#pragma once
// A provider's phone as the playground is told of it.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators {

struct phone {
    std::string title;            // as people call the channel
    std::string colour;           // of its mark: #rrggbb
    std::string channel{};        // which, where a provider may have several: the page's ?channel=
    std::string person = "name";  // what a customer is known by: "name", "number" or "email"
    std::vector<std::string> people{};  // customers to begin with; none: the page knows who it is
    // What can be made to go wrong: {"word", "fault"}; the word is one that playground.js puts into
    // sentences, the fault what POST faults takes.
    nlohmann::json troubles = nlohmann::json::array();
};

nlohmann::json as_json(const phone& phone);

// What usually can: with calls at the endpoints (blanks between them) that send messages to
// customers, and with webhooks, at the endpoint where faults of theirs strike.
nlohmann::json usual_troubles(std::string_view sends, std::string_view webhook);
// Those with calls alone.
nlohmann::json troubles_of_calls(std::string_view sends);

}  // namespace emulators
