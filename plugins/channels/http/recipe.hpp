#pragma once
// A whole recipe, read once.

#include "answer.hpp"
#include "receive.hpp"
#include "send.hpp"
#include "template.hpp"
#include "verify.hpp"

namespace http {

// What is made holds on to `settings`.
struct recipe {
    recipe(const json& from, const settings& settings, const selat_host* host,
           const std::string& api_base);

    verifier verify;
    answer_reader answer;
    receiver receive;
    request_maker send;
    bool sends = false;
};

}  // namespace http
