// run-subflow: another flow of this host; its variables become this widget's outputs.

#include "../liquid/value.hpp"
#include "../properties.hpp"
#include "../run.hpp"
#include "../unicode.hpp"
#include "makers.hpp"

#include <vector>

namespace studio {
namespace {

using json = nlohmann::json;

class run_subflow : public widget {
public:
    explicit run_subflow(const properties& from)
        : flow_(from.required("flow_sid")), parameters_(from.pairs("parameters")) {
        if (flow_.plain() && !flow_.empty() && !from.names().flow(flow_.source())) {
            from.warn("flow_sid", "'" + flow_.source() + "' is not bound to a flow here");
        }
        const auto given = from.raw("parameters");
        for (std::size_t i = 0; given.is_array() && i < given.size(); ++i) {
            const auto type = given[i].is_object() ? given[i].value("type", json()) : json();
            if (type.is_string() && type != "string" && given[i].contains("key")) {
                typed_.push_back(liquid::to_text(given[i]["key"]));
            }
        }
    }

    outcome enter(run& in) const override {
        const auto name = in.render(flow_);
        auto parameters = name ? in.render(parameters_) : std::nullopt;
        if (!parameters) {
            return outcome::fail(in.failure());
        }
        const auto flow = in.names().flow(trim(*name));
        if (!flow) {
            return outcome::fail("'" + *name + "' is not bound to a flow here");
        }
        for (const auto& key : typed_) {
            if (auto read = liquid::read_json(liquid::to_text((*parameters)[key]))) {
                (*parameters)[key] = std::move(*read);
            }
        }
        in.out().subflow(*flow, liquid::to_json_text(*parameters), in.begin_wait(false));
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        if (in.event().what != selat::flow_what::subflow) {
            return outcome::wait();
        }
        if (in.event().failure != selat::code::ok) {
            return outcome::fail("the subflow failed");
        }
        auto variables = liquid::read_json(in.event().result).value_or(json());
        in.set_outputs(variables.is_object() ? std::move(variables) : json::object());
        return outcome::fire("completed");
    }

private:
    liquid::text flow_;
    named_texts parameters_;
    std::vector<std::string> typed_;
};

}  // namespace

std::unique_ptr<widget> make_run_subflow(const properties& from) {
    return std::make_unique<run_subflow>(from);
}

}  // namespace studio
