#pragma once
// "when": what has to be in a document: {type: text, "messages[0].status": ["0", 0], error: null}.

#include "path.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace http {

class condition {
public:
    condition() = default;
    // A mapping of paths to a value, several that are as good, null for "is not there" or "*" for
    // "is there". All of them have to hold; without any it holds always.
    condition(const json& from, const place& at);

    [[nodiscard]] bool given() const { return !tests_.empty(); }
    [[nodiscard]] bool holds(const view& in) const;
    // As holds, for words that people type: in whatever case, and with blanks around them.
    [[nodiscard]] bool is_said(const view& in) const;

private:
    struct test {
        path where;
        std::vector<std::string> values;
        bool there = false;
        bool absent = false;
    };
    [[nodiscard]] bool holds(const view& in, std::string (*heard)(std::string_view)) const;

    std::vector<test> tests_;
};

}  // namespace http
