#pragma once
// The connection a request came on, for faults that cut it.

#include <httplib.h>

namespace emulators {

// Shuts the connection: whatever the handler answers afterwards reaches nobody.
void drop_connection(const httplib::Request& request);

}  // namespace emulators
