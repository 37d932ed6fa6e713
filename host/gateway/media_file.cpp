#include "host/gateway/media_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace selat::gateway {
namespace {

namespace fs = std::filesystem;

bool write_all(int file, std::string_view bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto count = ::write(file, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        done += count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    return true;
}

bool sync_folder(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) {
        return false;
    }
    const bool well = ::fsync(opened) == 0;
    ::close(opened);
    return well;
}

tl::unexpected<failure> wrong(const std::string& path) {
    return fail(code::unavailable, "cannot write " + path + ": " + std::strerror(errno));
}

}  // namespace

result<void> remove_media_file(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return fail(code::unavailable, "cannot remove " + path + ": " + std::strerror(errno));
    }
    return {};
}

result<void> write_media_file(const std::string& path, const std::string& unique,
                              std::string_view bytes) {
    const auto folder = fs::path(path).parent_path();
    std::error_code error;
    fs::create_directories(folder, error);
    const auto temporary = path + "." + unique + ".part";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (file < 0) {
        return wrong(temporary);
    }
    const bool written = write_all(file, bytes) && ::fsync(file) == 0;
    auto outcome = written ? result<void>{} : wrong(temporary);
    ::close(file);
    if (written && (::rename(temporary.c_str(), path.c_str()) != 0 || !sync_folder(folder) ||
                    !sync_folder(folder.parent_path()))) {
        outcome = wrong(path);
    }
    if (!outcome) {
        ::unlink(temporary.c_str());
    }
    return outcome;
}

}  // namespace selat::gateway
