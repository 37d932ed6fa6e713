#pragma once
// What an operator demands of a plugin: a pinned hash, a signature, or nothing.

#include <string>
#include <string_view>
#include <vector>

#include "host/plugins/catalog.hpp"

namespace selat::plugins {

class trust_check {
public:
    // Reads the key files. A key that cannot be read makes every signature fail with that reason.
    explicit trust_check(const trust& demanded);

    // A pin that is given must match whatever is demanded. The signature is Ed25519 over the whole
    // file, in PATH.sig: 64 bytes, or their base64 or hex.
    [[nodiscard]] result<void> check(const std::string& name, const std::string& path,
                                     const std::string& sha256, std::string_view bytes) const;

private:
    [[nodiscard]] result<void> check_signature(const std::string& path,
                                               std::string_view bytes) const;

    trust demanded_;
    std::vector<std::string> keys_;
    std::string unreadable_;
};

}  // namespace selat::plugins
