// The SQLite store: a writer, readers, and what follows behind the writer, put together.

#include "schema.hpp"

#include <algorithm>
#include <utility>

#include "host/store/sqlite/checkpointer.hpp"
#include "host/store/sqlite/group_commit.hpp"
#include "host/store/sqlite/migrate.hpp"
#include "host/store/sqlite/projector.hpp"
#include "host/store/sqlite/sqlite_reader.hpp"
#include "host/store/store.hpp"
#include "host/store/work_queue.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace selat::store {
namespace sqlite {
namespace {

// Counters live in memory: two programs on one file would write the same positions.
class file_lock {
public:
    explicit file_lock(const std::string& path)
        : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        held_ = file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0;
    }
    file_lock(file_lock&& other) noexcept
        : file_(std::exchange(other.file_, -1)), held_(other.held_) {}
    file_lock& operator=(file_lock&&) = delete;
    ~file_lock() {
        if (file_ >= 0) {
            ::close(file_);
        }
    }

    [[nodiscard]] bool held() const { return held_; }

private:
    int file_;
    bool held_ = false;
};

struct parts {
    file_lock lock;
    std::unique_ptr<connection> writer;
    std::unique_ptr<connection> checkpoints;
    std::unique_ptr<seen_filter> seen;
    std::unique_ptr<projector> projector;
    std::unique_ptr<index> writers_index;
    std::vector<std::unique_ptr<sqlite_reader>> readers;
};

result<std::unique_ptr<connection>> open_writer(const sqlite_options& options) {
    auto opened = connection::open(options.path, access::write);
    if (!opened) {
        return opened;
    }
    auto& writer = **opened;
    writer.execute("PRAGMA journal_mode = WAL");
    writer.execute(options.full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    writer.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; "
                   "PRAGMA cache_size = -32768; PRAGMA secure_delete = FAST; "
                   "PRAGMA temp_store = MEMORY");
    if (auto failed = writer.take_failure()) {
        failed->text = "cannot use the database " + options.path + ": " + failed->text;
        return tl::unexpected(std::move(*failed));
    }
    if (auto done = migrate(writer, database_mark, schema_steps); !done) {
        return tl::unexpected(failure{done.error().code, options.path + ": " + done.error().text});
    }
    return opened;
}

class sqlite_store final : public store {
public:
    explicit sqlite_store(parts&& parts)
        : lock_(std::move(parts.lock)), seen_(std::move(parts.seen)),
          writers_index_(std::move(parts.writers_index)), projector_(std::move(parts.projector)),
          checkpointer_(std::move(parts.checkpoints)), readers_(std::move(parts.readers)),
          reading_(readers_.size()),
          writer_(
              std::move(parts.writer), *seen_,
              [this](const model::id& customer) { return messages_of(customer); },
              [this](std::uint64_t log_pages) {
                  projector_->news();
                  checkpointer_.grown(log_pages);
              }) {}
    // A commit's callback may still ask to read, what reads may still ask to commit.
    ~sqlite_store() override {
        writer_.end();
        reading_.end();
    }

    void commit(changes changes, std::function<void(result<committed>)> done) override {
        writer_.commit(std::move(changes), std::move(done));
    }

    void read(std::function<void(reader&)> work) override {
        reading_.submit(
            [this, work = std::move(work)](std::size_t thread) { readers_[thread]->run(work); });
    }

    [[nodiscard]] bool surely_new(std::string_view channel,
                                  std::string_view provider_id) const override {
        const auto seen = seen_->ask(key_of(channel, provider_id));
        return !seen.maybe && seen.below <= 1;
    }

    [[nodiscard]] bool writable() const override { return writer_.writable(); }

private:
    result<change_writer::indexed> messages_of(const model::id& customer) {
        const auto known = writers_index_->progress();
        change_writer::indexed found{known.messages, known.touched, {}};
        index_range range;
        range.kind = index_kind::customer;
        range.key = key_of(customer);
        writers_index_->each(range, [&found](std::uint64_t position) {
            found.positions.push_back(position);
            return true;
        });
        if (auto failed = writers_index_->take_failure()) {
            return tl::unexpected(std::move(*failed));
        }
        return found;
    }

    file_lock lock_;
    std::unique_ptr<seen_filter> seen_;
    std::unique_ptr<index> writers_index_;  // writer thread only
    std::unique_ptr<projector> projector_;
    checkpointer checkpointer_;
    std::vector<std::unique_ptr<sqlite_reader>> readers_;  // one a reading thread
    work_queue reading_;
    group_commit writer_;
};

}  // namespace
}  // namespace sqlite

result<std::unique_ptr<store>> open_sqlite(const sqlite_options& options) {
    using namespace std::string_literals;
    const auto index_path = options.path + "-index";
    sqlite::file_lock lock(options.path + "-lock");
    if (!lock.held()) {
        return fail(code::unavailable, "cannot lock "s + options.path +
                                           "-lock: is the folder there and writable, and no other "
                                           "program on this database?");
    }
    auto writer = sqlite::open_writer(options);
    if (!writer) {
        return tl::unexpected(writer.error());
    }
    const auto next = sqlite::read_counters(**writer);
    if (auto failed = (*writer)->take_failure()) {
        return tl::unexpected(std::move(*failed));
    }
    auto seen = std::make_unique<sqlite::seen_filter>(next.delivery);
    const auto read = [](const std::string& path) {
        return sqlite::connection::open(path, sqlite::access::read);
    };
    auto followed = read(options.path);
    auto checkpoints = sqlite::connection::open(options.path, sqlite::access::write);
    if (!followed || !checkpoints) {
        return tl::unexpected(followed ? checkpoints.error() : followed.error());
    }
    auto projector = sqlite::projector::open(index_path, std::move(*followed), *seen);
    if (!projector) {
        return tl::unexpected(projector.error());
    }
    std::vector<std::unique_ptr<sqlite::sqlite_reader>> readers;
    for (std::uint32_t i = 0; i < std::max(options.readers, 1u); ++i) {
        auto database = read(options.path);
        auto index = read(index_path);
        if (!database || !index) {
            return tl::unexpected(database ? index.error() : database.error());
        }
        readers.push_back(std::make_unique<sqlite::sqlite_reader>(std::move(*database),
                                                                  std::move(*index), *seen));
    }
    auto writers_index = read(index_path);
    if (!writers_index) {
        return tl::unexpected(writers_index.error());
    }
    return std::make_unique<sqlite::sqlite_store>(sqlite::parts{
        std::move(lock), std::move(*writer), std::move(*checkpoints), std::move(seen),
        std::move(*projector), std::make_unique<sqlite::index>(std::move(*writers_index)),
        std::move(readers)});
}

}  // namespace selat::store
