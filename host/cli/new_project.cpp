#include "host/cli/new_project.hpp"

#include <algorithm>
#include <array>

#include "host/plugins/manifest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::cli {
namespace {

// What CMake or CTest give a meaning of their own as a target's name.
constexpr std::array reserved = {"all",        "clean",         "depend",  "edit-cache",
                                 "help",       "install",       "package", "package-source",
                                 "preinstall", "rebuild-cache", "test"};

result<void> may_be_called(const std::string& name, std::string_view kind) {
    const nlohmann::json manifest = {
        {"manifest", 1}, {"name", name}, {"version", "0.1.0"}, {"kind", kind}, {"sdk", ">=1.0 <2"}};
    const auto text = manifest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (!plugins::read_manifest(text)) {
        return fail(code::invalid, "a plugin's name is small letters, digits and single dashes, a "
                                   "letter first, 64 at most");
    }
    if (std::ranges::find(reserved, name) != reserved.end()) {
        return fail(code::invalid, "CMake keeps that name for itself");
    }
    return {};
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

struct words {
    std::string name;
    std::string kind;
    std::string file;  // the name as C++ takes it
    std::string class_;

    [[nodiscard]] std::string fill_in(std::string_view text) const {
        std::string out(text);
        replace_all(out, "@name@", name);
        replace_all(out, "@kind@", kind);
        replace_all(out, "@file@", file);
        replace_all(out, "@class@", class_);
        return out;
    }
};

words words_of(const std::string& name, std::string_view kind) {
    auto file = name;
    std::ranges::replace(file, '-', '_');
    // Never a word of the language's, nor the namespace's.
    const auto class_ =
        file.ends_with(fmt::format("_{}", kind)) ? file : file + "_" + std::string(kind);
    return {name, std::string(kind), file, class_};
}

}  // namespace

result<std::vector<project_file>> new_project(const std::string& name, std::string_view kind) {
    if (const auto may = may_be_called(name, kind); !may) {
        return tl::unexpected(may.error());
    }
    const auto words = words_of(name, kind);
    std::vector<project_file> out;
    for (const std::string_view folder : {kind, std::string_view("common")}) {
        for (const auto& each : project_templates()) {
            if (!each.path.starts_with(fmt::format("{}/", folder))) {
                continue;
            }
            auto path = each.path.substr(folder.size() + 1);
            path.remove_suffix(std::string_view(".in").size());
            auto filled = words.fill_in(path);
            if (std::ranges::find(out, filled, &project_file::path) == out.end()) {
                out.push_back({std::move(filled), words.fill_in(each.text)});
            }
        }
    }
    std::ranges::sort(out, {}, &project_file::path);
    return out;
}

}  // namespace selat::cli
