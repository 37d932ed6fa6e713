#include "book.hpp"

#include "words.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace faq {
namespace {

using nlohmann::json;

// More buttons under a greeting than these nobody reads.
constexpr std::size_t most_topics = 10;

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw selat::refusal{selat::code::config, where + " " + what};
}

const json* find(const json& object, const char* name) {
    const auto it = object.find(name);
    return it == object.end() || it->is_null() ? nullptr : &*it;
}

// YAML writes 24 and `24` alike.
std::optional<std::string> word_in(const json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    return value.is_number() || value.is_boolean() ? std::optional(value.dump()) : std::nullopt;
}

std::string text_in(const json& value, const std::string& where) {
    auto text = word_in(value);
    if (!text || words_of(*text).empty()) {
        refuse(where, "must be a text");
    }
    return *text;
}

void check_keys(const json& object, const std::string& where,
                std::initializer_list<std::string_view> known) {
    if (!object.is_object()) {
        refuse(where, "must be a mapping");
    }
    for (const auto& [key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            refuse(where, "has an unknown key `" + key + "`");
        }
    }
}

// One, or a list of them.
json list_of(const json& value) { return value.is_array() ? value : json::array({value}); }

std::vector<std::string> texts_in(const json& object, const char* name, const std::string& where) {
    std::vector<std::string> out;
    if (const auto* given = find(object, name)) {
        for (const auto& each : list_of(*given)) {
            out.push_back(text_in(each, where + ": each of `" + name + "`"));
        }
    }
    return out;
}

json choices_in(const json& object, const std::string& where) {
    json out = json::array();
    const auto* given = find(object, "choices");
    for (const auto& each : given == nullptr ? json::array() : list_of(*given)) {
        if (!each.is_object()) {
            out.push_back({{"title", text_in(each, where + ": each of `choices`")}});
            continue;
        }
        check_keys(each, where + ": a choice", {"title", "payload", "url"});
        json choice;
        for (const auto& [key, value] : each.items()) {
            choice[key] = text_in(value, where + ": a choice's `" + key + "`");
        }
        if (!choice.contains("title")) {
            refuse(where, "has a choice without `title`");
        }
        out.push_back(std::move(choice));
    }
    return out;
}

// The last of the messages offers the choices.
std::string answer_of(const json* said, const json& choices, const std::string& where) {
    if (said == nullptr) {
        return {};
    }
    json out = json::array();
    for (const auto& each : list_of(*said)) {
        out.push_back({{"text", text_in(each, where)}});
    }
    if (out.empty()) {
        refuse(where, "must say something");
    }
    if (!choices.empty()) {
        out.back()["choices"] = choices;
    }
    return out.dump();
}

question read_question(const json& from, const std::string& where) {
    check_keys(from, where, {"ask", "answer", "choices"});
    question out;
    out.ask = texts_in(from, "ask", where);
    if (out.ask.empty()) {
        refuse(where, "needs `ask`: what customers write");
    }
    const auto* answer = find(from, "answer");
    if (answer == nullptr) {
        refuse(where, "needs `answer`");
    }
    out.answer = answer_of(answer, choices_in(from, where), where + ": `answer`");
    return out;
}

json topics_of(const section& section) {
    json out = json::array();
    for (const auto& each : section.questions) {
        if (out.size() < most_topics) {
            out.push_back({{"title", capitalized(each.ask.front())}});
        }
    }
    return out;
}

// A way out for who is not understood: the first phrase of several words that asks for a person.
json way_out_of(const section& section) {
    for (const auto& each : section.handoff_words) {
        if (words_of(each).size() > 1) {
            return json::array({{{"title", capitalized(each)}}});
        }
    }
    return json::array();
}

section read_section(const json& from, const std::string& where) {
    check_keys(from, where,
               {"language", "greeting", "questions", "choices", "fallback", "handoff_words"});
    section out;
    if (const auto* language = find(from, "language")) {
        out.language = text_in(*language, where + ": `language`");
    }
    const auto* questions = find(from, "questions");
    if (questions == nullptr || !questions->is_array() || questions->empty()) {
        refuse(where, "needs `questions`: a list of `ask` and `answer`");
    }
    for (std::size_t i = 0; i < questions->size(); ++i) {
        out.questions.push_back(
            read_question((*questions)[i], where + ", question " + std::to_string(i + 1)));
    }
    out.handoff_words = texts_in(from, "handoff_words", where);
    const auto choices = choices_in(from, where);
    out.greeting = answer_of(find(from, "greeting"), choices.empty() ? topics_of(out) : choices,
                             where + ": `greeting`");
    out.fallback = answer_of(find(from, "fallback"), way_out_of(out), where + ": `fallback`");
    return out;
}

}  // namespace

std::vector<section> read_book(const json& file) {
    std::vector<section> out;
    if (file.is_object()) {
        out.push_back(read_section(file, "the file"));
    } else if (file.is_array() && !file.empty()) {
        for (std::size_t i = 0; i < file.size(); ++i) {
            out.push_back(read_section(file[i], "part " + std::to_string(i + 1)));
        }
    } else {
        refuse("the file", "must hold `questions`, or a list of languages with theirs");
    }
    return out;
}

}  // namespace faq
