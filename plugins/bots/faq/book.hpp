#pragma once
// The file of questions and answers, read and checked.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace faq {

// Answers are JSON arrays of contents, as they go out; empty where there is none.
struct question {
    std::vector<std::string> ask;
    std::string answer;
};

// One language's part of the file.
struct section {
    std::string language;
    std::string greeting;
    std::string fallback;
    std::vector<question> questions;
    std::vector<std::string> handoff_words;
};

// Throws selat::refusal, naming the place, for what is no such file.
std::vector<section> read_book(const nlohmann::json& file);

}  // namespace faq
