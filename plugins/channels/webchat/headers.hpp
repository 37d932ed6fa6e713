#pragma once
// What headers of requests say.

#include <string_view>

namespace webchat {

/// Whether a comma list of a header holds a word, parameters and weakness aside.
inline bool lists(std::string_view header, std::string_view word) {
    while (!header.empty()) {
        const auto end = header.find(',');
        auto each = header.substr(0, end);
        header.remove_prefix(end == header.npos ? header.size() : end + 1);
        while (each.starts_with(' ')) {
            each.remove_prefix(1);
        }
        each.remove_prefix(each.starts_with("W/") ? 2 : 0);
        each = each.substr(0, each.find_first_of("; "));
        if (each == word) {
            return true;
        }
    }
    return false;
}

}  // namespace webchat
