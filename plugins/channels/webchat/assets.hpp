#pragma once
// What anybody may have as it is: the widget, packed as the browser takes it, and its texts.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <selat/plugin.hpp>

namespace webchat {

/// Immutable; any thread.
class assets {
public:
    explicit assets(const selat::crypto& crypto);

    void script(const selat::http_request& request, selat::actions out) const;
    /// Whether there is such a language; then it was answered.
    bool texts(const selat::http_request& request, std::string_view language,
               selat::actions out) const;
    /// The languages of the widget, as BCP 47 tags.
    [[nodiscard]] std::vector<std::string> languages() const;

    /// A strong entity tag.
    static std::string tag_of(const selat::crypto& crypto, std::string_view bytes);

private:
    struct asset {
        std::string_view encoding;  ///< empty: none
        std::string_view bytes;
        std::string tag;
    };
    struct text {
        std::string bytes, tag;
    };

    std::vector<asset> scripts_;  // the smallest first
    std::map<std::string, text, std::less<>> texts_;
};

}  // namespace webchat
