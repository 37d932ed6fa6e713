#pragma once
// Request bodies that are too large for memory: kept in files without a name, shown as bytes. So
// many may send large bodies at once as the disk is given room for, and each only a few.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace selat::net {

// The room there is for all of a sort. [any-thread]
class spool_room {
public:
    spool_room(std::uint64_t most_bytes, std::uint32_t most_each)
        : most_bytes_(most_bytes), most_each_(most_each) {}

    // False when this client has its share already.
    bool enter(const std::string& remote);
    void leave(const std::string& remote, std::uint64_t bytes);
    // False when there is no room for so many more.
    bool take(std::uint64_t bytes);

private:
    const std::uint64_t most_bytes_;
    const std::uint32_t most_each_;
    std::mutex mutex_;  // guards what follows
    std::uint64_t bytes_ = 0;
    std::map<std::string, std::uint32_t> clients_;
};

// One body. Opening, writing, looking and letting go block for as long as a disk does.
class spool {
public:
    // `unavailable` when there is no room, or no such folder can be written.
    static result<std::unique_ptr<spool>> open(const std::string& folder, spool_room& room,
                                               const std::string& remote);
    ~spool();
    spool(const spool&) = delete;
    spool& operator=(const spool&) = delete;

    result<void> write(std::string_view bytes);
    // All that was written, while this lives. Read in, so that looking at it waits for no disk.
    result<std::string_view> view();

private:
    spool(int file, spool_room& room, std::string remote);

    int file_;
    spool_room& room_;
    std::string remote_;
    std::uint64_t size_ = 0;
    void* mapped_ = nullptr;
};

}  // namespace selat::net
