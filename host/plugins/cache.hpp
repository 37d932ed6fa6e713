#pragma once
// The folder that plugins are really loaded from: copies under the name of their own SHA-256, so
// that a replaced file is another file and what was checked is what runs.

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::plugins {

class cache {
public:
    // Made when missing, for us alone.
    explicit cache(std::string folder);

    // The path of the copy of `bytes`, whose SHA-256 is `sha256`. A copy that is there is hashed
    // again before it is believed. [any-thread]
    [[nodiscard]] result<std::string> put(const std::string& sha256, std::string_view bytes) const;

    // Whether a probe of this file went well, on a gateway with this ABI.
    [[nodiscard]] bool was_probed(const std::string& sha256) const;
    void remember_probe(const std::string& sha256) const;

private:
    [[nodiscard]] result<void> make_folder() const;
    [[nodiscard]] result<void> write(const std::string& path, std::string_view bytes,
                                     unsigned mode) const;

    std::string folder_;
};

}  // namespace selat::plugins
