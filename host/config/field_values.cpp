#include <charconv>

#include "host/config/field.hpp"
#include "host/config/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

json described(std::string_view type, std::string_view description, json otherwise) {
    return {{"type", type}, {"description", description}, {"default", std::move(otherwise)}};
}

// Numbers and flags may also come from ${…}, which is a string to an editor.
json or_reference(json schema) {
    json out = {{"description", schema["description"]}, {"default", schema["default"]}};
    schema.erase("description");
    schema.erase("default");
    out["anyOf"] = json::array({schema, {{"type", "string"}, {"pattern", R"(\$\{)"}}});
    return out;
}

}  // namespace

field boolean(std::string_view key, std::string_view description, bool& into) {
    return {key, description, false,
            [=, &into] { return or_reference(described("boolean", description, into)); },
            [=, &into](const node& value, reading& reading) {
                const bool may =
                    value.is == node::shape::scalar && (value.plain || value.interpolated);
                if (may && (value.text == "true" || value.text == "false")) {
                    into = value.text == "true";
                    return;
                }
                reading.fault(
                    value, fmt::format("`{}` must be true or false, not {}", key, quoted(value)));
            }};
}

field number(std::string_view key, std::string_view description, std::uint32_t& into,
             std::uint32_t least, std::uint32_t most) {
    return {key, description, false,
            [=, &into] {
                auto schema = described("integer", description, into);
                schema["minimum"] = least;
                schema["maximum"] = most;
                return or_reference(std::move(schema));
            },
            [=, &into](const node& value, reading& reading) {
                if (const auto parsed = whole_number(value);
                    parsed && *parsed >= least && *parsed <= most) {
                    into = static_cast<std::uint32_t>(*parsed);
                    return;
                }
                reading.fault(value,
                              fmt::format("`{}` must be a whole number from {} to {}, not {}", key,
                                          least, most, quoted(value)));
            }};
}

std::optional<std::uint64_t> whole_number(const node& value) {
    std::uint64_t number = 0;
    const auto* end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, number);
    const bool may = value.is == node::shape::scalar && (value.plain || value.interpolated);
    return may && error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

field duration(std::string_view key, std::string_view description, std::chrono::milliseconds& into,
               std::chrono::milliseconds least) {
    return {key, description, false,
            [=, &into] {
                auto schema = described("string", description, to_text(into));
                schema["pattern"] = R"(^[0-9]+(ms|s|m|h|d)$|\$\{)";
                return schema;
            },
            [=, &into](const node& value, reading& reading) {
                const auto parsed = parse_duration(value.text);
                if (value.is == node::shape::scalar && parsed && *parsed >= least) {
                    into = *parsed;
                    return;
                }
                reading.fault(value, parsed ? fmt::format("`{}` must be at least {}, not {}", key,
                                                          to_text(least), quoted(value))
                                            : fmt::format("`{}` must be a duration such as 30s, 5m "
                                                          "or 24h, not {}",
                                                          key, quoted(value)));
            }};
}

field size(std::string_view key, std::string_view description, std::uint64_t& into) {
    return {key, description, false,
            [=, &into] {
                auto schema = described("string", description, size_to_text(into));
                schema["pattern"] = R"(^[0-9]+(B|kB|KiB|MB|MiB|GB|GiB)?$|\$\{)";
                return schema;
            },
            [=, &into](const node& value, reading& reading) {
                const auto parsed = parse_size(value.text);
                if (value.is == node::shape::scalar && parsed && *parsed > 0) {
                    into = *parsed;
                    return;
                }
                reading.fault(value,
                              fmt::format("`{}` must be a size such as 64KiB or 10MiB, not {}", key,
                                          quoted(value)));
            }};
}

}  // namespace selat::config
