#pragma once
// The writer thread: whatever waits goes into one transaction and one fsync. No timer: what comes
// while a flush runs is the next transaction.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/store/sqlite/change_writer.hpp"
#include "host/store/sqlite/connection.hpp"
#include "host/store/store.hpp"

namespace selat::store::sqlite {

class group_commit {
public:
    // Called on the writer thread after each transaction that succeeded, with the pages in the
    // write-ahead log.
    using committed_hook = std::function<void(std::uint64_t log_pages)>;

    group_commit(std::unique_ptr<connection> connection, seen_filter& seen,
                 change_writer::index_lookup messages_of, committed_hook after);
    group_commit(const group_commit&) = delete;
    group_commit& operator=(const group_commit&) = delete;
    ~group_commit() { end(); }

    // Commits all that waits, then ends its thread. Twice is once.
    void end();

    // [any-thread] As store::commit; refused at once after the end.
    void commit(changes&& changes, std::function<void(result<committed>)> done);
    [[nodiscard]] bool writable() const { return writable_.load(std::memory_order_relaxed); }

private:
    struct waiting {
        struct changes changes;
        std::function<void(result<committed>)> done;
    };

    void run();
    result<std::vector<committed>> write(const std::vector<waiting>& batch);
    void refuse(std::vector<waiting>& batch, const failure& why);

    std::unique_ptr<connection> connection_;
    change_writer writer_;
    committed_hook after_;
    std::uint64_t log_pages_ = 0;
    std::atomic<bool> writable_{true};

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<waiting> queue_;  // guarded by mutex_
    bool ending_ = false;         // guarded by mutex_
    bool ended_ = false;          // guarded by mutex_
    std::thread thread_;
};

}  // namespace selat::store::sqlite
