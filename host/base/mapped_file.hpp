#pragma once
// A file's bytes, as they lie in the system's own memory.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat {

class mapped_file {
public:
    // Blocks. `not_found`, else `unavailable`.
    static result<std::shared_ptr<const mapped_file>> open(const std::string& path);
    ~mapped_file();
    mapped_file(const mapped_file&) = delete;
    mapped_file& operator=(const mapped_file&) = delete;

    [[nodiscard]] std::size_t size() const { return size_; }
    // These of its bytes, which must be there; read in, so that looking at them waits for no disk.
    // Blocks.
    [[nodiscard]] std::string_view bytes(std::size_t first, std::size_t count) const;

private:
    mapped_file(void* start, std::size_t size) : start_(start), size_(size) {}

    void* start_;
    std::size_t size_;
};

}  // namespace selat
