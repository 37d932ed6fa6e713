#include "host/store/sqlite/group_commit.hpp"

#include "host/base/this_thread.hpp"

#include <sqlite3.h>

namespace selat::store::sqlite {
namespace {

int note_log_pages(void* to, sqlite3*, const char*, int pages) {
    *static_cast<std::uint64_t*>(to) = static_cast<std::uint64_t>(pages);
    return SQLITE_OK;
}

}  // namespace

group_commit::group_commit(std::unique_ptr<connection> connection, seen_filter& seen,
                           change_writer::index_lookup messages_of, committed_hook after)
    : connection_(std::move(connection)), writer_(*connection_, seen, std::move(messages_of)),
      after_(std::move(after)) {
    // Takes the place of SQLite's own checkpoint inside a commit.
    sqlite3_wal_hook(connection_->handle(), note_log_pages, &log_pages_);
    thread_ = std::thread([this] {
        name_this_thread("store-writer");
        run();
    });
}

void group_commit::end() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void group_commit::commit(changes&& changes, std::function<void(result<committed>)> done) {
    bool first = false;
    bool late = false;
    {
        const std::lock_guard lock(mutex_);
        late = ended_;
        if (!late) {
            first = queue_.empty();
            queue_.push_back({std::move(changes), std::move(done)});
        }
    }
    if (late) {
        return done(selat::fail(code::unavailable, "the store has ended"));
    }
    if (first) {
        wake_.notify_one();
    }
}

void group_commit::run() {
    std::vector<waiting> batch;
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
        if (queue_.empty()) {
            ended_ = true;
            return;
        }
        batch.swap(queue_);
        lock.unlock();
        const auto outcome = write(batch);
        writable_.store(outcome.has_value(), std::memory_order_relaxed);
        if (outcome) {
            for (std::size_t i = 0; i < batch.size(); ++i) {
                batch[i].done((*outcome)[i]);
            }
            after_(log_pages_);
        } else {
            refuse(batch, outcome.error());
        }
        batch.clear();
        lock.lock();
    }
}

result<std::vector<committed>> group_commit::write(const std::vector<waiting>& batch) {
    const auto before = writer_.next();
    std::vector<committed> outcomes;
    outcomes.reserve(batch.size());
    connection_->prepare("BEGIN IMMEDIATE").run();
    for (const auto& one : batch) {
        if (connection_->failed()) {
            break;
        }
        outcomes.push_back(writer_.write(one.changes));
    }
    connection_->prepare("COMMIT").run();
    auto failed = connection_->take_failure();
    if (!failed) {
        return outcomes;
    }
    // After some errors SQLite has rolled back already; then this says so, which is no news.
    connection_->prepare("ROLLBACK").run();
    connection_->take_failure();
    writer_.back_to(before);
    failed->code = code::unavailable;
    return tl::unexpected(std::move(*failed));
}

// What was given before these callbacks ran was decided on what has just been lost.
void group_commit::refuse(std::vector<waiting>& batch, const failure& why) {
    while (!batch.empty()) {
        for (const auto& one : batch) {
            one.done(tl::unexpected(why));
        }
        batch.clear();
        const std::lock_guard lock(mutex_);
        batch.swap(queue_);
    }
}

}  // namespace selat::store::sqlite
