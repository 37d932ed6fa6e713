#include "host/api/body.hpp"

#include <algorithm>

#include "host/model/content.hpp"
#include "host/model/content_check.hpp"

#include <nlohmann/json.hpp>

namespace selat::api {
namespace {

using json = nlohmann::json;

constexpr std::size_t deepest = 32;

// Brackets outside of texts: known before anything is built.
std::size_t depth_of(std::string_view text) {
    std::size_t depth = 0;
    std::size_t most = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char each = text[at];
        if (quoted) {
            at += each == '\\' ? 1 : 0;
            quoted = each != '"';
        } else if (each == '"') {
            quoted = true;
        } else if (each == '[' || each == '{') {
            most = std::max(most, ++depth);
        } else if ((each == ']' || each == '}') && depth > 0) {
            --depth;
        }
    }
    return most;
}

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

body::body(std::string_view text) {
    if (text.empty()) {
        document_ = std::make_shared<const json>(json::object());
        return;
    }
    if (depth_of(text) > deepest) {
        wrong_ = failure{code::invalid, "the body is nested too deep"};
    } else {
        document_ = std::make_shared<const json>(json::parse(text, nullptr, false));
    }
    if (!wrong_ && !document_->is_object()) {
        wrong_ = failure{code::invalid, "the body is not a JSON object"};
    }
    if (wrong_) {
        document_ = std::make_shared<const json>(json::object());
    }
}

const json* body::member(std::string_view name) {
    asked_.emplace_back(name);
    const auto found = document_->find(name);
    return found == document_->end() ? nullptr : &*found;
}

void body::wrong(std::string_view name, std::string_view what) {
    if (!wrong_) {
        wrong_ = failure{code::invalid, "`" + std::string(name) + "` " + std::string(what)};
    }
}

std::string body::text(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr) {
        wrong(name, "is missing");
    } else if (!found->is_string()) {
        wrong(name, "must be a text");
    } else if (found->get_ref<const std::string&>().empty()) {
        wrong(name, "must not be empty");
    } else {
        return found->get<std::string>();
    }
    return {};
}

std::optional<std::string> body::optional_text(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (found->is_null()) {
        return std::string();
    }
    if (!found->is_string()) {
        wrong(name, "must be a text");
        return std::nullopt;
    }
    return found->get<std::string>();
}

bool body::flag(std::string_view name, bool unless_said) {
    const auto* found = member(name);
    if (found == nullptr || found->is_null()) {
        return unless_said;
    }
    if (!found->is_boolean()) {
        wrong(name, "must be true or false");
        return unless_said;
    }
    return found->get<bool>();
}

std::string body::content(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr) {
        wrong(name, "is missing");
        return {};
    }
    if (!found->is_object()) {
        wrong(name, "must be an object");
        return {};
    }
    for (const auto& [part, value] : found->items()) {
        if (std::ranges::find(model::content_parts, part) == model::content_parts.end()) {
            wrong(std::string(name) + "." + part, "is no part of a content");
        }
    }
    const auto read = model::read_content(dumped(*found));
    if (!read) {
        wrong(name, "cannot be read: " + read.error().text);
        return {};
    }
    return model::write_content(*read);
}

std::string body::optional_object(std::string_view name) {
    const auto* found = member(name);
    if (found == nullptr) {
        return {};
    }
    if (!found->is_object()) {
        wrong(name, "must be an object");
        return {};
    }
    return dumped(*found);
}

model::id body::optional_id(std::string_view name, model::id_kind kind) {
    const auto given = optional_text(name).value_or(std::string());
    const auto parsed = model::id::parse(given, kind);
    if (!given.empty() && !parsed) {
        wrong(name, "is not an id of that kind");
    }
    return parsed.value_or(model::id{});
}

result<void> body::check() const {
    if (wrong_) {
        return tl::unexpected(*wrong_);
    }
    for (const auto& [name, value] : document_->items()) {
        if (std::ranges::find(asked_, name) == asked_.end()) {
            return fail(code::invalid, "there is no member `" + name + "`");
        }
    }
    return {};
}

}  // namespace selat::api
