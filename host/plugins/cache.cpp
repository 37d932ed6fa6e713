#include "host/plugins/cache.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "host/base/crypto.hpp"
#include <selat/abi/base.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat::plugins {
namespace {

std::string probe_words() {
    return fmt::format("fit for {}.{}\n", SELAT_ABI_MAJOR, SELAT_ABI_MINOR);
}

}  // namespace

cache::cache(std::string folder) {
    std::error_code ignored;
    folder_ = std::filesystem::absolute(folder, ignored).string();
}

result<void> cache::make_folder() const {
    std::error_code failed;
    const auto parent = std::filesystem::path(folder_).parent_path();
    std::filesystem::create_directories(parent, failed);
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(code::unavailable, folder_ + " cannot be made: " + std::strerror(errno));
    }
    struct stat status{};
    if (::lstat(folder_.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return fail(code::config, folder_ + " is no folder");
    }
    if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return fail(code::config, folder_ +
                                      " can be written to by others; it must be the gateway's "
                                      "alone (chmod 700)");
    }
    return {};
}

result<void> cache::write(const std::string& path, std::string_view bytes, unsigned mode) const {
    const auto part = path + "." + crypto::hex(crypto::random_bytes(8)) + ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool good = file >= 0;
    while (good && !bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        good = count > 0 || (count < 0 && errno == EINTR);
        bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    const int error = errno;
    good = file >= 0 && ::close(file) == 0 && good;
    if (!good || ::rename(part.c_str(), path.c_str()) != 0) {
        const auto why = std::string(std::strerror(good ? errno : error));
        ::unlink(part.c_str());
        return fail(code::unavailable, path + " cannot be written: " + why);
    }
    return {};
}

result<std::string> cache::put(const std::string& sha256, std::string_view bytes) const {
    if (auto made = make_folder(); !made) {
        return tl::unexpected(made.error());
    }
    const auto path = folder_ + "/" + sha256 + ".so";
    if (const auto kept = crypto::sha256_file(path); kept && *kept == sha256) {
        return path;
    }
    if (auto written = write(path, bytes, 0500); !written) {
        return tl::unexpected(written.error());
    }
    return path;
}

bool cache::was_probed(const std::string& sha256) const {
    std::ifstream file(folder_ + "/" + sha256 + ".probed");
    std::string words;
    return std::getline(file, words) && words + "\n" == probe_words();
}

void cache::remember_probe(const std::string& sha256) const {
    // When it cannot be written the next start probes again.
    static_cast<void>(write(folder_ + "/" + sha256 + ".probed", probe_words(), 0600));
}

}  // namespace selat::plugins
