#pragma once
// The configurations of the tests: a contact centre on LINE and web chat, to be added to.

#include <string>
#include <vector>

namespace selat::testing {

struct configuration {
    int port = 0;          // 0: any free one
    std::string line_api;  // empty: no LINE channel
    bool web = true;
    // Items of `channels`, indented by two.
    std::string channels;
    std::string flow = "front-door";  // of the channels above; empty: straight to people
    std::string flows;                // instead of the usual `bots` and `flows`
    std::string reservation_timeout = "120s";
    std::vector<std::string> plugins;  // folders beside the built one
    std::string more;                  // other keys

    // The YAML document.
    [[nodiscard]] std::string text() const;
};

// Four people: aminah and dina speak Malay and English, ben and chong English. aminah is a
// supervisor. Everybody's password is the id and "-password"; e-mails are at example.com.
constexpr const char* people[] = {"aminah", "dina", "ben", "chong"};
constexpr auto ops_token = "ops-test-token";

}  // namespace selat::testing
