#include "host/config/files.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace selat::config {

namespace fs = std::filesystem;

std::string beside(const std::string& file, std::string_view path) {
    const fs::path wanted(path);
    if (wanted.is_absolute()) {
        return wanted.lexically_normal().string();
    }
    return (fs::path(file).parent_path() / wanted).lexically_normal().string();
}

result<std::string> read_file(const std::string& path) {
    constexpr std::uintmax_t most = 64 * 1024 * 1024;
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
        return fail(code::not_found, "no such file");
    }
    if (fs::is_directory(status)) {
        return fail(code::invalid, "it is a folder");
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return fail(code::denied, "it cannot be opened");
    }
    std::string text;
    std::string block(64 * 1024, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
           stream.gcount() > 0) {
        text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > most) {
            return fail(code::invalid, "it is larger than 64 MiB");
        }
    }
    if (stream.bad()) {
        return fail(code::internal, "it cannot be read");
    }
    return text;
}

bool is_folder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

std::vector<std::string> default_plugin_folders() {
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    if (error) {
        return {"plugins"};
    }
    const auto prefix = program.parent_path().parent_path();
    const auto installed = prefix / "lib" / "selat" / "plugins";
    return {(fs::is_directory(installed, error) ? installed : prefix / "plugins").string()};
}

}  // namespace selat::config
