// Any bytes as a plugin file, and as the manifest in it: refused or read, never a crash, and never
// a view that leaves the bytes.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/plugins/elf.hpp"
#include "host/plugins/file_check.hpp"
#include "host/plugins/manifest.hpp"
#include "host/plugins/note.hpp"

namespace {

using namespace selat::plugins;

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void within(std::string_view part, std::string_view whole) {
    demand(part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size()));
}

void look_through(std::string_view bytes) {
    const auto object = elf_file::read(bytes);
    if (!object) {
        return demand(!object.error().text.empty());
    }
    for (const auto& segment : object->segments()) {
        within(object->contents(segment), bytes);
    }
    for (const auto& entry : object->dynamic()) {
        for (const auto name : object->names(entry.d_tag)) {
            within(name, bytes);
        }
    }
    if (const auto symbols = object->symbols()) {
        for (const auto& symbol : *symbols) {
            within(object->name_at(symbol.st_name), bytes);
        }
    }
    if (const auto versions = object->needed_versions()) {
        for (const auto& each : *versions) {
            within(each.library, bytes);
            within(each.version, bytes);
        }
    }
    if (const auto versions = object->defined_versions()) {
        for (const auto each : *versions) {
            within(each, bytes);
        }
    }
}

void read(std::string_view text) {
    const auto manifest = read_manifest(text);
    if (!manifest) {
        return demand(!manifest.error().text.empty());
    }
    demand(!manifest->name.empty() && !manifest->version.empty() && !manifest->sdk.empty());
    demand(manifest->document.is_object());
    // What is shown of it is a manifest again.
    demand(read_manifest(manifest->document.dump()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    look_through(bytes);
    (void)check_object(bytes);
    if (const auto note = read_note(bytes)) {
        demand(!note->empty());
        read(*note);
    }
    read(bytes);
    return 0;
}
