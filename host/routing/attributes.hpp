#pragma once
// A JSON object, parsed once and read many times without copying: what expressions look into.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace selat::routing {

class attributes {
public:
    enum class kind : std::uint8_t { null, boolean, number, text, array, object };

    // A place in the tree; valid as long as the attributes are and stay where they are. A default
    // one is null, and so is everything that is not there.
    class value {
    public:
        value() = default;
        [[nodiscard]] attributes::kind kind() const;
        [[nodiscard]] bool is_null() const { return kind() == attributes::kind::null; }
        [[nodiscard]] bool boolean() const;
        [[nodiscard]] double number() const;
        [[nodiscard]] bool integral() const;  // a number without fraction or exponent
        [[nodiscard]] std::string_view text() const;
        [[nodiscard]] std::string_view key() const;  // of a member
        // Of an object; the last one when a name is repeated.
        [[nodiscard]] value member(std::string_view name) const;
        [[nodiscard]] value element(std::size_t index) const;  // of an array
        // Whether this is anything at all, a written null included.
        explicit operator bool() const { return owner_ != nullptr; }
        // Children of an array or object in their order; nothing behind the last.
        [[nodiscard]] value first() const;
        [[nodiscard]] value next() const;
        // A text that is equal for equal values, appended to `out`.
        void append_key(std::string& out) const;

    private:
        friend class attributes;
        value(const attributes* owner, std::uint32_t index) : owner_(owner), index_(index) {}
        const attributes* owner_ = nullptr;
        std::uint32_t index_ = 0;
    };

    // An empty object.
    attributes();
    // Fails, with the offset in the text, unless `json` is one JSON object.
    static result<attributes> parse(std::string_view json);
    // As parse; an empty object when `json` is none.
    static attributes parse_or_empty(std::string_view json);

    [[nodiscard]] value root() const { return {this, 0}; }

private:
    class reader;
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    struct node {
        attributes::kind kind = attributes::kind::null;
        bool boolean = false;
        bool integral = false;
        double number = 0;
        std::uint32_t key_at = 0, key_size = 0;
        std::uint32_t text_at = 0, text_size = 0;
        std::uint32_t first = none, last = none, next = none;
    };

    std::vector<node> nodes_;
    std::string texts_;
};

}  // namespace selat::routing
