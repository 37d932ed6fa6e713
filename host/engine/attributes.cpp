#include "host/engine/attributes.hpp"

#include "host/model/json.hpp"

#include <nlohmann/json.hpp>

namespace selat::engine {
namespace {

using json = nlohmann::json;

constexpr std::size_t deepest = 64;
constexpr std::size_t largest = 64 * 1024;

json object_of(std::string_view text) {
    auto out = model::nests_within(text, deepest) ? json::parse(text, nullptr, false) : json();
    return out.is_object() ? out : json();
}

template <class Change>
result<std::string> changed(std::string_view attributes, std::string_view by, Change change) {
    auto own = object_of(attributes);
    const auto given = object_of(by);
    if (!given.is_object()) {
        return fail(code::invalid, "attributes must be an object that nests at most 64 deep");
    }
    if (!own.is_object()) {
        own = json::object();
    }
    change(own, given);
    auto text = own.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() > largest && text.size() > attributes.size()) {
        return fail(code::invalid, "attributes would be larger than 64 KiB");
    }
    return text;
}

}  // namespace

result<std::string> merged(std::string_view attributes, std::string_view patch) {
    return changed(attributes, patch, [](json& own, const json& given) { own.merge_patch(given); });
}

result<std::string> claimed(std::string_view attributes, std::string_view claims) {
    return changed(attributes, claims, [](json& own, const json& given) {
        for (const auto& [key, value] : given.items()) {
            own.emplace(key, value);
        }
    });
}

}  // namespace selat::engine
