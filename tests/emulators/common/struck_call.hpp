#pragma once
// A call to a provider's API that a fault may strike.

#include "tests/emulators/common/connection.hpp"
#include "tests/emulators/common/faults.hpp"

#include <optional>
#include <thread>

#include <httplib.h>

namespace emulators {

// Waits, cuts or lets `instead(fault)` answer (true: it did); else `usual()` does, after which the
// connection may be cut, or `broken(fault)` answers over it.
template <class Instead, class Usual, class Broken>
void serve_struck(const std::optional<fault>& struck, const httplib::Request& request,
                  Instead instead, Usual usual, Broken broken) {
    if (struck) {
        std::this_thread::sleep_for(struck->delay);
        if (struck->kind == "drop_before") {
            return drop_connection(request);
        }
        if (instead(*struck)) {
            return;
        }
    }
    usual();
    if (struck && struck->kind == "drop_after") {
        drop_connection(request);
    } else if (struck && struck->kind == "fail_after") {
        broken(*struck);
    }
}

}  // namespace emulators
