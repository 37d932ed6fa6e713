#include "calling.hpp"

#include "../liquid/value.hpp"
#include "../unicode.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

void append_encoded(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
}

std::string encode(std::string_view text) {
    constexpr std::string_view plain = "-_.~";
    std::string out;
    for (const char c : text) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != plain.npos) {
            out += c;
        } else {
            append_encoded(out, c);
        }
    }
    return out;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_brace(char c) { return c == '{' || c == '}'; }

}  // namespace

std::string encode_form(const json& parameters) {
    std::string out;
    for (const auto& [name, value] : parameters.items()) {
        out += (out.empty() ? "" : "&") + encode(name) + "=" + encode(liquid::to_text(value));
    }
    return out;
}

std::string safe_url(std::string_view rendered) {
    std::string out;
    for (const char c : rendered) {
        if (is_brace(c) || is_control(c)) {
            append_encoded(out, c);
        } else {
            out += c;
        }
    }
    return out;
}

std::string safe_header(std::string_view rendered) {
    std::string out(rendered);
    std::erase_if(out, [](char c) { return is_brace(c) || is_control(c); });
    return out;
}

std::optional<std::uint32_t> take_answer(run& in, bool (*is_json)(std::string_view media_type)) {
    if (in.event().reply == nullptr) {
        return std::nullopt;
    }
    const selat::http_reply reply(*in.event().reply);
    if (reply.failed()) {
        in.warn("no-answer", reply.detail);
        return std::nullopt;
    }
    if (reply.body.size() > max_answer) {
        in.warn("answer-too-large", std::to_string(reply.body.size()));
        return std::nullopt;
    }
    const auto type = reply.headers.get("content-type");
    json outputs = {{"body", std::string(reply.body)},
                    {"content_type", std::string(type)},
                    {"status_code", reply.status}};
    if (is_json(lower_case(trim(type.substr(0, type.find(';')))))) {
        parse_body(outputs);
    }
    in.set_outputs(std::move(outputs));
    return reply.status;
}

}  // namespace studio
