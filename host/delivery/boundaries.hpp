#pragma once
// Where UTF-8 text may be cut, as Unicode and ICU's dictionaries say.

#include <cstddef>
#include <memory>
#include <string_view>

struct UBreakIterator;
struct UText;

namespace selat::delivery {

enum class boundary { grapheme, line, sentence };

// The boundaries of one kind in `text`, which must outlive them. Owned by one thread.
class boundaries {
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    boundaries(boundary kind, std::string_view text);

    [[nodiscard]] bool at(std::size_t offset) const;
    // The nearest one behind or before `offset`.
    [[nodiscard]] std::size_t after(std::size_t offset) const;
    [[nodiscard]] std::size_t before(std::size_t offset) const;

private:
    struct close {
        void operator()(UText* text) const;
        void operator()(UBreakIterator* breaks) const;
    };
    std::unique_ptr<UText, close> text_;
    std::unique_ptr<UBreakIterator, close> breaks_;
};

}  // namespace selat::delivery
