#include "frames.hpp"

#include "json_read.hpp"
#include "limits.hpp"

#include <algorithm>

namespace webchat {
namespace {

constexpr std::string_view too_large = R"({"unsupported":{"kind":"too_large"}})";

void append_text(std::string& out, std::string_view name, std::string_view value) {
    out.append(",\"").append(name).append("\":");
    append_quoted(out, value);
}

void append_number(std::string& out, std::string_view name, std::uint64_t value) {
    out.append(",\"").append(name).append("\":").append(std::to_string(value));
}

void append_number(std::string& out, std::string_view name, std::int64_t value) {
    out.append(",\"").append(name).append("\":").append(std::to_string(value));
}

void append_author(std::string& out, std::string_view kind, std::string_view name) {
    out.append(",\"author\":{\"kind\":");
    append_quoted(out, kind);
    if (!name.empty()) {
        append_text(out, "name", name);
    }
    out += '}';
}

std::string answer(std::string_view type, std::string_view request) {
    std::string out = "{\"type\":\"";
    return out.append(type).append("\",\"rid\":").append(request);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        if (byte < 0x20 || byte >= 0x7f || each == '"' || each == '\\') {
            out.append(written(json(text)));
            return;
        }
    }
    out.append("\"").append(text).append("\"");
}

std::string event_frame(const message_event& event) {
    std::string out;
    out.reserve(160 + std::min(event.content.size(), max_content));
    out.append(R"({"type":"event","event":"message","seq":)").append(std::to_string(event.seq));
    append_text(out, "id", event.id);
    append_number(out, "ts", event.at_ms);
    if (!event.client_id.empty()) {
        append_text(out, "cid", event.client_id);
    }
    if (event.part) {
        out.append(",\"part\":true");
    }
    append_author(out, event.author_kind, event.author_name);
    const auto content = event.content.size() > max_content ? too_large
                         : event.content.empty()            ? "{}"
                                                            : event.content;
    return out.append(",\"data\":").append(content).append("}");
}

std::string status_frame(std::string_view status, std::int64_t at_ms) {
    std::string out = R"({"type":"event","event":"status","ts":)";
    out.append(std::to_string(at_ms)).append(",\"data\":{\"status\":");
    append_quoted(out, status);
    return out.append("}}");
}

std::string welcome_frame(const welcome& welcome) {
    std::string out = R"({"type":"welcome","v":1,"conn":)";
    append_quoted(out, welcome.connection);
    append_number(out, "server_time", welcome.now_ms);
    append_number(out, "session_expires", welcome.expires_ms);
    out.append(",\"resume\":{\"from_seq\":").append(std::to_string(welcome.from_seq));
    append_number(out, "to_seq", welcome.to_seq);
    out.append(",\"truncated\":").append(welcome.truncated ? "true}" : "false}");
    append_number(out, "read_seq", welcome.read_seq);
    append_number(out, "agent_read_seq", welcome.agent_read_seq);
    append_text(out, "status", welcome.status);
    append_number(out, "hb", heartbeat_s);
    return out.append(welcome.questions).append("}");
}

std::string ack_frame(std::string_view request, std::string_view client_id, std::uint64_t seq,
                      std::string_view id, std::int64_t at_ms) {
    auto out = answer("ack", request);
    append_text(out, "cid", client_id);
    append_number(out, "seq", seq);
    append_text(out, "id", id);
    append_number(out, "ts", at_ms);
    return out.append("}");
}

std::string plain_ack_frame(std::string_view request, std::int64_t at_ms) {
    auto out = answer("ack", request);
    append_number(out, "ts", at_ms);
    return out.append("}");
}

std::string nack_frame(std::string_view request, std::string_view client_id, std::string_view code,
                       std::string_view message, std::int64_t retry_after_s) {
    auto out = answer("nack", request);
    if (!client_id.empty()) {
        append_text(out, "cid", client_id);
    }
    append_text(out, "code", code);
    append_text(out, "message", message);
    if (retry_after_s > 0) {
        append_number(out, "retry_after", retry_after_s);
    }
    return out.append("}");
}

std::string typing_frame(std::string_view author_kind, std::string_view author_name, bool on) {
    std::string out = R"({"type":"typing","on":)";
    out.append(on ? "true" : "false");
    append_author(out, author_kind, author_name);
    return out.append(",\"ttl\":8}");
}

std::string agent_read_frame(std::string_view client_id) {
    std::string out = R"({"type":"receipt","kind":"read","by":"agent")";
    append_text(out, "cid", client_id);
    return out.append("}");
}

std::string visitor_read_frame(std::uint64_t seq) {
    std::string out = R"({"type":"receipt","kind":"read","by":"visitor")";
    append_number(out, "seq", seq);
    return out.append("}");
}

std::string session_frame(std::string_view questions) {
    return std::string(R"({"type":"session")").append(questions).append("}");
}

std::string session_ack_frame(std::string_view request, std::string_view token,
                              std::string_view questions, std::int64_t at_ms) {
    auto out = answer("ack", request);
    append_text(out, "session_token", token);
    append_number(out, "ts", at_ms);
    return out.append(questions).append("}");
}

std::string faults_frame(std::string_view request, std::string_view faults) {
    auto out = answer("nack", request);
    append_text(out, "code", "validation");
    return out.append(",\"fields\":").append(faults).append("}");
}

std::string code_sent_frame(std::string_view request, std::int64_t resend_after_s,
                            std::int64_t expires_s) {
    auto out = answer("ack", request);
    append_number(out, "resend_after", resend_after_s);
    append_number(out, "expires_in", expires_s);
    return out.append("}");
}

std::string code_failed_frame(std::string_view phone) {
    std::string out = R"({"type":"verify.failed")";
    append_text(out, "phone", phone);
    return out.append("}");
}

std::string pong_frame(std::int64_t echo, std::int64_t now_ms) {
    std::string out = R"({"type":"pong","t":)";
    out.append(std::to_string(echo));
    append_number(out, "server_time", now_ms);
    return out.append("}");
}

std::string bye_frame(std::string_view code, std::int64_t retry_after_s) {
    std::string out = R"({"type":"bye","code":)";
    append_quoted(out, code);
    append_number(out, "retry_after", retry_after_s);
    return out.append("}");
}

std::string notice_frame(std::string_view code) {
    std::string out = R"({"type":"notice","code":)";
    append_quoted(out, code);
    return out.append("}");
}

}  // namespace webchat
