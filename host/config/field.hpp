#pragma once
// One key of the configuration: its name, meaning, type and default, said once. The reader and the
// JSON Schema are both made from the same tables of fields (sections.cpp).

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/node.hpp"
#include "host/config/reading.hpp"

#include <nlohmann/json_fwd.hpp>

namespace selat::config {

// A field is bound to the value it fills, which must outlive it. The schema's default is what that
// value holds before anything is read.
struct field {
    std::string_view key;
    std::string_view description;
    bool required = false;
    std::function<nlohmann::json()> schema;
    std::function<void(const node&, reading&)> read;
};

using fields = std::vector<field>;

// Reads a mapping: unknown and missing keys are faults. `noun` names it in them; empty: the
// document.
void read_fields(const node& mapping, const fields& table, std::string_view noun, reading& reading);
nlohmann::json schema_of(const fields& table);

// Digits that YAML or ${…} gave; quoted digits are text.
std::optional<std::uint64_t> whole_number(const node& value);

// Why a text will not do, as the end of a sentence that begins with the key; empty: it will.
using demand = std::function<std::string(const std::string&)>;

field required(field field);
field text(std::string_view key, std::string_view description, std::string& into,
           demand demand = {});
// Texts that no fault may quote.
field secret(std::string_view key, std::string_view description, std::string& into,
             demand demand = {});
field texts(std::string_view key, std::string_view description, std::vector<std::string>& into,
            demand demand = {});
field choice(std::string_view key, std::string_view description, std::string& into,
             std::vector<std::string_view> allowed);
// `chosen` is told the word.
field choice(std::string_view key, std::string_view description, std::string_view otherwise,
             std::vector<std::string_view> allowed, std::function<void(std::string_view)> chosen);
field boolean(std::string_view key, std::string_view description, bool& into);
field number(std::string_view key, std::string_view description, std::uint32_t& into,
             std::uint32_t least, std::uint32_t most);
field duration(std::string_view key, std::string_view description, std::chrono::milliseconds& into,
               std::chrono::milliseconds least);
field size(std::string_view key, std::string_view description, std::uint64_t& into);

// Paths become relative to the configuration's folder.
enum class presence : std::uint8_t { any, file, folder };
field path(std::string_view key, std::string_view description, std::string& into,
           presence presence);
field paths(std::string_view key, std::string_view description, std::vector<std::string>& into,
            presence presence);

field identity(std::string_view key, std::string_view description, std::string& into, thing kind,
               demand demand = {});
field reference(std::string_view key, std::string_view description, std::string& into, thing kind);
field plugin(std::string_view key, std::string_view description, std::string& into,
             std::string_view kind);

// `after` sees the section when all of it is read.
field section(std::string_view key, std::string_view description, fields table,
              std::function<void(const node&, reading&)> after = {});

// What every element of a list needs; `make` binds the table to the element with that index.
struct element {
    std::string_view noun;
    std::function<fields(std::size_t)> make;
    std::function<void(std::size_t, const node&, reading&)> after;
};
field list(std::string_view key, std::string_view description, element element,
           std::function<void(std::size_t)> resize, std::function<fields()> sample);

// A list of T, each read by `table`, then looked at as a whole by `after`.
template <class T>
field list_of(std::string_view key, std::string_view description, std::string_view noun,
              std::vector<T>& into, fields (*table)(T&),
              void (*after)(T&, const node&, reading&) = nullptr) {
    element each{noun, [&into, table](std::size_t i) { return table(into[i]); },
                 [&into, after](std::size_t i, const node& where, reading& reading) {
                     if constexpr (requires(T& item) { item.at; }) {
                         into[i].at = reading.at(where);
                     }
                     if (after != nullptr) {
                         after(into[i], where, reading);
                     }
                 }};
    return list(
        key, description, std::move(each), [&into](std::size_t size) { into.resize(size); },
        [table] {
            // The sample lives as long as the fields that are bound to it.
            auto sample = std::make_shared<T>();
            auto bound = table(*sample);
            for (auto& field : bound) {
                field.schema = [sample, inner = std::move(field.schema)] { return inner(); };
            }
            return bound;
        });
}

}  // namespace selat::config
