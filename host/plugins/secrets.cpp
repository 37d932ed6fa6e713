#include "host/plugins/secrets.hpp"

#include <algorithm>
#include <functional>
#include <mutex>

#include "host/plugins/option_schema.hpp"

namespace selat::plugins {
namespace {

constexpr std::string_view opening = "{{secret:";
constexpr std::string_view closing = "}}";
// Shorter values would blank out half of a log.
constexpr std::size_t least_redacted = 4;

std::string handle_of(const std::string& name) {
    return std::string(opening) + name + std::string(closing);
}

void replace_all(std::string& text, std::string_view value) {
    if (value.size() < least_redacted) {
        return;
    }
    for (auto at = text.find(value); at != text.npos; at = text.find(value, at + 3)) {
        text.replace(at, value.size(), "***");
    }
}

}  // namespace

std::optional<std::string_view> handle_name(std::string_view text) {
    if (!text.starts_with(opening) || !text.ends_with(closing) ||
        text.size() <= opening.size() + closing.size()) {
        return std::nullopt;
    }
    const auto name = text.substr(opening.size(), text.size() - opening.size() - closing.size());
    return name.find('}') == name.npos ? std::optional(name) : std::nullopt;
}

secret_box::secret_box(const plugins::manifest& manifest, nlohmann::json& options,
                       std::string instance_key) {
    for_each_secret(manifest.options, options, [&](const std::string& name, nlohmann::json& value) {
        if (value.is_null()) {
            return;
        }
        auto text = value.is_string() ? value.get<std::string>() : value.dump();
        if (std::find(manifest.discloses.begin(), manifest.discloses.end(), name) !=
            manifest.discloses.end()) {
            disclosed_.push_back(text);
        } else {
            value = handle_of(name);
        }
        set(name, text);
    });
    set("instance", instance_key);
}

result<std::string> secret_box::fill_in(std::string_view text) const {
    std::string out;
    for (;;) {
        const auto start = text.find(opening);
        const auto end = start == text.npos ? text.npos : text.find(closing, start);
        if (end == text.npos) {
            return out.append(text);
        }
        const auto name = text.substr(start + opening.size(), end - start - opening.size());
        out.append(text.substr(0, start));
        if (!with(name, [&](const secret& found) { out += found.value; })) {
            return fail(code::not_found,
                        "there is no secret behind " + handle_of(std::string(name)));
        }
        text.remove_prefix(end + closing.size());
    }
}

std::string secret_box::redact(std::string_view text) const {
    std::string out(text);
    const std::shared_lock lock(mutex_);
    std::vector<std::string_view> values(disclosed_.begin(), disclosed_.end());
    for (const auto& [name, secret] : secrets_) {
        values.emplace_back(secret.value);
    }
    // One may be a part of another, whose rest would be left.
    std::ranges::sort(values, std::greater{}, &std::string_view::size);
    for (const auto& each : values) {
        replace_all(out, each);
    }
    return out;
}

void secret_box::set(std::string_view name, std::string_view value) {
    secret made{std::string(value), keyed_hmac(value)};
    const std::unique_lock lock(mutex_);
    secrets_.insert_or_assign(std::string(name), std::move(made));
}

}  // namespace selat::plugins
