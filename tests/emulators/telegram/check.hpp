#pragma once
// What Telegram checks before it takes a message.

#include "tests/emulators/telegram/parameters.hpp"
#include "tests/emulators/telegram/refusal.hpp"
#include "tests/emulators/telegram/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace emulators::telegram {

// Whether the bot may write there now; counts it when it may.
std::optional<refusal> check_chat(world& world, chat& chat, std::int64_t now_ms);
std::optional<refusal> check_text(const parameters& given, const char* name, std::size_t most);
std::optional<refusal> check_markup(const parameters& given);
// Of a business account; empty: none is meant.
std::optional<refusal> check_business(const world& world, const std::string& connection);
std::optional<refusal> check_place(const world& world, const chat& chat, const parameters& given);
std::optional<refusal> check_webhook(const world& world, const parameters& given);
// A file id, an URL or an upload. The file's id, or why not.
struct checked_file {
    std::string id;
    std::optional<refusal> wrong;
};
checked_file check_file(world& world, const parameters& given, const std::string& value,
                        std::string_view kind);

// Code units in UTF-16.
std::size_t units_of(std::string_view text);

}  // namespace emulators::telegram
