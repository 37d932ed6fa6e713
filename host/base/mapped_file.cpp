#include "host/base/mapped_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selat {

result<std::shared_ptr<const mapped_file>> mapped_file::open(const std::string& path) {
    const auto wrong = [&path] {
        const auto what = errno == ENOENT ? code::not_found : code::unavailable;
        return fail(what, "cannot read " + path + ": " + std::strerror(errno));
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return wrong();
    }
    struct stat about{};
    if (::fstat(file, &about) != 0) {
        auto out = wrong();
        ::close(file);
        return out;
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    void* const start =
        size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (start == MAP_FAILED) {
        auto out = wrong();
        ::close(file);
        return out;
    }
    ::close(file);
    return std::shared_ptr<const mapped_file>(new mapped_file(start, size));
}

mapped_file::~mapped_file() {
    if (start_ != nullptr) {
        ::munmap(start_, size_);
    }
}

}  // namespace selat
