#pragma once
// One YAML document as a tree that remembers where everything stood. Values only.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace selat::config {

struct member;

struct node {
    enum class shape : std::uint8_t { null, scalar, sequence, mapping };

    shape is = shape::null;
    bool plain = false;         // written without quotes: `3` may mean a number
    bool interpolated = false;  // `text` came in part from ${…}
    bool broken = false;        // a fault of its own is told already
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string text;             // scalars, and nulls as written
    std::vector<node> items;      // sequences
    std::vector<member> members;  // mappings, in the order written; keys are unique

    // The member's value, or null when there is none.
    [[nodiscard]] const node* find(std::string_view key) const;
};

struct member {
    std::string key;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    node value;
};

inline const node* node::find(std::string_view key) const {
    for (const auto& each : members) {
        if (each.key == key) {
            return &each.value;
        }
    }
    return nullptr;
}

}  // namespace selat::config
