#include "answer.hpp"

#include "content_check.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace webhook {
namespace {

using nlohmann::json;

// As the gateway takes them.
constexpr std::size_t most_messages = 100;
constexpr int deepest = 32;

// JSON is written recursively: what nests without end must not get that far.
bool nests_little(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char each = text[i];
        if (quoted) {
            i += each == '\\' ? 1 : 0;
            quoted = each != '"';
        } else if (each == '"') {
            quoted = true;
        } else if (each == '{' || each == '[') {
            if (++depth > deepest) {
                return false;
            }
        } else if (each == '}' || each == ']') {
            --depth;
        }
    }
    return true;
}

const json* given(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const char* fault_in(const json& body) {
    if (!body.is_object()) {
        return "the answer is no JSON object";
    }
    if (const auto* messages = given(body, "messages")) {
        if (!messages->is_array() || messages->size() > most_messages) {
            return "`messages` is no list of at most 100 contents";
        }
        if (!std::all_of(messages->begin(), messages->end(), is_content)) {
            return "`messages` holds something that is no content";
        }
    }
    const auto* handoff = given(body, "handoff");
    if (handoff != nullptr && !handoff->is_boolean()) {
        return "`handoff` is neither true nor false";
    }
    const auto* attributes = given(body, "attributes");
    if (attributes != nullptr && !attributes->is_object()) {
        return "`attributes` is no object";
    }
    return nullptr;
}

}  // namespace

std::optional<answer> read_answer(std::string_view text, std::string& wrong) {
    const auto body = nests_little(text) ? json::parse(text, nullptr, false) : json();
    if (const auto* fault = fault_in(body)) {
        wrong = fault;
        return std::nullopt;
    }
    answer out;
    const auto* messages = given(body, "messages");
    out.messages = messages == nullptr ? "[]" : messages->dump();
    if (const auto* attributes = given(body, "attributes")) {
        out.attributes = attributes->dump();
    }
    const auto* handoff = given(body, "handoff");
    out.handoff = handoff != nullptr && handoff->get<bool>();
    return out;
}

}  // namespace webhook
