#include "host/plugins/file_check.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "host/plugins/elf.hpp"
#include "host/plugins/note.hpp"
#include <selat/abi/module.h>

#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t our_machine = EM_X86_64;
constexpr const char* our_machine_name = "x86-64";
#elif defined(__aarch64__)
constexpr std::uint16_t our_machine = EM_AARCH64;
constexpr const char* our_machine_name = "aarch64";
#endif

// Libraries a plugin may need. Anything else has to be linked statically, so that a plugin is one
// file and no second copy of what the gateway itself uses comes into the process.
constexpr std::array<std::string_view, 30> allowed_libraries = {
    // the C and C++ run time, and the compiler's
    "libc.so.", "libm.so.", "libpthread.so.", "libdl.so.", "librt.so.", "libresolv.so.",
    "ld-linux-x86-64.so.", "ld-linux-aarch64.so.", "libstdc++.so.", "libgcc_s.so.", "libc++.so.",
    "libc++abi.so.", "libunwind.so.", "libatomic.so.",
    // compression, text and JSON: versioned by their names, and without process-wide state
    "libz.so.", "libzstd.so.", "liblz4.so.", "libbrotlidec.so.", "libxml2.so.", "libicuuc.so.",
    "libidn2.so.", "libunistring.so.", "libre2.so.", "libsimdjson.so.",
    // mail: GLib beneath it registers its types once, and starts nothing by itself
    "libgmime-3.0.so.", "libgobject-2.0.so.", "libglib-2.0.so.",
    // crypto for vendors that need more than selat.crypto/1; the gateway has the same one loaded
    "libcrypto.so.", "libssl.so.", "libsodium.so."};

// The run time of sanitizers, where we are built with one ourselves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif
constexpr std::array<std::string_view, 4> sanitizer_libraries = {"libclang_rt.", "libasan.so.",
                                                                 "libubsan.so.", "libtsan.so."};

tl::unexpected<failure> unfit(std::string text) { return fail(code::invalid, std::move(text)); }

bool starts_with_one_of(std::string_view name, auto& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return name.starts_with(prefix); });
}

result<void> check_header(const elf_file& object) {
    if (object.machine() != our_machine) {
        return unfit(std::string("it is built for another machine; this gateway runs on ") +
                     our_machine_name);
    }
    if (object.type() != ET_DYN || object.dynamic().empty()) {
        return unfit("it is no shared object; link it with -shared");
    }
    const auto& segments = object.segments();
    const auto stack = std::find_if(segments.begin(), segments.end(),
                                    [](const auto& each) { return each.p_type == PT_GNU_STACK; });
    if (stack == segments.end() || (stack->p_flags & PF_X) != 0) {
        return unfit("it wants an executable stack; link it with -z noexecstack");
    }
    const auto flags = object.dynamic_value(DT_FLAGS).value_or(0);
    if (object.dynamic_value(DT_TEXTREL) || (flags & DF_TEXTREL) != 0) {
        return unfit("it relocates its own code; compile it with -fPIC");
    }
    if ((flags & DF_STATIC_TLS) != 0) {
        return unfit("it needs static thread-local storage; compile it with "
                     "-ftls-model=global-dynamic");
    }
    return {};
}

result<void> check_libraries(const elf_file& object) {
    for (const auto tag : {DT_RPATH, DT_RUNPATH}) {
        for (auto path : object.names(tag)) {
            const bool inside = (path.starts_with("$ORIGIN") || path.starts_with("${ORIGIN}")) &&
                                path.find("..") == path.npos && path.find(':') == path.npos;
            if (!path.empty() && !inside) {
                return unfit("it searches libraries in " + std::string(path) +
                             "; only $ORIGIN is allowed (link without an rpath)");
            }
        }
    }
    for (const auto name : object.names(DT_NEEDED)) {
        const bool known = starts_with_one_of(name, allowed_libraries) ||
                           (sanitized && starts_with_one_of(name, sanitizer_libraries));
        if (!known) {
            return unfit("it needs " + std::string(name) +
                         ", which plugins may not; link that library statically");
        }
    }
    return {};
}

result<void> check_symbols(const elf_file& object) {
    const auto symbols = object.symbols();
    if (!symbols) {
        return tl::unexpected(symbols.error());
    }
    bool entry = false;
    std::size_t others = 0;
    std::string example;
    for (const auto& symbol : *symbols) {
        if (symbol.st_shndx == SHN_UNDEF) {
            continue;
        }
        const auto name = object.name_at(symbol.st_name);
        if (ELF64_ST_BIND(symbol.st_info) == STB_GNU_UNIQUE) {
            return unfit("it shares " + std::string(name) +
                         " with other plugins (STB_GNU_UNIQUE); compile it with -fno-gnu-unique "
                         "and link it with the SDK's version script");
        }
        if (name == SELAT_ENTRY_SYMBOL && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC) {
            entry = true;
        } else if (!name.empty()) {
            ++others;
            example = name;
        }
    }
    if (!entry) {
        return unfit("it does not export " SELAT_ENTRY_SYMBOL
                     ": built for another major ABI, or without the SDK");
    }
    if (others > 0) {
        return unfit("it exports " + std::to_string(others) +
                     " symbols beside " SELAT_ENTRY_SYMBOL ", among them " + example +
                     "; link it with the SDK's version script");
    }
    return {};
}

// The file of a library that is in this process, by the start of its name.
std::string loaded_library(std::string_view name) {
    struct search {
        std::string_view name;
        std::string path;
    } wanted{name, {}};
    dl_iterate_phdr(
        [](dl_phdr_info* each, std::size_t, void* data) {
            auto& found = *static_cast<search*>(data);
            const std::string_view path = each->dlpi_name;
            const auto slash = path.rfind('/');
            const bool match = slash != path.npos && path.substr(slash + 1) == found.name;
            if (match) {
                found.path = path;
            }
            return match ? 1 : 0;
        },
        &wanted);
    return wanted.path;
}

// Every version asked of a library that we have loaded must be one that it offers.
result<void> check_versions(const elf_file& object) {
    const auto needed = object.needed_versions();
    if (!needed) {
        return tl::unexpected(needed.error());
    }
    std::string library;
    std::string bytes;
    std::vector<std::string_view> offered;
    for (const auto& each : *needed) {
        if (each.library != library) {
            library = each.library;
            offered.clear();
            const auto path = loaded_library(library);
            auto file = path.empty() ? result<std::string>(fail(code::not_found, ""))
                                     : read_plugin_file(path);
            bytes = file ? std::move(*file) : std::string{};
            const auto theirs = elf_file::read(bytes);
            if (theirs) {
                offered = theirs->defined_versions().value_or(std::vector<std::string_view>{});
            }
        }
        if (!offered.empty() &&
            std::find(offered.begin(), offered.end(), each.version) == offered.end()) {
            return unfit("built with a newer compiler: it needs " + std::string(each.version) +
                         " of " + library +
                         ", which this system has not; link libstdc++ statically or build on "
                         "Debian 12");
        }
    }
    return {};
}

// Whether someone other than root and us could change what is there.
result<void> check_mode(const std::string& path, bool folder) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        return fail(code::not_found, path + " is gone");
    }
    const bool sticky = folder && (status.st_mode & S_ISVTX) != 0;
    if ((status.st_mode & S_IWOTH) != 0 && !sticky) {
        return unfit(path + " can be written to by everyone; chmod o-w " + path);
    }
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        return unfit(path + " belongs to another user; it must be root's or the gateway's own");
    }
    return {};
}

}  // namespace

result<void> check_object(std::string_view file) {
    const auto object = elf_file::read(file);
    if (!object) {
        return tl::unexpected(object.error());
    }
    for (auto* check : {check_header, check_libraries, check_symbols, check_versions}) {
        if (auto fit = check(*object); !fit) {
            return fit;
        }
    }
    return {};
}

result<void> check_owner(const std::string& path) {
    if (auto fit = check_mode(path, false); !fit) {
        return fit;
    }
    return check_mode(std::filesystem::path(path).parent_path().string(), true);
}

}  // namespace selat::plugins
