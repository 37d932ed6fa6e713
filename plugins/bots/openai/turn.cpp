#include "turn.hpp"

#include "plugins/shared/json_read/json_read.hpp"

#include <selat/plugin.h>

namespace openai {
namespace {

using json_read::list_of;
using json_read::member;
using json_read::text_of;

constexpr std::size_t room_for_results = SELAT_MAX_TEXT / 4 * 3;  // the rest is for later calls
constexpr std::size_t shortest_result = 64;

}  // namespace

std::string write_turn(const turn& one) {
    return written({{"said", one.said},
                    {"calls", one.calls},
                    {"attributes", one.attributes},
                    {"rounds", one.rounds}});
}

turn read_turn(std::string_view text) {
    const auto document = read(text);
    turn out;
    out.said = list_of(document, "said");
    out.calls = list_of(document, "calls");
    if (const auto& attributes = member(document, "attributes"); attributes.is_object()) {
        out.attributes = attributes;
    }
    out.rounds = static_cast<int>(json_read::number_of(document, "rounds"));
    return out;
}

std::string name_of_call(const turn& one) {
    return one.calls.empty() ? std::string() : text_of(member(one.calls[0], "function"), "name");
}

json arguments_of_call(const turn& one) {
    if (one.calls.empty()) {
        return {};
    }
    const auto text = text_of(member(one.calls[0], "function"), "arguments");
    auto out = text.empty() ? json::object() : read(text);
    return out.is_object() ? out : json();
}

void end_call(turn& one, std::string_view result) {
    if (one.calls.empty()) {
        return;
    }
    one.said.push_back({{"role", "tool"},
                        {"tool_call_id", text_of(one.calls[0], "id")},
                        {"content", std::string(result)}});
    one.calls.erase(one.calls.begin());
    while (result.size() > shortest_result && write_turn(one).size() > room_for_results) {
        result = result.substr(0, result.size() / 2);
        one.said.back()["content"] = std::string(result);
    }
}

}  // namespace openai
