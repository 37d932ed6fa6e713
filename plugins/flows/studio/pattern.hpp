#pragma once
// A regular expression of a condition: Unicode, without regard to case, over the entire text, with
// bounded work.

#include <memory>
#include <string>
#include <string_view>

namespace studio {

class pattern {
public:
    /// error() tells what is wrong; such a pattern matches nothing.
    explicit pattern(std::string_view source);
    pattern(pattern&&) noexcept = default;
    pattern& operator=(pattern&&) noexcept = default;

    /// [parallel] False also when the work is more than a sane pattern needs.
    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    struct release {
        void operator()(void* code) const;
    };
    std::unique_ptr<void, release> code_;
    std::string error_;
};

}  // namespace studio
