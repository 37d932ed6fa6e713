#include "host_side.hpp"

#include <cstdlib>
#include <utility>

#include "host/conformance/made_up.hpp"
#include "host/delivery/degrade.hpp"
#include "host/model/content.hpp"
#include "host/plugins/manifest.hpp"
#include "host/plugins/note.hpp"
#include <selat/abi/module.h>

#include <dlfcn.h>

namespace fuzz {
namespace {

using selat::plugins::manifest;

std::map<std::string, manifest>& manifests() {
    static std::map<std::string, manifest> all;
    return all;
}

void make_options(const manifest& manifest, loaded& out) {
    auto options = selat::conformance::made_up_options(manifest.options);
    demand(options.has_value());
    for (const auto& [name, schema] : manifest.options["properties"].items()) {
        if (schema.value("secret", false) && options->contains(name)) {
            out.secrets[name] = (*options)[name];
            (*options)[name] = "{{secret:" + name + "}}";
        }
    }
    if (options->contains("service_account")) {  // the host puts the file's content there
        (*options)["service_account"] = {{"client_email", "agent@example.iam.gserviceaccount.com"},
                                         {"private_key", "{{secret:service_account.private_key}}"}};
    }
    out.options = options->dump();
}

std::string address_of(const manifest& manifest) {
    switch (manifest.address) {
    case selat::model::address_kind::phone: return "+60123456789";
    case selat::model::address_kind::email: return "ana@example.com";
    case selat::model::address_kind::none: break;
    }
    return "7000000000000001";
}

}  // namespace

loaded load(const std::string& name) {
    const auto path = std::string(SELAT_PLUGIN_FOLDER) + "/" + name + ".so";
    auto* file = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    const auto bytes = selat::plugins::read_plugin_file(path);
    demand(file != nullptr && bytes.has_value());
    const auto note = selat::plugins::read_note(*bytes);
    demand(note.has_value());
    auto read = selat::plugins::read_manifest(*note);
    const auto entry =
        reinterpret_cast<decltype(&selat_module_v1)>(::dlsym(file, SELAT_ENTRY_SYMBOL));
    demand(read.has_value() && entry != nullptr);
    loaded out;
    out.module = entry();
    out.address = address_of(*read);
    make_options(*read, out);
    manifests().insert_or_assign(name, std::move(*read));
    return out;
}

std::vector<std::string> parts_of(const std::string& channel, std::string_view content) {
    const auto read = selat::model::read_content(content);
    if (!read) {
        return {};
    }
    const auto parts = selat::delivery::degrade(*read, manifests().at(channel).capabilities);
    std::vector<std::string> out;
    if (parts) {
        for (const auto& each : *parts) {
            out.push_back(selat::model::write_content(each));
        }
    }
    return out;
}

bool is_content(std::string_view json) { return selat::model::read_content(json).has_value(); }

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace fuzz
