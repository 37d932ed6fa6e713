#include "hook.hpp"

#include "json_read.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace voice {
namespace {

using forms::form;

constexpr std::size_t most_parameters = 100;
constexpr std::size_t longest_parameter = 4096;
constexpr std::size_t longest_name = 1024;  // of one
constexpr std::size_t longest_sid = 64;
constexpr std::size_t longest_address = 1024;  // what the host takes

bool has(const form& fields, std::string_view name) {
    return std::any_of(fields.all().begin(), fields.all().end(),
                       [&](const auto& each) { return each.name == name; });
}

bool has_any(const form& fields, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return has(fields, name); });
}

std::string_view first_of(const form& fields, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (const auto value = fields.get(name); !value.empty()) {
            return value;
        }
    }
    return {};
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

// What callers without a number are called; the numbers stand for ANONYMOUS, RESTRICTED,
// UNAVAILABLE, UNKNOWN and BLOCKED on a keypad, and the URI is SIP's.
bool is_nobody(std::string_view from) {
    static constexpr std::array<std::string_view, 14> words = {"",
                                                               "anonymous",
                                                               "unknown",
                                                               "restricted",
                                                               "blocked",
                                                               "withheld",
                                                               "private",
                                                               "unavailable",
                                                               "+266696687",
                                                               "+7378742833",
                                                               "+8656696",
                                                               "+2562533",
                                                               "+86282452253",
                                                               "sip:anonymous@anonymous.invalid"};
    return std::find(words.begin(), words.end(), lower(from)) != words.end();
}

bool is_outbound(const form& fields) { return fields.get("Direction").starts_with("outbound"); }

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// As Twilio names recordings, or as those that speak like it do: by a UUID.
bool is_recording(std::string_view id) {
    if (id.size() == 34) {
        return id.starts_with("RE") && is_hex(id.substr(2));
    }
    constexpr std::array<std::size_t, 4> dashes = {8, 13, 18, 23};
    std::string digits(id);
    std::erase(digits, '-');
    return id.size() == 36 && digits.size() == 32 && is_hex(digits) &&
           std::all_of(dashes.begin(), dashes.end(), [&](std::size_t at) { return id[at] == '-'; });
}

kind kind_of_path(std::string_view path, const form& fields) {
    const auto status = fields.get("CallStatus");
    const bool over = is_final(status);
    if (over && !fields.get("ParentCallSid").empty()) {
        return kind::agent_leg;
    }
    if (over) {
        return kind::ended;
    }
    if (path == "/status" || has_any(fields, {"CallbackSource", "SequenceNumber"}) ||
        !fields.get("ParentCallSid").empty() || status == "queued" || status == "initiated") {
        return kind::progress;
    }
    if (has_any(fields, {"ReferTransferTarget", "VirtualAgentStatus", "HandoffData", "SessionId",
                         "PaymentToken", "PaymentConfirmationCode", "AnsweredBy"})) {
        return kind::other;
    }
    return has(fields, "CallStatus") ? kind::call : kind::other;
}

// Everything that Twilio tells but for what is the same each time.
json parameters_of(const form& fields) {
    json out = json::object();
    for (const auto& each : fields.all()) {
        if (out.size() == most_parameters) {
            break;
        }
        if (!each.value.empty() && each.value.size() <= longest_parameter &&
            each.name.size() <= longest_name && each.name != "AccountSid" &&
            each.name != "ApiVersion" && each.name != "CallToken") {
            out[each.name] = each.value;
        }
    }
    return out;
}

// Live transcription comes as JSON within a field.
std::string transcript_in(const form& fields) {
    const auto text = fields.get("TranscriptionText");
    if (!text.empty()) {
        return std::string(text);
    }
    return text_of(parse(fields.get("TranscriptionData")), "transcript");
}

void add_answer(const form& fields, json& content) {
    auto& call = content["call"];
    // What <Record> calls a key when there was none.
    const auto pressed = fields.get("Digits");
    const auto digits = pressed == "hangup" ? std::string_view{} : pressed;
    const auto speech = fields.get("SpeechResult");
    if (!digits.empty()) {
        call["digits"] = digits;
    }
    if (!speech.empty()) {
        call["speech"] = speech;
    }
    if (!digits.empty() || !speech.empty()) {
        content["text"] = speech.empty() ? digits : speech;
    }
}

void add_recording(std::string_view id, json& content) {
    content["attachments"] = json::array({{{"kind", "audio"},
                                           {"mime", "audio/mpeg"},
                                           {"name", "recording.mp3"},
                                           {"provider_id", id}}});
}

}  // namespace

kind kind_of(std::string_view path, const form& fields) {
    if (has(fields, "ReservationSid") && has(fields, "TaskSid")) {
        return kind::assignment;
    }
    if (path == "/wait") {  // of a conference, about no call
        return kind::wait;
    }
    const auto about = first_of(fields, {"CallSid", "ConferenceSid", "RecordingSid"});
    if (about.empty() || about.size() > longest_sid) {
        return kind::unknown;
    }
    // Our own URLs are asked for one thing each, but that a <Redirect> out of a <Gather> may come
    // with what was pressed.
    if (path == "/agent") {
        return kind::agent;
    }
    if (path == "/agent-status") {
        return kind::agent_leg;
    }
    if (path == "/next" && fields.get("Digits").empty() && fields.get("SpeechResult").empty()) {
        return kind::next;
    }
    if (has_any(fields, {"StreamSid", "StreamEvent"})) {
        return kind::stream;
    }
    if (fields.get("Final") == "false") {
        return kind::partial;
    }
    if (has_any(fields, {"TranscriptionSid", "TranscriptionText", "TranscriptionStatus"})) {
        return kind::transcript;
    }
    if (has(fields, "ConferenceSid") && has_any(fields, {"StatusCallbackEvent", "EventName"})) {
        return kind::conference;
    }
    if (has(fields, "RecordingStatus")) {
        return kind::recording;
    }
    if (has_any(fields, {"UnstableSpeechResult", "StableSpeechResult"})) {
        return kind::partial;
    }
    if (has(fields, "DialCallStatus")) {
        return kind::dialed;
    }
    if (has(fields, "QueueResult")) {
        return kind::queue;
    }
    if (has_any(fields, {"QueuePosition", "CurrentQueueSize"})) {
        return kind::wait;
    }
    const bool call_over = has(fields, "CallbackSource") || has(fields, "CallDuration");
    if (has(fields, "RecordingUrl") && !call_over) {
        return kind::recorded;
    }
    if (has_any(fields, {"Digits", "SpeechResult", "FinishedOnKey", "Confidence"}) ||
        fields.get("msg") == "Gather End") {
        return kind::answer;
    }
    return kind_of_path(path, fields);
}

std::uint64_t number_in(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// "Tue, 14 Nov 2023 21:00:00 +0000"
std::int64_t moment_of(const form& fields) {
    using namespace std::chrono;
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr std::size_t zone_at = 21;
    const auto told = fields.get("Timestamp");
    const auto comma = told.find(", ");
    std::string text(comma == told.npos ? told : told.substr(comma + 2));
    if (text.size() > 1 && text[1] == ' ') {
        text.insert(0, "0");
    }
    const auto month = months.find(text.size() > zone_at ? text.substr(3, 3) : "none");
    if (month == months.npos || month % 3 != 0) {
        return 0;
    }
    const auto part = [&](std::size_t at, std::size_t size) {
        return number_in(std::string_view(text).substr(at, size));
    };
    const year_month_day date{year(static_cast<int>(part(7, 4))),
                              std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                              day(static_cast<unsigned>(part(0, 2)))};
    if (!date.ok()) {
        return 0;
    }
    const auto sign = text[zone_at] == '-' ? 1 : -1;
    const bool offset = text[zone_at] == '+' || text[zone_at] == '-';
    const auto ahead = offset && text.size() >= zone_at + 5
                           ? hours(part(zone_at + 1, 2)) + minutes(part(zone_at + 3, 2))
                           : minutes(0);
    const auto at = sys_days(date) + hours(part(12, 2)) + minutes(part(15, 2)) +
                    seconds(part(18, 2)) + sign * ahead;
    return std::max<std::int64_t>(duration_cast<milliseconds>(at.time_since_epoch()).count(), 0);
}

bool is_final(std::string_view status) {
    return status == "completed" || status == "busy" || status == "failed" ||
           status == "no-answer" || status == "canceled";
}

std::string customer_of(const form& fields) {
    const auto who = is_outbound(fields) ? first_of(fields, {"To", "Called"})
                                         : first_of(fields, {"From", "Caller"});
    if (is_nobody(who) || who.size() > longest_address) {
        return "anonymous:" +
               std::string(first_of(fields, {"CallSid", "ConferenceSid", "RecordingSid"}));
    }
    return std::string(who);
}

std::string ours_of(const form& fields) {
    return std::string(is_outbound(fields) ? first_of(fields, {"From", "Caller"})
                                           : first_of(fields, {"To", "Called"}));
}

bool is_verified(const form& fields) {
    return fields.get("StirVerstat").starts_with("TN-Validation-Passed-A");
}

std::string state_of(kind kind, const form& fields) {
    switch (kind) {
    case kind::recorded: return "recorded";
    case kind::recording: return "recording-" + std::string(fields.get("RecordingStatus"));
    case kind::transcript: return "transcript";
    case kind::dialed: return "dial-" + std::string(fields.get("DialCallStatus"));
    case kind::queue: return "queue-" + std::string(fields.get("QueueResult"));
    case kind::conference:
        return std::string(first_of(fields, {"StatusCallbackEvent", "EventName"}));
    case kind::agent_leg: return "agent-" + std::string(fields.get("CallStatus"));
    default: return std::string(fields.get("CallStatus"));
    }
}

std::string_view recording_of(kind kind, const form& fields) {
    const auto id = fields.get("RecordingSid");
    const bool there = kind == kind::recorded || kind == kind::ended ||
                       (kind == kind::recording && fields.get("RecordingStatus") == "completed");
    return there && is_recording(id) ? id : std::string_view{};
}

std::string content_of(kind kind, const form& fields, std::string_view state) {
    json content = json::object();
    auto& call = content["call"];
    call["state"] = state.empty() ? "unknown" : state;
    call["from"] = first_of(fields, {"From", "Caller"});
    call["to"] = first_of(fields, {"To", "Called"});
    const auto duration =
        first_of(fields, {"RecordingDuration", "DialCallDuration", "QueueTime", "CallDuration"});
    if (const auto seconds = number_in(duration); seconds > 0) {
        call["duration"] = seconds;
    }
    call["parameters"] = parameters_of(fields);
    if (kind == kind::answer || kind == kind::recorded) {
        add_answer(fields, content);
    }
    if (kind == kind::recorded) {
        content.erase("text");  // the key that ended it
    }
    if (const auto recording = recording_of(kind, fields); !recording.empty()) {
        add_recording(recording, content);
    } else if (kind == kind::recording && fields.get("RecordingStatus") != "in-progress") {
        content["unsupported"] = {{"kind", state}};
    }
    if (kind == kind::transcript) {
        if (const auto text = transcript_in(fields); !text.empty()) {
            content["text"] = text;
        } else {
            content["unsupported"] = {
                {"kind", "transcription-" + std::string(first_of(fields, {"TranscriptionStatus",
                                                                          "TranscriptionEvent"}))}};
        }
    }
    if (kind == kind::other || kind == kind::stream) {
        const auto stream = fields.get("StreamEvent");
        content["unsupported"] = {{"kind", stream.empty() ? std::string_view("call") : stream}};
    }
    return written(content);
}

std::string id_of(kind kind, const form& fields, std::string_view turn) {
    const std::string call(first_of(fields, {"CallSid", "ConferenceSid"}));
    const auto sequence = std::string(fields.get("SequenceNumber"));
    switch (kind) {
    case kind::call: return call;
    case kind::ended: return call + ":ended";
    case kind::recorded: return std::string(fields.get("RecordingSid"));
    case kind::recording: {
        const auto status = fields.get("RecordingStatus");
        const std::string id(fields.get("RecordingSid"));
        return status == "completed" ? id : id + ":" + std::string(status);
    }
    case kind::transcript: {
        const std::string id(fields.get("TranscriptionSid"));
        return id.empty() ? std::string{} : sequence.empty() ? id : id + ":" + sequence;
    }
    case kind::dialed: return call + ":" + std::string(fields.get("DialCallSid")) + ":dialed";
    case kind::conference:
        return std::string(fields.get("ConferenceSid")) + ":" + state_of(kind, fields) + ":" +
               (sequence.empty() ? call : sequence);
    case kind::progress:
    case kind::agent_leg: return call + ":" + state_of(kind, fields);
    case kind::queue:
        return call + ":" + state_of(kind, fields) + ":" + std::string(fields.get("QueueSid"));
    case kind::answer: return turn.empty() ? std::string{} : call + ":answer:" + std::string(turn);
    default: return {};
    }
}

}  // namespace voice
