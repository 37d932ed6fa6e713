#pragma once
// All plugins found, and the making of instances. From a file on disk to a running instance:
// note → manifest → file_check → probe → shared_object → module → instance.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugins/instance.hpp"
#include "host/plugins/manifest.hpp"
#include "host/store/store.hpp"

#include <nlohmann/json.hpp>

namespace selat::plugins {

// One *.so as found. Filled in without running any of its code.
struct found {
    std::string path;    // canonical
    std::string sha256;  // hex
    std::optional<plugins::manifest> manifest;
    std::string unfit;  // why it cannot be used, for operators; empty: fit
};

// What an operator demands of a plugin before it is loaded.
struct trust {
    enum class demand { any, pinned, signed_ };
    demand require = demand::any;
    std::vector<std::string> key_files;                     // Ed25519 public keys
    std::vector<std::pair<std::string, std::string>> pins;  // plugin name, "sha256:…"
};

// What an instance is made from.
struct instance_setup {
    std::string id;
    std::string plugin;      // its name
    nlohmann::json options;  // secrets in clear, references resolved; valid against the schema
    std::string public_url;
    std::vector<store::plugin_value>
        state;  // includes the kept {{secret:instance}} under "selat:instance"
};

// What a flow is made from beside that.
struct definition {
    std::string text;
    std::vector<std::string> earlier;  // texts before it, which executions may stand in
    nlohmann::json bindings = nlohmann::json::object();
    std::vector<std::string> workflows;
    std::vector<std::string> bots;
    std::vector<std::string> flows;
};

class catalog {
public:
    // Looks through `folders` for *.so. Copies are loaded from `cache` (made when missing), which
    // must be writable by us alone. `probe_program` is what is run as PROGRAM --probe-plugin FILE
    // to open a new file first; empty: this program itself.
    catalog(std::vector<std::string> folders, std::string cache, plugins::trust trust,
            std::string probe_program = {});
    ~catalog();
    catalog(catalog&&) noexcept;
    catalog& operator=(catalog&&) noexcept;

    [[nodiscard]] const std::vector<found>& all() const;
    // Fit plugins by name; when several files have one name, the highest version.
    [[nodiscard]] const found* by_name(std::string_view name) const;

    // Loads on first use (probe in a child, content-addressed copy), then makes an instance. The
    // failure says what an operator should do. Loaded code is never unloaded. [any-thread]
    result<std::unique_ptr<channel>> make_channel(const instance_setup& setup);
    result<std::unique_ptr<bot>> make_bot(const instance_setup& setup);
    result<std::unique_ptr<strategy>> make_strategy(const instance_setup& setup);
    result<std::unique_ptr<flow>> make_flow(const instance_setup& setup,
                                            const definition& definition);
    // The flow plugin's own check of a definition.
    result<std::vector<model::action::fault>> check_flow(const instance_setup& setup,
                                                         const definition& definition);

    // Told of every slow, failing or misbehaving call (level as in action::log). [any-thread]
    using report = std::function<void(std::string_view instance, const model::action::log&)>;
    void on_report(report report);

    // For a plugin with threads: where its posts go. [any-thread]
    using post = std::function<bool(std::string_view instance, std::string bytes)>;
    void on_post(post post);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace selat::plugins
