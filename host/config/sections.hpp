#pragma once
// The tables: every key of the configuration, bound to the structs of config.hpp.

#include "host/config/config.hpp"
#include "host/config/field.hpp"

namespace selat::config {

// The whole document. `configuration` must outlive the fields.
fields fields_of(configuration& configuration);

// The parts that are needed before plugins are known.
fields fields_of(server& server);
fields fields_of(plugins& plugins);
fields fields_of(store& store);

// Fills in what depends on other keys: the public address. Without one, and with a port still to be
// picked, public_url stays empty.
void finish_server(server& server);

}  // namespace selat::config
