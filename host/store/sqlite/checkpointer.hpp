#pragma once
// Moves the write-ahead log into the database file, on a thread and a connection of its own, so
// that no commit does it: when nothing was committed for a moment, or when the log has grown.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "host/store/sqlite/connection.hpp"

namespace selat::store::sqlite {

class checkpointer {
public:
    explicit checkpointer(std::unique_ptr<connection> connection);
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;
    ~checkpointer();

    // [any-thread] A transaction left the log with so many pages.
    void grown(std::uint64_t log_pages);

private:
    void run();
    // Copies what is in the log; commits go on meanwhile. Gives how many pages were left over.
    int copy();
    // Copies the few pages left with commits waiting, so that the log begins anew.
    void begin_anew();

    std::unique_ptr<connection> connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::uint64_t pages_ = 0;  // guarded by mutex_, as the next two
    bool news_ = false;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace selat::store::sqlite
