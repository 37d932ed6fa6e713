#pragma once
// A text with Liquid in it, compiled once. A text without any is kept as it is and costs nothing.

#include "nodes.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace studio::liquid {

class text {
public:
    text() = default;

    /// Never fails; what is wrong with the template is told by error(), and rendering it fails.
    static text compile(std::string_view source);

    /// Without Liquid: renders as its source.
    [[nodiscard]] bool plain() const { return program_ == nullptr && error_.empty(); }
    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] bool empty() const { return source_.empty(); }
    /// Empty, or what is wrong and in which line.
    [[nodiscard]] const std::string& error() const { return error_; }

    /// Adds the rendered text. False when it failed; the scope, or error(), says why.
    bool render(scope& in, std::string& out) const;

private:
    std::string source_;
    std::string error_;
    std::shared_ptr<const block> program_;  // shared by copies; never changed
};

}  // namespace studio::liquid
