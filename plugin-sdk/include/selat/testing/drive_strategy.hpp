// SPDX-License-Identifier: MIT
// One strategy instance, driven in a test.
#pragma once

#include "drive_host.hpp"

namespace selat::testing {

/// One strategy instance.
class strategy {
public:
    explicit strategy(const given& given, const selat_module* module = selat_module_v1())
        : strategy(given, detail::table_of<selat_strategy_v1>(module, SELAT_STRATEGY_ID)) {}
    strategy(const given& given, const selat_strategy_v1& table) : host_(given), table_(table) {
        host_.create([&](const selat_setup& setup, selat_error& error) {
            return table_.create(&setup, &self_, &error);
        });
    }
    ~strategy() { table_.destroy(self_); }
    strategy(const strategy&) = delete;
    strategy& operator=(const strategy&) = delete;

    template <class Class>
    static strategy of(const given& given) {
        return strategy(given, selat::detail::strategy_table<Class>());
    }

    /// Scores in the order of `candidates`; `request` may be null. Throws refused for a code.
    std::vector<double> score(const selat_rank_request* request,
                              std::span<const selat_candidate> candidates) {
        std::vector<const selat_candidate*> pointers;
        for (const auto& each : candidates) {
            pointers.push_back(&each);
        }
        std::vector<double> scores(candidates.size());
        selat_error error{sizeof(selat_error), 0, {}};
        const auto result =
            table_.score(self_, request, pointers.data(), pointers.size(), scores.data(), &error);
        if (result != SELAT_OK) {
            throw refused(static_cast<code>(result), error.text);
        }
        return scores;
    }

private:
    detail::host host_;
    const selat_strategy_v1& table_;
    void* self_ = nullptr;
};

}  // namespace selat::testing
