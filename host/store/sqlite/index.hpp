#pragma once
// The index file as a reader sees it. A connection of its own, one thread at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/key.hpp"
#include "host/store/sqlite/tokenizer.hpp"

namespace selat::store::sqlite {

// How far the index has followed the database.
struct progress {
    std::uint64_t messages = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t provider_keys = 0;
    std::uint64_t touched = 0;
    std::uint64_t searched = 0;
};

// Of one key: entries with from <= rank <= to.
struct index_range {
    index_kind kind = index_kind::conversation;
    std::uint64_t key = 0;
    std::uint64_t from = 0;
    std::uint64_t to = INT64_MAX;
    bool descending = false;
};

// The row of the index file that tells it.
progress read_progress(connection& index);

class index {
public:
    explicit index(std::unique_ptr<connection> connection)
        : connection_(std::move(connection)), tokenizer_(*connection_) {}

    sqlite::progress progress() { return read_progress(*connection_); }
    // Calls `take` with positions in the order of their ranks until it gives false. The key is a
    // hash: rows must be compared.
    void each(const index_range& range, const std::function<bool(std::uint64_t)>& take);
    // Numbers of deliveries with that key, below a number, oldest first.
    std::vector<std::uint64_t> deliveries(std::uint64_t key, std::uint64_t below);
    // Ids of conversations in which one message has words that begin so, in order; behind `after`
    // unless that is null.
    void conversations_with(std::string_view text, const model::id& after, bool descending,
                            const std::function<bool(const model::id&)>& take);
    // Numbers of the customers with all these words.
    std::vector<std::uint64_t> customers_with(std::string_view text);

    std::optional<failure> take_failure() { return connection_->take_failure(); }

private:
    [[nodiscard]] std::string expression(std::string_view text) const;

    std::unique_ptr<connection> connection_;
    tokenizer tokenizer_;
};

}  // namespace selat::store::sqlite
