// send-to-flex and enqueue-call: hand the conversation to people. On messaging the flow goes on as
// soon as the task is made; on a call it ends there, since the caller is theirs from then on.

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
constexpr std::int64_t flex_seconds = 3'600;  // that a task of send-to-flex waits, unless told

class handing_over : public widget {
public:
    // `workflow` and `attributes` name the properties; `seconds` without a `timeout`, 0 is
    // TaskRouter's.
    handing_over(const properties& from, const char* workflow, liquid::text channel,
                 const char* attributes, std::int64_t seconds)
        : workflow_(from.text(workflow)), channel_(std::move(channel)),
          attributes_(from.text(attributes)), priority_(from.text("priority")),
          timeout_(from.seconds("timeout")), seconds_(seconds) {
        if (!workflow_.empty() && workflow_.plain() && !from.names().workflow(workflow_.source())) {
            from.warn(workflow, "'" + workflow_.source() + "' is not bound to a workflow here");
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
        // A queue's name alone leaves the choice to the default workflow.
        const auto local = workflow_.empty() ? std::optional<std::string>("")
                                             : in.names().workflow(trim(*workflow));
        if (!local) {
            return outcome::fail("'" + *workflow + "' is not bound to a workflow here");
        }
        const auto kept = object_text(*attributes);
        if (!kept) {
            return outcome::fail(
                "the task's attributes are no JSON object of at most 1024 characters");
        }
        const auto seconds = liquid::to_integer(json(*timeout)).value_or(seconds_);
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
        return outcome::fire(in.event().channel_kind == "voice" ? "" : "callComplete");
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
    std::int64_t seconds_;
};

}  // namespace

std::unique_ptr<widget> make_send_to_flex(const properties& from) {
    if (from.raw("workflow").is_null()) {
        from.wrong("workflow", "'workflow' is missing");
    }
    return std::make_unique<handing_over>(from, "workflow", from.required("channel"), "attributes",
                                          flex_seconds);
}

std::unique_ptr<widget> make_enqueue_call(const properties& from) {
    if (from.raw("workflow_sid").is_null() && from.raw("queue_name").is_null()) {
        from.warn("workflow_sid",
                  "the default workflow: 'workflow_sid' and 'queue_name' are missing");
    }
    return std::make_unique<handing_over>(from, "workflow_sid", liquid::text{}, "task_attributes",
                                          0);
}

}  // namespace studio
