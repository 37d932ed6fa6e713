#pragma once
// Apart from the test: the host's headers and the plugin SDK's C++ layer do not go together.

#include <string>

// config/faq.yaml as JSON, as the gateway hands it over.
std::string demo_file();
