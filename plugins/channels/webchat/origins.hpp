#pragma once
// Which websites may show the widget.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace webchat {

/// The list of allowed origins. An entry is `https://shop.example`, `https://*.shop.example`,
/// `*.shop.example` (http and https on their own ports) or `*`. A wildcard takes subdomains of any
/// depth, not the domain itself. Immutable, so any thread may ask.
class origins {
public:
    /// `entries` empty-handed (nothing): the gateway's own origin alone, and every port of this
    /// machine when the gateway itself is reached there. Throws selat::refusal for a wrong entry.
    origins(const std::optional<std::vector<std::string>>& entries, std::string_view public_url);

    /// Whether a browser's Origin header is on the list. Empty, `null` and malformed ones are not.
    [[nodiscard]] bool allow(std::string_view origin) const;
    /// The host of a page, in lower case; empty unless the page's origin is on the list.
    [[nodiscard]] std::string host_of(std::string_view url) const;

private:
    struct place {
        std::string scheme;  // empty: http or https
        std::string host;    // without the "*." of a wildcard
        std::string port;    // empty: the scheme's own
        bool subdomains = false;
    };

    static std::optional<place> read(std::string_view text);
    [[nodiscard]] static bool fits(const place& entry, const place& origin);
    [[nodiscard]] bool lists(const place& origin) const;

    std::vector<place> places_;
    bool everywhere_ = false;
    bool this_machine_ = false;
};

}  // namespace webchat
