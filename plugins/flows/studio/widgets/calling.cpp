#include "calling.hpp"

#include "../liquid/value.hpp"
#include "../unicode.hpp"

namespace studio {
namespace {

using json = nlohmann::json;

std::string encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-_.~";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != plain.npos) {
            out += c;
        } else {
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

}  // namespace

std::string encode_form(const json& parameters) {
    std::string out;
    for (const auto& [name, value] : parameters.items()) {
        out += (out.empty() ? "" : "&") + encode(name) + "=" + encode(liquid::to_text(value));
    }
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
