#pragma once
// The bytes of an IMAP server → its responses, literals where they stand. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace email {

/// One response, without its CRLF. Where a literal stood, `line` has its {n} or ~{n}; `literals`
/// has them in that order.
struct response {
    std::string line;
    std::vector<std::string> literals;
};

class imap_reader {
public:
    explicit imap_reader(std::uint64_t largest) : largest_(largest) {}

    /// False: the server sends lines or literals that nobody would; nothing is read any more.
    bool feed(std::string_view bytes);
    /// The next complete response; false when there is none yet.
    bool next(response& out);
    /// Whether nothing has come behind the last response.
    [[nodiscard]] bool done() const { return at_ == received_.size() && begun_.line.empty(); }

private:
    std::uint64_t largest_;
    std::string received_;
    std::size_t at_ = 0;  // what is before is done with
    response begun_;
    std::uint64_t missing_ = 0;  // bytes of a literal
    std::uint64_t taken_ = 0;    // bytes of the literals of one response
    bool in_literal_ = false;
    bool broken_ = false;
};

/// What a FETCH response tells.
struct fetched {
    bool is_one = false;
    std::uint64_t uid = 0;
    bool has_body = false;
    std::string body;
};
fetched read_fetch(response& response);

/// The numbers behind "* SEARCH".
bool read_search(std::string_view line, std::vector<std::uint64_t>& out);

/// The value of a response code: "[UIDNEXT 5]" under "UIDNEXT"; 0: absent.
std::uint64_t number_in_code(std::string_view line, std::string_view name);

/// A text as a quoted string of IMAP's.
std::string in_quotes(std::string_view text);

}  // namespace email
