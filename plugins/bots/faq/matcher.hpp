#pragma once
// Which question a message asks: the words it shares with the ways to put it, weighted.

#include "book.hpp"
#include "words.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace faq {

class matcher {
public:
    explicit matcher(const std::vector<section>& book);

    struct found {
        std::size_t section;
        std::size_t question;
        bool word_for_word;
    };
    // The best question that is like enough; among equals one of the `preferred` section.
    [[nodiscard]] std::optional<found> find(std::span<const word> message,
                                            std::size_t preferred) const;

    // The section whose words these are mostly; `preferred` when none or several.
    [[nodiscard]] std::size_t language_of(std::span<const word> message,
                                          std::size_t preferred) const;

private:
    struct weighed {
        std::size_t id;  // in vocabulary_
        double weight;
    };
    struct wording {
        std::size_t section;
        std::size_t question;
        std::vector<word> written;
        std::vector<weighed> words;
        double weight;     // of all words
        bool has_content;  // more than words that any sentence has
    };
    struct hearing {
        double weight;
        std::map<std::size_t, double> like;  // id → likeness, above 0
    };

    void learn(const std::vector<section>& book);
    void weigh(const std::vector<section>& book);
    [[nodiscard]] std::vector<hearing> listen(std::span<const word> message) const;
    [[nodiscard]] static double score(const wording& phrase, std::span<const hearing> message);

    std::map<word, std::size_t> vocabulary_;
    std::vector<wording> phrases_;
    std::vector<std::set<word>> spoken_;  // by section: every word it has
};

// Whether `phrase` stands in `message`, with small typing errors forgiven.
bool says(std::span<const word> message, std::span<const word> phrase);

}  // namespace faq
