#pragma once
// What names mean while a template is rendered, and how much it may still do. One rendering of one
// template has one scope; nothing set in it outlives it.

#include "value.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace studio::liquid {

/// The names a template finds ready: trigger, widgets, flow, contact.
class roots {
public:
    virtual ~roots() = default;
    /// Null when there is no such name. The value lives as long as the roots.
    [[nodiscard]] virtual const json* find(std::string_view name) const = 0;
};

class scope {
public:
    static constexpr std::size_t max_output = 64 * 1024;
    static constexpr int max_work = 20'000;
    static constexpr std::size_t max_held = 8 * 1024 * 1024;

    /// `names` outlives the scope.
    scope(const roots& names, std::int64_t now_ms) : roots_(names), now_ms_(now_ms) {}

    [[nodiscard]] const json* find(std::string_view name) const;
    void assign(std::string_view name, json to) {
        assigned_.insert_or_assign(std::string(name), std::move(to));
    }
    void push(std::string_view name, json to) { frames_.emplace_back(name, std::move(to)); }
    void pop() { frames_.pop_back(); }
    /// The innermost value of a pushed name, or null.
    [[nodiscard]] const json* pushed(std::string_view name) const;

    /// Counters of increment and decrement, apart from variables.
    std::int64_t& counter(const std::string& name) { return counters_[name]; }
    /// Positions of cycles and of loops that `continue`, by the tag's text.
    std::size_t& position(const std::string& key) { return positions_[key]; }

    /// Takes one unit of work and checks the output's size; false, with an error, when spent.
    bool spend(const std::string& out);
    /// Counts the bytes that a filter made; false, with an error, when they are too many.
    bool hold(std::size_t bytes);
    void fail(std::string text);
    [[nodiscard]] bool failed() const { return !error_.empty(); }
    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }

    enum class jump : std::uint8_t { none, out_of_loop, to_next };
    jump pending = jump::none;

private:
    const roots& roots_;
    std::int64_t now_ms_;
    std::map<std::string, json, std::less<>> assigned_;
    std::deque<std::pair<std::string, json>> frames_;
    std::map<std::string, std::int64_t> counters_;
    std::map<std::string, std::size_t> positions_;
    std::string error_;
    int work_ = 0;
    std::size_t held_ = 0;
};

}  // namespace studio::liquid
