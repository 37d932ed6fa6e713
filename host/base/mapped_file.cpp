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
        size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (start == MAP_FAILED) {
        auto out = wrong();
        ::close(file);
        return out;
    }
    ::close(file);
    return std::shared_ptr<const mapped_file>(new mapped_file(start, size));
}

std::string_view mapped_file::bytes(std::size_t first, std::size_t count) const {
    if (count == 0) {
        return {};
    }
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto skipped = first / page * page;  // whole pages
    char* const begin = static_cast<char*>(start_) + skipped;
    const auto size = first + count - skipped;
    if (::madvise(begin, size, MADV_POPULATE_READ) != 0) {
        // Kernels before 5.14 read a page when it is looked at.
        for (std::size_t at = 0; at < size; at += page) {
            static_cast<void>(*static_cast<const volatile char*>(begin + at));
        }
    }
    return {static_cast<const char*>(start_) + first, count};
}

mapped_file::~mapped_file() {
    if (start_ != nullptr) {
        ::munmap(start_, size_);
    }
}

}  // namespace selat
