#pragma once
// The customers' side of each channel whose provider is emulated.

#include "tests/integration/carried/demo.hpp"
#include "tests/integration/carried/received.hpp"

#include <string>
#include <vector>

namespace selat::testing {

// Somebody nobody else is, at any provider.
struct person {
    explicit person(unsigned number);

    std::string name;
    std::string number;
    std::string mail;
};

struct side {
    std::string channel;   // of the demo
    std::string provider;  // its control
    reader read;
    std::string person::* known_as;  // what the provider knows somebody by
    std::string whose;               // the key of who writes: "user", "from"; empty: nobody can
    std::string sent;                // what asks for what somebody got
    bool by_command = false;         // they write with a command, and not just so
};

const std::vector<side>& sides();

// The message that somebody writes, as the gateway has it; null when it does not come.
json writes(const demo& all, const side& at, const person& who);

// What reached somebody so far.
received reached(const demo& all, const side& at, const person& who);

}  // namespace selat::testing
