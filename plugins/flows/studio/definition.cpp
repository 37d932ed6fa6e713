#include "definition.hpp"

#include "legacy.hpp"
#include "properties.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

namespace studio {
namespace {

using json = nlohmann::json;

constexpr std::size_t max_states = 2'000;

std::string text_at(const json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json member(const json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() ? *found : json();
}

class reader {
public:
    reader(definition& into, std::vector<fault>& faults) : into_(into), faults_(faults) {}

    void read(const json& document) {
        const auto states = member(document, "states");
        if (!states.is_array() || states.empty() || states.size() > max_states) {
            return wrong("/states", "'states' must be a list of 1 to 2000 states");
        }
        into_.states.resize(states.size());
        for (std::size_t i = 0; i < states.size(); ++i) {
            read_name(states[i], i);
        }
        for (std::size_t i = 0; i < states.size(); ++i) {
            read_state(states[i], i);
        }
        read_initial(document);
    }

private:
    void wrong(std::string pointer, std::string text) {
        faults_.push_back({true, std::move(pointer), std::move(text)});
    }
    void warn(std::string pointer, std::string text) {
        faults_.push_back({false, std::move(pointer), std::move(text)});
    }
    static std::string place(std::size_t state) { return "/states/" + std::to_string(state); }

    void read_initial(const json& document) {
        const auto name = text_at(document, "initial_state");
        const auto found = into_.by_name.find(name);
        if (found == into_.by_name.end()) {
            return wrong("/initial_state", name.empty() ? "'initial_state' is missing"
                                                        : "there is no state '" + name + "'");
        }
        into_.initial = found->second;
    }

    void read_name(const json& from, std::size_t index) {
        if (!from.is_object()) {
            return wrong(place(index), "a state must be an object");
        }
        const auto name = text_at(from, "name");
        if (name.empty()) {
            return wrong(place(index) + "/name", "a state needs a name");
        }
        into_.states[index].name = name;
        if (!into_.by_name.emplace(name, index).second) {
            wrong(place(index) + "/name", "there are two states named '" + name + "'");
        }
    }

    void read_state(const json& from, std::size_t index) {
        auto& to = into_.states[index];
        to.type = text_at(from, "type");
        to.kind = find_widget(to.type);
        if (!from.is_object()) {
            return;
        }
        if (to.kind == nullptr) {
            wrong(place(index) + "/type", to.type.empty() ? "a state needs a type"
                                                          : "there is no widget '" + to.type + "'");
        }
        read_transitions(member(from, "transitions"), index);
        if (to.kind != nullptr) {
            const properties given(member(from, "properties"), place(index) + "/properties",
                                   into_.names, faults_);
            to.does = to.kind->make(given);
        }
    }

    void read_transitions(const json& from, std::size_t index) {
        const auto pointer = place(index) + "/transitions";
        if (from.is_null()) {
            return;
        }
        if (!from.is_array()) {
            return wrong(pointer, "'transitions' must be a list");
        }
        for (std::size_t i = 0; i < from.size(); ++i) {
            read_transition(from[i], into_.states[index], pointer + "/" + std::to_string(i));
        }
    }

    void read_transition(const json& from, state& of, const std::string& pointer) {
        transition out;
        out.event = text_at(from, "event");
        if (out.event.empty()) {
            return wrong(pointer + "/event", "a transition needs an event");
        }
        if (of.kind != nullptr && std::find(of.kind->events.begin(), of.kind->events.end(),
                                            out.event) == of.kind->events.end()) {
            wrong(pointer + "/event", "'" + of.type + "' has no event '" + out.event + "'");
        }
        const auto next = member(from, "next");
        if (!next.is_null() && next != "") {
            const auto found = into_.by_name.find(text_at(from, "next"));
            if (found == into_.by_name.end()) {
                wrong(pointer + "/next",
                      "there is no state " +
                          next.dump(-1, ' ', false, json::error_handler_t::replace));
            } else {
                out.next = found->second;
            }
        }
        read_conditions(member(from, "conditions"), out, pointer + "/conditions");
        of.transitions.push_back(std::move(out));
    }

    void read_conditions(const json& from, transition& of, const std::string& pointer) {
        if (from.is_null()) {
            return;
        }
        if (!from.is_array()) {
            return wrong(pointer, "'conditions' must be a list");
        }
        for (std::size_t i = 0; i < from.size(); ++i) {
            read_condition(from[i], of, pointer + "/" + std::to_string(i));
        }
    }

    void read_condition(const json& from, transition& of, const std::string& pointer) {
        const auto type = text_at(from, "type");
        const auto kind = condition_of(type);
        if (!kind) {
            return wrong(pointer + "/type", "there is no condition '" + type + "'");
        }
        const properties compiler({}, pointer, into_.names, faults_);
        const auto arguments = member(from, "arguments");
        const bool given = arguments.is_array() && !arguments.empty();
        if (!given) {
            wrong(pointer + "/arguments", "a condition needs an argument");
        }
        condition out;
        out.kind = *kind;
        out.left = compiler.compile(given ? arguments[0] : json(), pointer + "/arguments/0");
        if (*kind != condition_kind::is_blank && *kind != condition_kind::is_not_blank) {
            out.right = compiler.compile(member(from, "value"), pointer + "/value");
        }
        if (*kind == condition_kind::regex && out.right.plain()) {
            out.expression.emplace(trimmed(out.right.source()));
            if (!out.expression->error().empty()) {
                warn(pointer + "/value",
                     "the expression never matches: " + out.expression->error());
            }
        }
        of.conditions.push_back(std::move(out));
    }

    static std::string_view trimmed(std::string_view text) {
        const auto first = text.find_first_not_of(" \t\r\n");
        return first == text.npos
                   ? std::string_view{}
                   : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    }

    definition& into_;
    std::vector<fault>& faults_;
};

}  // namespace

// FNV-1a: it tells a flow's own definitions apart, and keeps nobody out.
std::string hash_of(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    }
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, hash, 16).ptr;
    return {digits, end};
}

definition read_definition(std::string_view text, bindings names, std::vector<fault>& faults) {
    definition out;
    out.names = std::move(names);
    out.hash = hash_of(text);
    auto document = liquid::read_json(text);
    if (!document || !document->is_object()) {
        faults.push_back({true, "", "the definition is not a JSON object"});
        return out;
    }
    if (is_legacy(*document)) {
        *document = from_legacy(std::move(*document));
    }
    reader(out, faults).read(*document);
    return out;
}

}  // namespace studio
