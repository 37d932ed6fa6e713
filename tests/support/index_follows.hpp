#pragma once
// The index of a store follows its commits on a thread of its own.

#include <cstdint>
#include <string>
#include <thread>

#include "host/store/sqlite/index.hpp"

namespace selat::testing {

// Returns once the index of that database has all that is in it now, words and all.
inline void await_index(const std::string& path) {
    using namespace store::sqlite;
    const auto database = connection::open(path, access::read).value();
    const auto newest = [&](const char* sql) {
        return static_cast<std::uint64_t>(database->integer(sql));
    };
    const auto searched = newest("SELECT max(position) FROM messages");
    const auto touched = newest("SELECT coalesce(max(number), 0) FROM touched");
    const auto index = connection::open(path + "-index", access::read).value();
    for (auto now = read_progress(*index); now.searched < searched || now.touched < touched;
         now = read_progress(*index)) {
        std::this_thread::yield();
    }
}

}  // namespace selat::testing
