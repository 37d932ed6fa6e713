// The agent whose skills and languages fit the task best is asked first.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <selat/plugin.hpp>

namespace {

// Share, levels and last agent never add up to the next greater step: each decides only when what
// stands before it is equal.
constexpr double share_weight = 1e6;
constexpr double level_weight = 1e3;
constexpr double last_agent_weight = 1e-3;
constexpr double too_low_counts = 0.5;

class skills {
public:
    explicit skills(const selat::setup&) {}

    void score(const selat_rank_request* request,
               std::span<const selat_candidate* const> candidates, std::span<double> scores) const {
        if (request == nullptr) {
            throw selat::refusal{selat::code::invalid, "skills are scored for a task"};
        }
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            scores[i] = fit(*request, *candidates[i]);
        }
    }

private:
    static double fit(const selat_rank_request& request, const selat_candidate& candidate) {
        const bool wants_language = request.language.size > 0;
        const auto wanted = request.skill_count + (wants_language ? 1u : 0u);
        double met = wants_language && speaks(candidate, selat::view(request.language)) ? 1 : 0;
        double levels = 0;
        std::uint64_t at = 0;
        for (std::uint64_t i = 0; i < request.skill_count; ++i) {
            const auto& want = request.skills[i];
            const auto name = selat::view(want.name);
            while (at < candidate.skill_count && selat::view(candidate.skills[at].name) < name) {
                ++at;
            }
            if (at == candidate.skill_count || selat::view(candidate.skills[at].name) != name) {
                continue;
            }
            const double level = std::max(candidate.skills[at].level, 0.0);
            met += level >= want.level ? 1 : too_low_counts * level / want.level;
            levels += level / (1 + level);
        }
        double score = 0;
        if (wanted > 0) {
            score = share_weight * met / static_cast<double>(wanted) +
                    level_weight * levels / static_cast<double>(wanted);
        }
        const bool served_last = request.last_agent.size > 0 &&
                                 selat::view(request.last_agent) == selat::view(candidate.id);
        return score + (served_last ? last_agent_weight : 0);
    }

    static bool speaks(const selat_candidate& candidate, std::string_view language) {
        const auto count = static_cast<std::size_t>(candidate.language_count);
        const std::span languages(candidate.languages, count);
        return std::ranges::binary_search(languages, language, {}, selat::view);
    }
};

}  // namespace

SELAT_STRATEGY(skills)
