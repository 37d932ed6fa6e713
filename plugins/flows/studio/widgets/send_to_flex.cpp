// send-to-flex: hands the conversation to people. On messaging it goes on as soon as the task is
// made.

#include "../liquid/value.hpp"
#include "../properties.hpp"
#include "../run.hpp"
#include "../unicode.hpp"
#include "makers.hpp"

#include <algorithm>

namespace studio {
namespace {

using json = nlohmann::json;

constexpr std::size_t max_attributes = 1024;  // characters

class send_to_flex : public widget {
public:
    explicit send_to_flex(const properties& from)
        : workflow_(from.required("workflow")), channel_(from.required("channel")),
          attributes_(from.text("attributes")), priority_(from.text("priority")),
          timeout_(from.seconds("timeout")) {
        if (workflow_.plain() && !from.names().workflow(workflow_.source())) {
            from.warn("workflow", "'" + workflow_.source() + "' is not bound to a workflow here");
        }
    }

    outcome enter(run& in) const override {
        const auto workflow = in.render(workflow_);
        const auto channel = workflow ? in.render(channel_) : std::nullopt;
        const auto attributes = channel ? in.render(attributes_) : std::nullopt;
        const auto priority = attributes ? in.render(priority_) : std::nullopt;
        const auto timeout = priority ? in.render(timeout_) : std::nullopt;
        if (!timeout) {
            return outcome::fail(in.failure());
        }
        const auto local = in.names().workflow(trim(*workflow));
        if (!local) {
            return outcome::fail("'" + *workflow + "' is not bound to a workflow here");
        }
        const auto kept = object_text(*attributes);
        if (!kept) {
            return outcome::fail(
                "the task's attributes are no JSON object of at most 1024 characters");
        }
        const auto seconds = liquid::to_integer(json(*timeout)).value_or(0);
        const auto name = in.begin_wait(false);
        in.out().handoff({.workflow = *local,
                          .attributes = *kept,
                          .task_channel = task_channel(trim(*channel), in.names()),
                          .priority = liquid::to_integer(json(*priority)).value_or(-1),
                          .timeout_ms = milliseconds(seconds),
                          .tag = name});
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        if (in.event().what == selat::flow_what::task_failed) {
            in.warn("not-enqueued", in.event().result);
            return outcome::fire("failedToEnqueue");
        }
        if (in.event().what != selat::flow_what::task) {
            return outcome::wait();
        }
        auto task = liquid::read_json(in.event().result).value_or(json());
        if (!task.is_object()) {
            task = json::object();
        }
        if (task.contains("id")) {
            task["sid"] = task["id"];
        }
        if (task.contains("attributes") && task["attributes"].is_structured()) {
            task["attributes"] = liquid::to_json_text(task["attributes"]);
        }
        in.set_outputs(std::move(task));
        return outcome::fire("callComplete");
    }

private:
    static std::optional<std::string> object_text(const std::string& rendered) {
        if (is_blank(std::string_view(rendered))) {
            return "{}";
        }
        const auto read = liquid::read_json(rendered);
        if (!read || !read->is_object() ||
            first_points(trim(rendered), max_attributes) != trim(rendered)) {
            return std::nullopt;
        }
        return liquid::to_json_text(*read);
    }

    // A channel sid that is not bound leaves the choice to the conversation's own channel.
    static std::string task_channel(std::string_view given, const bindings& names) {
        if (auto bound = names.other(given)) {
            return *bound;
        }
        return given == "chat" || given == "voice" || given == "sms" ? std::string(given) : "";
    }

    static std::uint64_t milliseconds(std::int64_t seconds) {
        return static_cast<std::uint64_t>(std::clamp<std::int64_t>(seconds, 0, 30 * 86'400)) * 1000;
    }

    liquid::text workflow_, channel_, attributes_, priority_, timeout_;
};

}  // namespace

std::unique_ptr<widget> make_send_to_flex(const properties& from) {
    return std::make_unique<send_to_flex>(from);
}

}  // namespace studio
