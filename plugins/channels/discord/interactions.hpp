#pragma once
// The end that Discord posts interactions to: commands, clicks, forms. It keeps nothing, so that
// requests may come side by side.

#include "json_read.hpp"
#include "options.hpp"
#include "places.hpp"

#include <cstdint>

#include <selat/plugin.hpp>

namespace discord {

class interactions {
public:
    interactions(const options& options, const selat::setup& setup)
        : options_(options), crypto_(setup.crypto) {}

    void on_http(const selat::http_request& request, selat::actions out) const;

private:
    [[nodiscard]] bool is_from_discord(const selat::http_request& request) const;
    void take(const json& interaction, std::int64_t now_ms, selat::actions out) const;
    void deliver(const json& interaction, const place& where, std::int64_t now_ms,
                 selat::actions out) const;
    void hears_nothing(std::int64_t type, selat::actions out) const;
    [[nodiscard]] json first_answer(const json& interaction, bool alone) const;
    [[nodiscard]] json form() const;

    const options& options_;
    selat::crypto crypto_;
};

}  // namespace discord
