#pragma once
// What must never be printed.

#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace selat::telemetry {

// [any-thread]
class redactor {
public:
    // A secret's text; it is cut out wherever it stands. Texts under six bytes are too common to be
    // looked for, and left to their keys.
    void add(std::string secret);

    // Whether what goes by this name is a secret by its name alone: password, token, authorization
    // …
    [[nodiscard]] static bool is_secret_name(std::string_view key);

    // `value` as it may be printed under `key`.
    [[nodiscard]] std::string apply(std::string_view key, std::string_view value) const;

private:
    mutable std::shared_mutex mutex_;
    std::vector<std::string> secrets_;  // longest first, so that no part of one stays
};

}  // namespace selat::telemetry
