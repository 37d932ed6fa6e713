#pragma once
// The command that people write to us with, made known to Discord when the channel starts. Commands
// of other names are left alone. All calls come one at a time.

#include "json_read.hpp"
#include "options.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <selat/plugin.hpp>

namespace discord {

class commands {
public:
    /// The first line of the contexts of the CALLs that are answered here.
    static constexpr std::string_view asking = "command";

    explicit commands(const options& options)
        : options_(options), application_(options.application) {}

    void on_timer(const selat::timer& event, selat::actions out);
    void on_reply(const selat::http_reply& reply, selat::actions out);

private:
    void go_on(selat::actions out) const;
    void listed(const json& known, selat::actions out) const;
    void call(std::string_view method, const std::string& path, const std::string& body,
              std::string_view step, selat::actions out) const;
    void refused(const selat::http_reply& reply, selat::actions out);
    [[nodiscard]] json wanted() const;

    const options& options_;
    std::string application_;
    std::uint32_t tries_ = 0;
};

}  // namespace discord
