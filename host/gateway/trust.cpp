#include "host/gateway/trust.hpp"

namespace selat::gateway {

plugins::trust trust_of(const config::plugins& plugins) {
    plugins::trust trust;
    trust.require = plugins.require == "pinned"   ? plugins::trust::demand::pinned
                    : plugins.require == "signed" ? plugins::trust::demand::signed_
                                                  : plugins::trust::demand::any;
    trust.key_files = plugins.keys;
    for (const auto& [name, pin] : plugins.pins) {
        trust.pins.emplace_back(name, pin);
    }
    return trust;
}

}  // namespace selat::gateway
