// set-variables: texts, or what they parse to, into flow.variables.

#include "../run.hpp"
#include "makers.hpp"

#include <algorithm>
#include <vector>

namespace studio {
namespace {

using json = nlohmann::json;

struct variable {
    std::string name;
    liquid::text value;
    std::string type;
    bool parsed = false;
    std::int64_t index = 0;
    std::size_t position = 0;
};

class set_variables : public widget {
public:
    explicit set_variables(std::vector<variable> all) : all_(std::move(all)) {}

    outcome enter(run& in) const override {
        json outputs = json::object();
        for (const auto& each : all_) {
            const auto text = in.render(each.value);
            if (!text) {
                return outcome::fail(in.failure());
            }
            auto made = convert(each, *text, in);
            outputs[each.name] = made;
            in.set_variable(each.name, std::move(made));
            in.set_outputs(outputs);
        }
        return outcome::fire("next");
    }

private:
    // What does not read as its type stays text.
    static json convert(const variable& as, const std::string& text, run& in) {
        if (!as.parsed && (as.type.empty() || as.type == "string" || as.type == "text")) {
            return text;
        }
        if (as.type == "number" || as.type == "integer") {
            if (auto number = liquid::to_number(json(text))) {
                return *number;
            }
        } else if (auto parsed = liquid::read_json(text)) {
            return *parsed;
        }
        in.warn("variable-kept-as-text", as.name);
        return text;
    }

    std::vector<variable> all_;
};

}  // namespace

std::unique_ptr<widget> make_set_variables(const properties& from) {
    std::vector<variable> all;
    const auto given = from.raw("variables");
    if (!given.is_array()) {
        if (!given.is_null()) {
            from.wrong("variables", "'variables' must be a list");
        }
        return std::make_unique<set_variables>(std::move(all));
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& each = given[i];
        const properties one(each, from.place("variables") + "/" + std::to_string(i), from.names(),
                             from.faults());
        variable to;
        to.name = one.word("key");
        if (to.name.empty()) {
            one.wrong("key", "a variable needs a 'key'");
        }
        to.value = one.text("value");
        to.type = one.word("type", "string");
        to.parsed = one.flag("parse_as_json");
        to.index = liquid::to_integer(one.raw("index")).value_or(static_cast<std::int64_t>(i));
        to.position = i;
        all.push_back(std::move(to));
    }
    std::sort(all.begin(), all.end(), [](const variable& a, const variable& b) {
        return std::pair(a.index, a.position) < std::pair(b.index, b.position);
    });
    return std::make_unique<set_variables>(std::move(all));
}

}  // namespace studio
