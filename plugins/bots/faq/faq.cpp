// Answers frequent questions from a file, in the customer's language, and hands over to a person on
// request.

#include "book.hpp"
#include "matcher.hpp"
#include "words.hpp"

#include <algorithm>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

// Longer messages ask no clearer.
constexpr std::size_t most_read = 4000;

json parsed(std::string_view text) { return json::parse(text, nullptr, false); }

std::string text_in(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

json object_in(const json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_object() ? *it : json::object();
}

// What was chosen asks as if it had been written.
std::string asked_in(const json& content) {
    const auto selected = object_in(content, "selected");
    for (const auto& each :
         {text_in(selected, "payload"), text_in(selected, "title"), text_in(content, "text")}) {
        if (!each.empty()) {
            return each.substr(0, most_read);
        }
    }
    return {};
}

class faq_bot {
public:
    explicit faq_bot(const selat::setup& setup)
        : book_(faq::read_book(parsed(setup.options)["file"])), matcher_(book_) {
        for (const auto& section : book_) {
            for (const auto& each : section.handoff_words) {
                for_a_person_.push_back(faq::words_of(each));
            }
        }
    }

    void on_event(const selat::bot_event& event, selat::actions out) const {
        const auto content = object_in(parsed(event.message), "content");
        const auto words = faq::words_of(asked_in(content));
        if (words.empty() && content.contains("reaction")) {
            return out.answer({.op = event.op});
        }
        const auto parameters = parsed(event.parameters);
        const auto language = matcher_.language_of(words, preferred(event, parameters));
        const auto found = words.empty() ? std::nullopt : matcher_.find(words, language);
        const bool literally = found && found->word_for_word;
        if (!literally && wants_person(words, parameters)) {
            return out.answer({.op = event.op, .handoff = true});
        }
        const auto section = found ? found->section : language;
        out.bot_state(event.op, json{{"language", book_[section].language}}.dump());
        if (found) {
            return out.answer(
                {.op = event.op, .messages = book_[section].questions[found->question].answer});
        }
        say_unknown(book_[section], event, out);
    }

private:
    // Who writes for the first time is greeted; later it is said that nothing was understood.
    static void say_unknown(const faq::section& section, const selat::bot_event& event,
                            selat::actions out) {
        const bool first = event.state.empty() && !section.greeting.empty();
        const auto& said = first ? section.greeting : section.fallback;
        out.answer({.op = event.op, .messages = said, .handoff = said.empty()});
    }

    // The language of the talk so far, or of the flow, or of the customer.
    [[nodiscard]] std::size_t preferred(const selat::bot_event& event,
                                        const json& parameters) const {
        for (const auto& language :
             {text_in(parsed(event.state), "language"), text_in(parameters, "language"),
              text_in(parsed(event.customer), "locale")}) {
            const auto primary = faq::primary_language(language);
            const auto at = std::ranges::find_if(book_, [&](const faq::section& each) {
                return !primary.empty() && faq::primary_language(each.language) == primary;
            });
            if (at != book_.end()) {
                return static_cast<std::size_t>(at - book_.begin());
            }
        }
        return 0;
    }

    // The file's words for it, and those that the flow names: "live agent, ejen langsung".
    [[nodiscard]] bool wants_person(const std::vector<faq::word>& words,
                                    const json& parameters) const {
        const auto said = [&](const std::vector<faq::word>& phrase) {
            return faq::says(words, phrase);
        };
        if (std::ranges::any_of(for_a_person_, said)) {
            return true;
        }
        const auto phrases = text_in(parameters, "handoff");
        for (std::size_t from = 0; from < phrases.size();) {
            const auto end = std::min(phrases.find(',', from), phrases.size());
            if (said(faq::words_of(std::string_view(phrases).substr(from, end - from)))) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }

    std::vector<faq::section> book_;
    faq::matcher matcher_;
    std::vector<std::vector<faq::word>> for_a_person_;
};

}  // namespace

SELAT_BOT(faq_bot)
