#pragma once
// A send of several calls, as it travels in the context of each.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meta {

enum class step_kind {
    message,
    take_control,  // of a conversation that another app has, to send after that
    profile,
    other,  // nothing to tell but the end
};

struct steps {
    // What a call of a send was for.
    static steps read(std::string_view context);
    // The context of a call that is all there is.
    static std::string other();
    static std::string profile(std::string_view of);

    [[nodiscard]] std::string written() const;
    // The first body that is left; it stays with the steps until it is done.
    [[nodiscard]] std::string_view next() const { return left.front(); }
    // The first that was left went out under `id`.
    void done(std::string id);

    step_kind kind = step_kind::message;
    std::uint32_t attempt = 1;
    std::string to;
    std::vector<std::string> ids;   // of what went out
    std::vector<std::string> left;  // bodies
    bool took_control = false;
};

}  // namespace meta
