#include "matcher.hpp"

#include "likeness.hpp"
#include "stop_words.hpp"

#include <algorithm>
#include <cmath>

namespace faq {
namespace {

// Tuned on the table in tests/matcher_test.cpp.
constexpr double stop_word_weight = 0.25;
constexpr double phrase_share = 0.7;  // the rest: how much of the message the phrase explains
constexpr double enough = 0.55;
constexpr double enough_alike = 0.7;  // for a word that counts
constexpr double all_of_it = 0.99;    // for phrases of stop words alone
constexpr double own_language = 0.05;
constexpr std::size_t most_words = 60;  // of a message; what comes later asks nothing new

bool is_stop_word(const word& each) {
    return std::ranges::any_of(stop_lists, [&](const stop_list& list) {
        return std::ranges::binary_search(list.words, std::u32string_view(each));
    });
}

}  // namespace

matcher::matcher(const std::vector<section>& book) {
    learn(book);
    weigh(book);
}

void matcher::learn(const std::vector<section>& book) {
    for (std::size_t s = 0; s < book.size(); ++s) {
        auto& spoken = spoken_.emplace_back();
        const auto hear = [&](const std::string& text) {
            for (auto& each : words_of(text)) {
                spoken.insert(std::move(each));
            }
        };
        for (std::size_t q = 0; q < book[s].questions.size(); ++q) {
            for (const auto& ask : book[s].questions[q].ask) {
                hear(ask);
                phrases_.push_back({s, q, words_of(ask), {}, 0, false});
            }
            hear(book[s].questions[q].answer);
        }
        hear(book[s].greeting);
        hear(book[s].fallback);
        for (const auto& each : book[s].handoff_words) {
            hear(each);
        }
        for (const auto& list : stop_lists) {
            if (list.language == primary_language(book[s].language)) {
                spoken.insert(list.words.begin(), list.words.end());
            }
        }
    }
}

// A word in many of a section's questions tells little of which is meant.
void matcher::weigh(const std::vector<section>& book) {
    std::map<std::pair<std::size_t, word>, std::set<std::size_t>> questions_with;
    for (const auto& phrase : phrases_) {
        for (const auto& each : phrase.written) {
            questions_with[{phrase.section, each}].insert(phrase.question);
        }
    }
    for (auto& phrase : phrases_) {
        const auto all = static_cast<double>(book[phrase.section].questions.size());
        for (const auto& each : std::set<word>(phrase.written.begin(), phrase.written.end())) {
            const auto with = static_cast<double>(questions_with.at({phrase.section, each}).size());
            const bool counts = !is_stop_word(each);
            const auto rarity = std::log(1 + all / with) / std::log(1 + all);
            const auto weight = counts ? rarity : stop_word_weight;
            const auto id = vocabulary_.try_emplace(each, vocabulary_.size()).first->second;
            phrase.words.push_back({id, weight});
            phrase.weight += weight;
            phrase.has_content = phrase.has_content || counts;
        }
    }
}

std::vector<matcher::hearing> matcher::listen(std::span<const word> message) const {
    std::vector<hearing> out;
    std::set<word> known;
    for (const auto& each : message.first(std::min(message.size(), most_words))) {
        if (!known.insert(each).second) {
            continue;
        }
        auto& heard = out.emplace_back();
        heard.weight = is_stop_word(each) ? stop_word_weight : 1;
        for (const auto& [written, id] : vocabulary_) {
            if (const auto alike = likeness(each, written); alike > 0) {
                heard.like[id] = alike;
            }
        }
    }
    return out;
}

// How much of the phrase the message says, and how much of the message the phrase explains.
double matcher::score(const wording& phrase, std::span<const hearing> message) {
    double said = 0;
    double best_content = 0;
    std::vector<double> explained(message.size(), 0);
    for (const auto& each : phrase.words) {
        double closest = 0;
        for (std::size_t i = 0; i < message.size(); ++i) {
            const auto found = message[i].like.find(each.id);
            if (found != message[i].like.end()) {
                closest = std::max(closest, found->second);
                explained[i] = std::max(explained[i], found->second);
            }
        }
        said += closest * each.weight;
        if (each.weight > stop_word_weight) {
            best_content = std::max(best_content, closest);
        }
    }
    const auto share = said / phrase.weight;
    if (phrase.has_content ? best_content < enough_alike : share < all_of_it) {
        return 0;
    }
    double heard_weight = 0;
    double all_weight = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        heard_weight += explained[i] * message[i].weight;
        all_weight += message[i].weight;
    }
    return phrase_share * share + (1 - phrase_share) * heard_weight / all_weight;
}

std::optional<matcher::found> matcher::find(std::span<const word> message,
                                            std::size_t preferred) const {
    const auto heard = listen(message);
    std::optional<found> best;
    double best_score = 0;
    for (const auto& phrase : phrases_) {
        const bool same = std::ranges::equal(phrase.written, message);
        auto score = same ? 1 + own_language : matcher::score(phrase, heard);
        if (score < enough) {
            continue;
        }
        score += phrase.section == preferred ? own_language : 0;
        if (score > best_score) {
            best_score = score;
            best = found{phrase.section, phrase.question, same};
        }
    }
    return best;
}

std::size_t matcher::language_of(std::span<const word> message, std::size_t preferred) const {
    std::vector<std::size_t> known(spoken_.size(), 0);
    for (std::size_t s = 0; s < spoken_.size(); ++s) {
        for (const auto& each : message) {
            known[s] += spoken_[s].contains(each) ? 1u : 0u;
        }
    }
    const auto most = *std::ranges::max_element(known);
    return known[preferred] == most
               ? preferred
               : static_cast<std::size_t>(std::ranges::max_element(known) - known.begin());
}

bool says(std::span<const word> message, std::span<const word> phrase) {
    return !phrase.empty() &&
           std::ranges::search(message, phrase, [](const word& written, const word& meant) {
               return is_typed_as(written, meant);
           }).size() == phrase.size();
}

}  // namespace faq
