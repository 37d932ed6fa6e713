#include "host/net/spool.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace selat::net {
namespace {

auto wrong(const std::string& doing) {
    return fail(code::unavailable, doing + ": " + std::strerror(errno));
}

}  // namespace

bool spool_room::enter(const std::string& remote) {
    const std::lock_guard guard(mutex_);
    auto& own = clients_[remote];
    if (own >= most_each_) {
        return false;
    }
    ++own;
    return true;
}

void spool_room::leave(const std::string& remote, std::uint64_t bytes) {
    const std::lock_guard guard(mutex_);
    bytes_ -= bytes;
    const auto found = clients_.find(remote);
    if (--found->second == 0) {
        clients_.erase(found);
    }
}

bool spool_room::take(std::uint64_t bytes) {
    const std::lock_guard guard(mutex_);
    if (bytes > most_bytes_ - bytes_) {
        return false;
    }
    bytes_ += bytes;
    return true;
}

result<std::unique_ptr<spool>> spool::open(const std::string& folder, spool_room& room,
                                           const std::string& remote) {
    if (!room.enter(remote)) {
        return fail(code::unavailable, "the client has as many large bodies as it may");
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::string name = folder + "/incoming-XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) {
        auto why = wrong("cannot make a file in " + folder);
        room.leave(remote, 0);
        return why;
    }
    ::unlink(name.c_str());
    return std::unique_ptr<spool>(new spool(file, room, remote));
}

spool::spool(int file, spool_room& room, std::string remote)
    : file_(file), room_(room), remote_(std::move(remote)) {}

spool::~spool() {
    if (mapped_ != nullptr) {
        ::munmap(mapped_, size_);
    }
    ::close(file_);
    room_.leave(remote_, size_);
}

result<void> spool::write(std::string_view bytes) {
    if (!room_.take(bytes.size())) {
        return fail(code::unavailable, "large bodies have taken all the room there is for them");
    }
    size_ += bytes.size();
    while (!bytes.empty()) {
        const auto count = ::write(file_, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return wrong("cannot write a large body");
        }
        bytes.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
    return {};
}

result<std::string_view> spool::view() {
    if (mapped_ == nullptr && size_ != 0) {
        void* const mapped =
            ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file_, 0);
        if (mapped == MAP_FAILED) {
            return wrong("cannot look at a large body");
        }
        mapped_ = mapped;
    }
    return std::string_view(static_cast<const char*>(mapped_), size_);
}

}  // namespace selat::net
