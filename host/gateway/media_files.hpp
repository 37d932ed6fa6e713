#pragma once
// The files of attachments: kept by their content, and removed when no message names them. Who is
// about to name one holds it meanwhile. Lives on the control thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/gateway/world.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class media_files {
public:
    using digests = std::vector<std::string>;

    explicit media_files(world& world) : world_(world), ids_(new_seed()) {}

    struct given {
        std::string_view bytes;  // stay until it is done
        std::string mime;
        std::string name;
        std::string owner;  // of an upload, which is there until its time is over
    };
    struct kept {
        store::media media;  // of no message yet
        // Removes the file again when its time has come and nothing names it. Whoever names it ends
        // the job in the same commit; an upload's stays.
        model::id job;
    };
    // [any-thread] Puts the bytes on the disk; `done` on the control thread. The file is held until
    // release(), when it could be kept.
    void keep(given given, std::function<void(result<kept>)> done);

    // [any-thread] None of these is removed from when `held` is called, on the control thread,
    // until as many releases.
    void hold(digests files, std::function<void()> held);
    void release(digests files);
    // [any-thread] Puts the bytes, which stay until it is done, on the disk as the file of a digest
    // that is held; `done` on the control thread. When it fails the file is held no more. `unique`
    // tells who writes the same file at the same time apart.
    void put(std::string digest, std::string unique, std::string_view bytes,
             std::function<void(result<void>)> done);

    // Removes the files that a drop_files job lists, a digest a line, where no message has them,
    // once it is due. Its name, when it has one, is the upload that ends with it.
    void drop(model::job job);
    // The job is over: its files are named now.
    void cancel(const model::id& job) { alarms_.erase(job); }
    void stop();

private:
    struct hope {
        digests files;
        std::function<void()> held;
    };

    void admit(hope hope);
    void announce(given given, std::string digest, std::function<void(result<kept>)> done);
    void drop_next();
    void end_upload(const model::job& job);
    void remove_unused(const model::job& job);
    void dropped(const std::string& wrong);
    void finish(const model::job& job);

    world& world_;
    model::id_source ids_;
    std::map<std::string, std::uint32_t> held_;
    std::map<model::id, std::unique_ptr<alarm>> alarms_;  // of jobs that are not due
    std::deque<model::job> to_drop_;
    std::set<std::string> dropping_;  // files of the first of them
    std::deque<hope> hoping_;
    bool stopped_ = false;
};

// Where the file of a digest lies: two levels, so that no folder grows without bound.
std::string media_file(const std::string& folder, const std::string& sha256);

}  // namespace selat::gateway
