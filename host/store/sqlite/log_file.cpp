#include "host/store/sqlite/log_file.hpp"

#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace selat::store::sqlite {
namespace {

constexpr const char* name = "selat-gathering";
constexpr int head_size = 24;  // of a frame; https://sqlite.org/fileformat.html#walformat
// Gathered bytes; SQLite's own files take less than 128 KiB in one call.
constexpr std::size_t most = 120 * 1024;

// In the memory that SQLite gives for a file; the system's own file follows it there.
struct log_file {
    sqlite3_file base;
    std::vector<char>* gathered;
    sqlite3_int64 at;  // of what is gathered
    bool ends_commit;  // the frame whose head came last does
};

constexpr std::size_t own_size = (sizeof(log_file) + 15) / 16 * 16;

log_file& own(sqlite3_file* file) { return *reinterpret_cast<log_file*>(file); }

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + own_size);
}

int flush(sqlite3_file* file) {
    auto& log = own(file);
    if (log.gathered->empty()) {
        return SQLITE_OK;
    }
    const int outcome = real(file)->pMethods->xWrite(
        real(file), log.gathered->data(), static_cast<int>(log.gathered->size()), log.at);
    log.gathered->clear();  // after a failure too: SQLite begins the transaction again
    return outcome;
}

int close_file(sqlite3_file* file) {
    const int flushed = flush(file);
    delete own(file).gathered;
    const int closed = real(file)->pMethods->xClose(real(file));
    return flushed != SQLITE_OK ? flushed : closed;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    if (const int outcome = flush(file); outcome != SQLITE_OK) {
        return outcome;
    }
    return real(file)->pMethods->xRead(real(file), into, size, offset);
}

// Readers look at a commit's frames as soon as its writer has written the last of them: that one
// leaves nothing behind here.
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    auto& log = own(file);
    auto& gathered = *log.gathered;
    const auto end = log.at + static_cast<sqlite3_int64>(gathered.size());
    const auto more = static_cast<std::size_t>(size);
    if (!gathered.empty() && (offset != end || gathered.size() + more > most)) {
        if (const int outcome = flush(file); outcome != SQLITE_OK) {
            return outcome;
        }
    }
    const auto* bytes = static_cast<const char*>(from);
    try {
        if (gathered.empty()) {
            log.at = offset;
        }
        gathered.insert(gathered.end(), bytes, bytes + size);
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
    if (size == head_size) {
        constexpr char no_commit[4] = {};
        log.ends_commit = std::memcmp(bytes + 4, no_commit, sizeof no_commit) != 0;
        return SQLITE_OK;
    }
    return std::exchange(log.ends_commit, false) ? flush(file) : SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    if (const int outcome = flush(file); outcome != SQLITE_OK) {
        return outcome;
    }
    return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
    if (const int outcome = flush(file); outcome != SQLITE_OK) {
        return outcome;
    }
    return real(file)->pMethods->xSync(real(file), flags);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    if (const int outcome = flush(file); outcome != SQLITE_OK) {
        return outcome;
    }
    return real(file)->pMethods->xFileSize(real(file), size);
}

int lock_file(sqlite3_file* file, int kind) {
    return real(file)->pMethods->xLock(real(file), kind);
}
int unlock_file(sqlite3_file* file, int kind) {
    return real(file)->pMethods->xUnlock(real(file), kind);
}
int is_reserved(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int control(sqlite3_file* file, int what, void* with) {
    return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

constexpr sqlite3_io_methods methods = {
    1,         close_file,  read_file,   write_file, truncate_file, sync_file,       size_of_file,
    lock_file, unlock_file, is_reserved, control,    sector_size,   characteristics, nullptr,
    nullptr,   nullptr,     nullptr,     nullptr,    nullptr};

sqlite3_vfs* system_files = nullptr;

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* opened) {
    if ((flags & SQLITE_OPEN_WAL) == 0) {
        return system_files->xOpen(system_files, path, file, flags, opened);
    }
    file->pMethods = nullptr;  // nothing to close unless this comes to its end
    auto* gathered = new (std::nothrow) std::vector<char>;
    if (gathered == nullptr) {
        return SQLITE_NOMEM;
    }
    const int outcome = system_files->xOpen(system_files, path, real(file), flags, opened);
    if (outcome != SQLITE_OK) {
        delete gathered;
        return outcome;
    }
    own(file).gathered = gathered;
    own(file).at = 0;
    own(file).ends_commit = false;
    file->pMethods = &methods;
    return SQLITE_OK;
}

}  // namespace

const char* gathering_file_system() {
    static const bool ready = [] {
        system_files = sqlite3_vfs_find(nullptr);
        if (system_files == nullptr) {
            return false;
        }
        static sqlite3_vfs gathering = *system_files;
        gathering.zName = name;
        gathering.szOsFile += static_cast<int>(own_size);
        gathering.pNext = nullptr;
        gathering.xOpen = open_file;
        return sqlite3_vfs_register(&gathering, 0) == SQLITE_OK;
    }();
    return ready ? name : nullptr;
}

}  // namespace selat::store::sqlite
