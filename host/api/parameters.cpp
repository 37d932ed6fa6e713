#include "host/api/parameters.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/crypto.hpp"

namespace selat::api {
namespace {

constexpr std::uint64_t most = 1000;  // as in Twilio's pages

// Nothing when an escape is broken.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at] == '+' ? ' ' : text[at];
            continue;
        }
        const auto byte = crypto::from_hex(text.substr(at + 1, 2));
        if (!byte || byte->size() != 1) {
            return std::nullopt;
        }
        out += *byte;
        at += 2;
    }
    return out;
}

}  // namespace

parameters::parameters(std::string_view query) {
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        query = end == query.npos ? std::string_view{} : query.substr(end + 1);
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decoded(pair.substr(0, equals));
        const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) {
            wrong(pair.substr(0, equals), "has a broken %-escape");
        } else if (std::ranges::find(given_, *name, &parameter::name) != given_.end()) {
            wrong(*name, "is given twice");
        } else if (!pair.empty()) {
            given_.push_back({*name, *value});
        }
    }
}

void parameters::wrong(std::string_view name, const std::string& what) {
    if (!wrong_) {
        wrong_ = failure{code::invalid, "`" + std::string(name) + "` " + what};
    }
}

std::string parameters::text(std::string_view name) {
    const auto found = std::ranges::find(given_, name, &parameter::name);
    if (found == given_.end()) {
        return {};
    }
    found->asked = true;
    return found->value;
}

model::id parameters::id(std::string_view name, model::id_kind kind) {
    const auto given = text(name);
    const auto parsed = model::id::parse(given, kind);
    if (!given.empty() && !parsed) {
        wrong(name, "is not an id of that kind");
    }
    return parsed.value_or(model::id{});
}

store::page parameters::page() {
    store::page out;
    if (const auto limit = text("limit"); !limit.empty()) {
        const auto* end = limit.data() + limit.size();
        const auto [stop, error] = std::from_chars(limit.data(), end, out.limit);
        if (error != std::errc{} || stop != end || out.limit < 1 || out.limit > most) {
            wrong("limit", "is a number from 1 to " + std::to_string(most));
        }
    }
    out.after = text("after");
    out.descending = choice("order", "asc, desc", [](std::string_view word) {
                         return word == "asc"    ? std::optional(false)
                                : word == "desc" ? std::optional(true)
                                                 : std::nullopt;
                     }).value_or(false);
    return out;
}

result<void> parameters::check() const {
    if (wrong_) {
        return tl::unexpected(*wrong_);
    }
    const auto unknown = std::ranges::find(given_, false, &parameter::asked);
    if (unknown != given_.end()) {
        return fail(code::invalid, "there is no parameter `" + unknown->name + "`");
    }
    return {};
}

}  // namespace selat::api
