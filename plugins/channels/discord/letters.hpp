#pragma once
// Messages whose files are being fetched, or are on their way to Discord with them. Calls come one
// at a time.

#include "files.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace discord {

/// What is sent, as long as it takes.
struct letter {
    std::string to, content, key, reply_to, address_context;
    std::vector<file> files;   // those that are here, in the content's order
    std::deque<file> wanted;   // those that are not yet
    bool asked_again = false;  // for the first of them
    std::int64_t asked_ms = 0;
    std::string silent;  // a place that did not answer, and is asked for nothing more

    /// Whether so much more may go along.
    [[nodiscard]] bool has_room(std::size_t size) const;
    /// What Discord is to show as links instead: those that are here, too.
    void drop_files();
};

class letters {
public:
    /// False: as many files are under way as memory is meant for. Not then: an `op` ends.
    bool begin(std::uint64_t op, letter letter, std::int64_t now_ms);
    /// Null: it has no files, or its end is known.
    letter* find(std::uint64_t op);
    void end(std::uint64_t op);

private:
    struct begun {
        discord::letter letter;
        std::size_t size = 0;  // at most, of its files
        std::int64_t at_ms = 0;
    };
    void forget_old(std::int64_t now_ms);

    std::map<std::uint64_t, begun> begun_;  // by operation
    std::size_t size_ = 0;                  // of all of them
};

}  // namespace discord
