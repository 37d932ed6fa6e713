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
    // Reads all of it, so that looking at it waits for no disk. Blocks. `not_found`, else
    // `unavailable`.
    static result<std::shared_ptr<const mapped_file>> open(const std::string& path);
    ~mapped_file();
    mapped_file(const mapped_file&) = delete;
    mapped_file& operator=(const mapped_file&) = delete;

    [[nodiscard]] std::string_view bytes() const {
        return {static_cast<const char*>(start_), size_};
    }

private:
    mapped_file(void* start, std::size_t size) : start_(start), size_(size) {}

    void* start_;
    std::size_t size_;
};

}  // namespace selat
