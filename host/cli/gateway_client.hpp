#pragma once
// Asks a running gateway over HTTP. Blocking.

#include <string>

#include "host/base/result.hpp"

#include <CLI/App.hpp>

namespace selat::cli {

// Where a gateway is and how to speak to it.
struct gateway_address {
    std::string config;  // its configuration: the address is what it listens on
    std::string url;     // instead of a configuration
    std::string token;   // of the API; empty: none
    bool local = false;  // on this machine, by the address that it listens on
};

struct answer {
    int status = 0;
    std::string body;
};

// Adds -c, --url and --token (or SELAT_TOKEN).
void add_gateway_options(CLI::App& command, gateway_address& into);

// Finds out what was not given: where the gateway is (by its configuration, else
// http://127.0.0.1:8080), and the token of its configuration that may most. It fails when the
// configuration cannot be read.
result<void> complete(gateway_address& address);

// Of a complete address. The failure says that nobody answered, and where.
result<answer> get(const gateway_address& address, const std::string& path);
result<answer> post(const gateway_address& address, const std::string& path);

}  // namespace selat::cli
