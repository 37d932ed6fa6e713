#include "host/plugins/catalog.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>

#include "host/base/crypto.hpp"
#include "host/plugins/cache.hpp"
#include "host/plugins/file_check.hpp"
#include "host/plugins/kinds.hpp"
#include "host/plugins/note.hpp"
#include "host/plugins/probe.hpp"
#include "host/plugins/shared_object.hpp"
#include "host/plugins/trust.hpp"

#include <fmt/format.h>

namespace selat::plugins {
namespace {

namespace fs = std::filesystem;

// Whom instances tell; outlives the catalog as long as one of them does.
class listeners {
public:
    void set(catalog::report report) {
        const std::lock_guard lock(mutex_);
        report_ = std::move(report);
    }
    void set(catalog::post post) {
        const std::lock_guard lock(mutex_);
        post_ = std::move(post);
    }
    [[nodiscard]] catalog::report report_now() const {
        const std::lock_guard lock(mutex_);
        return report_;
    }
    [[nodiscard]] catalog::post post_now() const {
        const std::lock_guard lock(mutex_);
        return post_;
    }

private:
    mutable std::mutex mutex_;
    catalog::report report_;
    catalog::post post_;
};

// 1.10.0 is above 1.9.3; what follows the numbers ("-rc.1") counts below its absence.
bool lower_version(const std::string& a, const std::string& b) {
    const auto parts = [](const std::string& text) {
        std::vector<std::uint64_t> out;
        std::uint64_t number = 0;
        std::size_t at = 0;
        for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9'));
             ++at) {
            if (text[at] == '.') {
                out.push_back(number);
                number = 0;
            } else {
                number = number * 10 + static_cast<std::uint64_t>(text[at] - '0');
            }
        }
        out.push_back(number);
        out.push_back(at == text.size() || text[at] == '+' ? 1 : 0);
        return std::pair(out, text.substr(at));
    };
    return parts(a) < parts(b);
}

std::vector<fs::path> files_of(const std::vector<std::string>& folders) {
    std::vector<fs::path> out;
    for (const auto& folder : folders) {
        std::error_code ignored;
        for (fs::directory_iterator each(folder, ignored), end; !ignored && each != end;
             each.increment(ignored)) {
            std::error_code gone;
            if (each->path().extension() == ".so" && each->is_regular_file(gone)) {
                const auto path = fs::canonical(each->path(), gone);
                out.push_back(gone ? each->path() : path);
            }
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

// What can be said of a file without running it.
found examine(const std::string& path, const trust_check& trust) {
    found out{path, {}, std::nullopt, {}};
    const auto file = read_plugin_file(path);
    if (!file) {
        out.unfit = file.error().text;
        return out;
    }
    out.sha256 = crypto::sha256_hex(*file);
    const auto note = read_note(*file);
    if (!note) {
        out.unfit = note.error().text;
        return out;
    }
    auto manifest = read_manifest(*note);
    if (!manifest) {
        out.unfit = manifest.error().text;
        return out;
    }
    out.manifest = std::move(*manifest);
    if (!sdk_fits(out.manifest->sdk, SELAT_ABI_MAJOR, SELAT_ABI_MINOR)) {
        out.unfit = fmt::format("it is for SDK {}, this gateway has {}.{}", out.manifest->sdk,
                                SELAT_ABI_MAJOR, SELAT_ABI_MINOR);
    } else if (const auto fit = check_object(*file); !fit) {
        out.unfit = fit.error().text;
    } else if (const auto owned = check_owner(path); !owned) {
        out.unfit = owned.error().text;
    } else if (const auto trusted = trust.check(out.manifest->name, path, out.sha256, *file);
               !trusted) {
        out.unfit = trusted.error().text;
    }
    return out;
}

}  // namespace

struct catalog::impl {
    impl(std::vector<std::string> given_folders, const std::string& cache_folder,
         const plugins::trust& trust, std::string program)
        : folders(std::move(given_folders)), trusted(trust), files(cache_folder),
          probe_program(std::move(program)), around(std::make_shared<surroundings>()) {
        around->dog = std::make_unique<watchdog>(around->limits.hang);
        around->report = std::make_shared<health::report>(
            [told = told](std::string_view instance, const model::action::log& line) {
                const auto report = told->report_now();
                if (report) {
                    report(instance, line);
                }
            });
        around->post = [told = told](std::string_view instance, std::string bytes) {
            const auto post = told->post_now();
            return post && post(instance, std::move(bytes));
        };
        for (const auto& path : files_of(folders)) {
            all.push_back(examine(path.string(), trusted));
        }
    }

    [[nodiscard]] const found* by_name(std::string_view name) const {
        const found* best = nullptr;
        for (const auto& each : all) {
            if (each.unfit.empty() && each.manifest && each.manifest->name == name &&
                (best == nullptr ||
                 lower_version(best->manifest->version, each.manifest->version))) {
                best = &each;
            }
        }
        return best;
    }

    // The plugin of an instance, loaded on first use.
    result<module> module_of(const instance_setup& setup, kind wanted) {
        const auto* plugin = by_name(setup.plugin);
        if (plugin == nullptr) {
            return fail(code::not_found, setup.id + ": " + why_not(setup.plugin));
        }
        if (plugin->manifest->kind != wanted) {
            return fail(code::config,
                        fmt::format("{}: {} is a {} plugin, no {}", setup.id, setup.plugin,
                                    name_of(plugin->manifest->kind), name_of(wanted)));
        }
        const std::lock_guard lock(mutex);
        if (const auto known = loaded.find(plugin->sha256); known != loaded.end()) {
            return known->second;
        }
        auto fresh = load(*plugin);
        if (!fresh) {
            return fail(fresh.error().code,
                        fmt::format("{}: {}: {}", setup.id, plugin->path, fresh.error().text));
        }
        loaded.emplace(plugin->sha256, *fresh);
        return fresh;
    }

    // From the file to the handshake; what is loaded is exactly what is hashed here.
    result<module> load(const found& plugin) {
        const auto file = read_plugin_file(plugin.path);
        if (!file) {
            return tl::unexpected(file.error());
        }
        if (crypto::sha256_hex(*file) != plugin.sha256) {
            return fail(code::wrong_state, "the file has changed since it was looked at; reload");
        }
        const auto copy = files.put(plugin.sha256, *file);
        if (!copy) {
            return tl::unexpected(copy.error());
        }
        if (!files.was_probed(plugin.sha256)) {
            if (const auto fit = probe(*copy, probe_program); !fit) {
                return tl::unexpected(fit.error());
            }
            files.remember_probe(plugin.sha256);
        }
        const auto raw = load_module(*copy);
        if (!raw) {
            return tl::unexpected(raw.error());
        }
        return agree(*raw, std::make_shared<plugins::manifest>(*plugin.manifest));
    }

    [[nodiscard]] std::string why_not(const std::string& name) const {
        std::string names;
        for (const auto& each : all) {
            if (each.manifest && each.manifest->name == name) {
                return fmt::format("the plugin {} cannot be used: {}: {}", name, each.path,
                                   each.unfit);
            }
            if (each.manifest && each.unfit.empty()) {
                names += (names.empty() ? "" : ", ") + each.manifest->name;
            }
        }
        return fmt::format("there is no plugin {} in {}; there are: {}", name,
                           fmt::join(folders, ", "), names.empty() ? "none" : names);
    }

    std::vector<std::string> folders;
    trust_check trusted;
    cache files;
    std::string probe_program;
    std::vector<found> all;
    std::mutex mutex;
    std::map<std::string, module> loaded;  // by SHA-256
    std::shared_ptr<listeners> told = std::make_shared<listeners>();
    std::shared_ptr<surroundings> around;
};

catalog::catalog(std::vector<std::string> folders, std::string cache, plugins::trust trust,
                 std::string probe_program)
    : impl_(std::make_unique<impl>(std::move(folders), cache, trust, std::move(probe_program))) {}
catalog::~catalog() = default;
catalog::catalog(catalog&&) noexcept = default;
catalog& catalog::operator=(catalog&&) noexcept = default;

const std::vector<found>& catalog::all() const { return impl_->all; }
const found* catalog::by_name(std::string_view name) const { return impl_->by_name(name); }

result<std::unique_ptr<channel>> catalog::make_channel(const instance_setup& setup) {
    const auto module = impl_->module_of(setup, kind::channel);
    if (!module) {
        return tl::unexpected(module.error());
    }
    return plugins::make_channel(impl_->around, *module, setup);
}

result<std::unique_ptr<bot>> catalog::make_bot(const instance_setup& setup) {
    const auto module = impl_->module_of(setup, kind::bot);
    if (!module) {
        return tl::unexpected(module.error());
    }
    return plugins::make_bot(impl_->around, *module, setup);
}

result<std::unique_ptr<strategy>> catalog::make_strategy(const instance_setup& setup) {
    const auto module = impl_->module_of(setup, kind::strategy);
    if (!module) {
        return tl::unexpected(module.error());
    }
    return plugins::make_strategy(impl_->around, *module, setup);
}

result<std::unique_ptr<flow>> catalog::make_flow(const instance_setup& setup,
                                                 const definition& definition) {
    const auto module = impl_->module_of(setup, kind::flow);
    if (!module) {
        return tl::unexpected(module.error());
    }
    return plugins::make_flow(impl_->around, *module, setup, definition);
}

result<std::vector<model::action::fault>> catalog::check_flow(const instance_setup& setup,
                                                              const definition& definition) {
    const auto module = impl_->module_of(setup, kind::flow);
    if (!module) {
        return tl::unexpected(module.error());
    }
    return plugins::check_flow(impl_->around, *module, setup, definition);
}

void catalog::on_report(report report) { impl_->told->set(std::move(report)); }
void catalog::on_post(post post) { impl_->told->set(std::move(post)); }

}  // namespace selat::plugins
