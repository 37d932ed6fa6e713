#pragma once
// A text's words as the search index sees them: cut by FTS5's own tokenizer, so that a question is
// never cut otherwise than what was indexed. One thread at a time.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct Fts5Tokenizer;
struct fts5_tokenizer;

namespace selat::store::sqlite {

class connection;

class tokenizer {
public:
    // A failure sticks to the connection, which must outlive this.
    explicit tokenizer(connection& connection);
    tokenizer(const tokenizer&) = delete;
    tokenizer& operator=(const tokenizer&) = delete;
    ~tokenizer();

    [[nodiscard]] std::vector<std::string> words(std::string_view text) const;

private:
    std::unique_ptr<fts5_tokenizer> methods_;
    Fts5Tokenizer* made_ = nullptr;  // null: there is none
};

}  // namespace selat::store::sqlite
