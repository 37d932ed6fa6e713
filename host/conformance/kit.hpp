#pragma once
// The conformance kit: whether a built plugin keeps to the ABI, found out by calling it with what
// is usual, empty and hostile. All its code runs in children of this program, one for each step:
// what crashes or hangs there is told as that step's failure, and the next step goes on.

#include <chrono>
#include <functional>
#include <string>

#include "host/plugins/catalog.hpp"

#include <nlohmann/json.hpp>

namespace selat::conformance {

// What is examined, and what its instances are made from.
struct subject {
    std::string file;
    nlohmann::json options;  // secrets in clear, valid; null: made up from its schema
    plugins::definition definition{"{}", {}, nlohmann::json::object(), {}, {}, {}};
    plugins::trust trust;
    std::string program;                         // that knows step_argument; empty: this one
    std::chrono::milliseconds patience{10'000};  // with one call
};

struct step {
    std::string title;
    bool well = false;
    std::string text;  // why not, or a remark
};

// Calls `tell` after each step. The value: whether all of them went well. The failure: nothing
// could be examined.
result<bool> examine(const subject& subject, const std::function<void(const step&)>& tell);

// The program's hidden argument: selat --plugin-step FILE STEP, with what the instance is made from
// as JSON on standard input. main() calls step_main when argv[1] is this, and returns what it does.
inline constexpr const char* step_argument = "--plugin-step";
int step_main(int argc, char** argv);

}  // namespace selat::conformance
