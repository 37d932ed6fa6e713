#pragma once
// Keeps the index file in step with the database: on a thread of its own, in big batches, from a
// position that is stored with what it wrote, so that it goes on after any stop.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/index.hpp"
#include "host/store/sqlite/seen_filter.hpp"

namespace selat::store::sqlite {

class projector {
public:
    // Opens the index file beside the database, or makes it anew when it is lost or of another
    // version, database or future.
    static result<std::unique_ptr<projector>>
    open(const std::string& index_path, std::unique_ptr<connection> database, seen_filter& seen);
    projector(const projector&) = delete;
    projector& operator=(const projector&) = delete;
    ~projector();

    // [any-thread] Something was committed.
    void news();

private:
    projector(std::unique_ptr<connection> database, std::unique_ptr<connection> index,
              seen_filter& seen);

    void run();
    // One transaction; whether there is more to do.
    bool step();
    bool index_messages();
    bool index_deliveries();
    bool index_provider_keys();
    bool follow_touched();
    bool index_words();
    void save_progress();
    // One bucket of old deliveries into the filter; whether there is more.
    bool load_seen();
    void put_words_of_message(std::uint64_t position);
    void put_words_of_customer(std::uint64_t number);

    std::unique_ptr<connection> database_;  // read only
    std::unique_ptr<connection> index_;
    seen_filter& seen_;
    progress progress_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool news_ = true;     // guarded by mutex_
    bool ending_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace selat::store::sqlite
