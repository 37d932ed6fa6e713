#include "makers.hpp"

namespace studio {
namespace {

using events = std::string_view[];

constexpr events trigger = {"incomingMessage", "incomingCall", "incomingConversationMessage",
                            "incomingRequest", "incomingParent"};
constexpr events split = {"match", "noMatch"};
constexpr events next = {"next"};
constexpr events message = {"sent", "failed"};
constexpr events reply = {"incomingMessage", "incomingConversationMessage", "timeout",
                          "deliveryFailure"};
constexpr events request = {"success", "failed"};
constexpr events function = {"success", "fail"};
constexpr events flex = {"callComplete", "failedToEnqueue", "callFailure", "composerStarted"};
constexpr events subflow = {"completed", "failed"};
constexpr events audio = {"audioComplete"};
constexpr events gather = {"keypress", "speech", "timeout"};
constexpr events connect = {"callCompleted", "hangup"};
constexpr events voicemail = {"recordingComplete", "noAudio", "hangup"};
constexpr events enqueue = {"callComplete", "failedToEnqueue", "callFailure"};
constexpr events redirect = {"return", "timeout", "fail"};
constexpr events outgoing = {"answered", "busy", "noAnswer", "failed"};
constexpr events outgoing_old = {"answered",          "busy",  "noAnswer", "failed",
                                 "answeredByMachine", "hangup"};
constexpr events created = {"created", "failed"};
constexpr events resumed = {"resumed", "failed"};
constexpr events agent = {"completed", "live-agent-handoff", "hangup", "failed", "paused",
                          "timeout"};
constexpr events agent_old = {"return", "hangup"};
constexpr events relay = {"success", "failed"};
constexpr events payment = {"success", "maxFailedAttempts", "providerError", "payInterrupted",
                            "hangup",  "validationError"};
constexpr events pilot = {"sessionEnded", "failure", "timeout"};

constexpr widget_type types[] = {
    {"trigger", trigger, {}, make_trigger},
    {"split-based-on", split, {}, make_split},
    {"set-variables", next, {}, make_set_variables},
    {"send-message", message, "failed", make_send_message},
    {"send-and-wait-for-reply", reply, "deliveryFailure", make_send_and_wait},
    {"make-http-request", request, "failed", make_http_request},
    {"run-function", function, "fail", make_run_function},
    {"send-to-flex", flex, "failedToEnqueue", make_send_to_flex},
    {"run-subflow", subflow, "failed", make_run_subflow},
    {"connect-virtual-agent-v2", agent, "failed", make_virtual_agent},
    {"send-to-auto-pilot", pilot, "failure", make_auto_pilot},
    {"say-play", audio, {}, make_say_play},
    {"gather-input-on-call", gather, {}, make_gather_input},
    {"connect-call-to", connect, {}, make_connect_call},
    {"record-voicemail", voicemail, {}, make_record_voicemail},
    {"enqueue-call", enqueue, "failedToEnqueue", make_enqueue_call},
    {"add-twiml-redirect", redirect, "fail", make_unsupported},
    {"make-outgoing-call-v1", outgoing_old, "failed", make_unsupported},
    {"make-outgoing-call-v2", outgoing, "failed", make_unsupported},
    {"start-conversation", created, "failed", make_unsupported},
    {"resume-conversation", resumed, "failed", make_unsupported},
    {"connect-virtual-agent", agent_old, {}, make_unsupported},
    {"run-conversation-relay", relay, "failed", make_unsupported},
    {"record-call", relay, "failed", make_unsupported},
    {"fork-stream", next, {}, make_unsupported},
    {"capture-payments", payment, "providerError", make_unsupported},
};

}  // namespace

outcome widget::resume(run&) const { return outcome::wait(); }

const widget_type* find_widget(std::string_view name) {
    for (const auto& each : types) {
        if (each.name == name) {
            return &each;
        }
    }
    return nullptr;
}

}  // namespace studio
