#include "host/store/sqlite/checkpointer.hpp"

#include "host/base/this_thread.hpp"

#include <sqlite3.h>

namespace selat::store::sqlite {
namespace {

constexpr auto idle = std::chrono::milliseconds(250);
constexpr std::uint64_t many_pages = 8192;       // 32 MiB: copy although commits go on
constexpr std::uint64_t too_many_pages = 16384;  // 64 MiB: begin anew although commits must wait
constexpr int few_pages = 512;
constexpr int wait_for_readers_ms = 20;

}  // namespace

checkpointer::checkpointer(std::unique_ptr<connection> connection)
    : connection_(std::move(connection)) {
    sqlite3_busy_timeout(connection_->handle(), wait_for_readers_ms);
    thread_ = std::thread([this] {
        name_this_thread("checkpointer");
        let_others_first();
        run();
    });
}

checkpointer::~checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void checkpointer::grown(std::uint64_t log_pages) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        wake = !news_ && pages_ == 0;
        wake = wake || (pages_ < many_pages) != (log_pages < many_pages);
        pages_ = log_pages;
        news_ = true;
    }
    if (wake) {
        wake_.notify_one();
    }
}

void checkpointer::run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
        if (pages_ == 0) {
            wake_.wait(lock, [this] { return ending_ || pages_ != 0; });
            continue;
        }
        news_ = false;
        wake_.wait_for(lock, idle, [this] { return ending_ || pages_ >= many_pages; });
        if (ending_ || (news_ && pages_ < many_pages)) {
            continue;
        }
        const auto pages = pages_;
        lock.unlock();
        int left = copy();
        if (pages >= too_many_pages) {
            // Each pass is shorter than the one before, until what is left is no wait to speak of.
            for (int pass = 0; left > few_pages && pass < 3; ++pass) {
                left = copy();
            }
            begin_anew();
        }
        lock.lock();
        if (!news_) {
            pages_ = 0;
        } else if (pages_ >= many_pages) {
            // The log has not begun anew: what was copied is only overwritten when it has.
            wake_.wait_for(lock, idle, [this] { return ending_; });
        }
    }
}

int checkpointer::copy() {
    int in_log = 0;
    int copied = 0;
    sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log,
                              &copied);
    return in_log - copied;
}

void checkpointer::begin_anew() {
    sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr,
                              nullptr);
}

}  // namespace selat::store::sqlite
