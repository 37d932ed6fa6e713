#include "host/store/sqlite/index.hpp"

#include <algorithm>

namespace selat::store::sqlite {
namespace {

constexpr const char* entries_up =
    "SELECT position FROM message_index WHERE bucket = ?1 AND kind = ?2 AND key = ?3 AND rank "
    "BETWEEN ?4 AND ?5 ORDER BY rank, position";
constexpr const char* entries_down =
    "SELECT position FROM message_index WHERE bucket = ?1 AND kind = ?2 AND key = ?3 AND rank "
    "BETWEEN ?4 AND ?5 ORDER BY rank DESC, position DESC";
constexpr const char* conversations_up =
    "SELECT DISTINCT conversation FROM message_search WHERE message_search MATCH ?1 AND "
    "conversation > ?2 ORDER BY conversation";
constexpr const char* conversations_down =
    "SELECT DISTINCT conversation FROM message_search WHERE message_search MATCH ?1 AND "
    "(conversation < ?2 OR ?2 = x'') ORDER BY conversation DESC";

}  // namespace

// Every word as a beginning, as an FTS5 expression; empty when there is none. A quoted text of
// several tokens would be a phrase, which an index without positions refuses.
std::string index::expression(std::string_view text) const {
    std::string out;
    for (const auto& word : tokenizer_.words(text)) {
        out += out.empty() ? "\"" : " \"";
        out += word;
        out += "\"*";
    }
    return out;
}

progress read_progress(connection& index) {
    auto row = index.prepare(
        "SELECT messages, deliveries, provider_keys, touched, searched FROM progress");
    if (!row.next()) {
        return {};
    }
    return {row.number(0), row.number(1), row.number(2), row.number(3), row.number(4)};
}

void index::each(const index_range& range, const std::function<bool(std::uint64_t)>& take) {
    const auto newest =
        static_cast<std::uint64_t>(connection_->integer("SELECT max(bucket) FROM message_index"));
    std::uint64_t first = 0;
    std::uint64_t last = newest;
    if (range.kind != index_kind::address) {
        first = bucket_of(range.from);
        last = std::min(newest, bucket_of(range.to));
    }
    for (auto step = first; step <= last; ++step) {
        const auto bucket = range.descending ? last - (step - first) : step;
        auto rows = connection_->prepare(range.descending ? entries_down : entries_up);
        rows.with(bucket, static_cast<std::int64_t>(range.kind), range.key, range.from, range.to);
        while (rows.next()) {
            if (!take(rows.number(0))) {
                return;
            }
        }
    }
}

std::vector<std::uint64_t> index::deliveries(std::uint64_t key, std::uint64_t below) {
    std::vector<std::uint64_t> out;
    const auto newest =
        static_cast<std::uint64_t>(connection_->integer("SELECT max(bucket) FROM delivery_index"));
    const auto last = below == 0 ? 0 : std::min(newest, bucket_of(below - 1));
    for (std::uint64_t bucket = 0; bucket <= last && below != 0; ++bucket) {
        auto rows = connection_->prepare(
            "SELECT number FROM delivery_index WHERE bucket = ?1 AND key = ?2 AND number < ?3");
        rows.with(bucket, key, below);
        while (rows.next()) {
            out.push_back(rows.number(0));
        }
    }
    return out;
}

void index::conversations_with(std::string_view text, const model::id& after, bool descending,
                               const std::function<bool(const model::id&)>& take) {
    const auto expression = this->expression(text);
    if (expression.empty()) {
        return;
    }
    auto rows = connection_->prepare(descending ? conversations_down : conversations_up);
    rows.with(std::string_view(expression), after);
    while (rows.next() && take(rows.id(0))) {
    }
}

std::vector<std::uint64_t> index::customers_with(std::string_view text) {
    const auto expression = this->expression(text);
    std::vector<std::uint64_t> out;
    if (expression.empty()) {
        return out;
    }
    auto rows =
        connection_->prepare("SELECT rowid FROM customer_search WHERE customer_search MATCH ?1");
    rows.with(std::string_view(expression));
    while (rows.next()) {
        out.push_back(rows.number(0));
    }
    return out;
}

}  // namespace selat::store::sqlite
