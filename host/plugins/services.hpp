#pragma once
// The host's side of selat_host: selat.crypto/1 over an instance's secrets, and selat.post/1.

#include <functional>
#include <string>
#include <string_view>

#include "host/plugins/secrets.hpp"
#include <selat/abi/crypto.h>

namespace selat::plugins {

class services {
public:
    using post = std::function<bool(std::string bytes)>;

    // `secrets` must outlive this. Without `post` the plugin finds no selat.post/1.
    services(const secret_box& secrets, post post);
    services(const services&) = delete;
    services& operator=(const services&) = delete;

    // What goes into selat_setup; valid as long as this.
    [[nodiscard]] const selat_host* raw() const { return &raw_; }

    [[nodiscard]] const secret_box& secrets() const { return secrets_; }
    // Hands bytes on; false when too many wait. [any-thread]
    bool hand_on(std::string bytes) const { return post_ && post_(std::move(bytes)); }

private:
    static const void* table(const selat_host* self, selat_str id);

    const secret_box& secrets_;
    post post_;
    selat_host raw_;
};

}  // namespace selat::plugins
