#include "host/store/sqlite/tokenizer.hpp"

#include "host/store/sqlite/connection.hpp"

#include <sqlite3.h>

namespace selat::store::sqlite {
namespace {

constexpr const char* used = "unicode61";  // what a table has that names none

fts5_api* api_of(sqlite3* database) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

int take(void* out, int, const char* token, int size, int, int) {
    static_cast<std::vector<std::string>*>(out)->emplace_back(token,
                                                              static_cast<std::size_t>(size));
    return SQLITE_OK;
}

}  // namespace

tokenizer::tokenizer(connection& connection) : methods_(std::make_unique<fts5_tokenizer>()) {
    auto* api = api_of(connection.handle());
    void* context = nullptr;
    if (api == nullptr || api->xFindTokenizer(api, used, &context, methods_.get()) != SQLITE_OK ||
        methods_->xCreate(context, nullptr, 0, &made_) != SQLITE_OK) {
        made_ = nullptr;
        connection.fail({code::unavailable, "this SQLite has no full-text search"});
    }
}

tokenizer::~tokenizer() {
    if (made_ != nullptr) {
        methods_->xDelete(made_);
    }
}

std::vector<std::string> tokenizer::words(std::string_view text) const {
    std::vector<std::string> out;
    if (made_ != nullptr) {
        methods_->xTokenize(made_, &out, FTS5_TOKENIZE_QUERY, text.data(),
                            static_cast<int>(text.size()), take);
    }
    return out;
}

}  // namespace selat::store::sqlite
