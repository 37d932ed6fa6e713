#pragma once
// What the host does around a plugin, for fuzzers that drive built ones: its types and those of the
// SDK do not meet in one file.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// A plugin in this process, with options made from its manifest's examples.
struct loaded {
    const void* module = nullptr;  // selat_module
    std::string options;           // as a plugin sees them: a secret by its handle
    std::map<std::string, std::string> secrets;
    std::string address;  // of a customer
};
loaded load(const std::string& name);

// The contents that a channel is given for `content`, as the host parts them; none when it refuses.
std::vector<std::string> parts_of(const std::string& channel, std::string_view content);

// Whether the host takes it for what somebody said.
bool is_content(std::string_view json);

void demand(bool holds);

}  // namespace fuzz
