#include "verbs.hpp"

#include "line_content.hpp"
#include "urls.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <selat/plugin.hpp>

namespace voice {
namespace {

constexpr std::size_t longest_say = 3000;  // bytes of one <Say>
constexpr std::size_t most_rung = 10;      // at once, by <Dial>

// Whether Twilio takes it. What a flow made of its variables may be anything; one attribute that is
// wrong makes the whole document so.
bool fits(std::string_view name, std::string_view value) {
    static constexpr std::array<std::string_view, 6> numbers = {
        "loop", "timeout", "numDigits", "maxLength", "timeLimit", "maxSpeechTime"};
    static constexpr std::array<std::string_view, 6> flags = {
        "enhanced", "bargeIn", "profanityFilter", "playBeep", "hangupOnStar", "answerOnBridge"};
    if (std::find(numbers.begin(), numbers.end(), name) != numbers.end()) {
        return !value.empty() && value.size() <= 6 &&
               value.find_first_not_of("0123456789") == std::string_view::npos;
    }
    if (std::find(flags.begin(), flags.end(), name) != flags.end()) {
        return value == "true" || value == "false";
    }
    return true;
}

void put(attributes& to, const char* name, const std::string& value) {
    if (!value.empty() && fits(name, value)) {
        to.emplace_back(name, value);
    }
}

// The attributes of `names` that the parameters have, blank ones too: finishOnKey="" is none.
void put(attributes& to, const json& parameters, std::span<const char* const> names) {
    for (const auto* name : names) {
        const auto value = scalar_of(parameters, name);
        if (!member(parameters, name).is_null() && fits(name, value)) {
            to.emplace_back(name, value);
        }
    }
}

std::string_view trimmed(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const auto end = text.find_last_not_of(" \t\r\n");
    return end == std::string_view::npos ? std::string_view{} : text.substr(begin, end + 1 - begin);
}

// Cut at a blank where there is one, never within a character.
std::string_view first_piece(std::string_view text) {
    if (text.size() <= longest_say) {
        return text;
    }
    auto end = text.find_last_of(" \n", longest_say);
    if (end == std::string_view::npos || end == 0) {
        end = longest_say;
        while (end > 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
            --end;
        }
    }
    return text.substr(0, end);
}

std::string noun_of(const std::string& given, std::string_view to) {
    if (given == "client" || to.starts_with("client:")) {
        return "Client";
    }
    if (given == "sip" || to.starts_with("sip:") || to.starts_with("sips:")) {
        return "Sip";
    }
    return given == "conference" ? "Conference" : given == "sim" ? "Sim" : "Number";
}

// Of numbers with commas between them; all are rung.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty() && out.size() < most_rung) {
        const auto comma = std::min(text.find(','), text.size());
        const auto piece = trimmed(text.substr(0, comma));
        if (!piece.empty()) {
            out.emplace_back(piece);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return out;
}

}  // namespace

attributes manner(const json& parameters, const settings& with) {
    const auto& own = member(parameters, "say");
    attributes out;
    const auto voice = scalar_of(own, "voice");
    const auto language = scalar_of(own, "language");
    put(out, "voice", voice.empty() ? with.voice : voice);
    put(out, "language", language.empty() ? with.language : language);
    put(out, "loop", scalar_of(own, "loop"));
    return out;
}

void say(twiml& out, const json& content, const settings& with) {
    const auto& call = member(content, "call");
    const auto with_manner = manner(member(call, "parameters"), with);
    const auto words = scalar_of(content, "text");
    for (std::string_view rest = words; !rest.empty();) {
        const auto piece = first_piece(rest);
        if (!trimmed(piece).empty()) {
            out.add("Say", piece, with_manner);
        }
        rest.remove_prefix(piece.size());
    }
    attributes loop;
    put(loop, "loop", scalar_of(member(member(call, "parameters"), "say"), "loop"));
    for (const auto& each : member(content, "attachments")) {
        if (const auto file = scalar_of(each, "url"); !file.empty()) {
            out.add("Play", file, loop);
        }
    }
    if (const auto digits = scalar_of(call, "digits"); !digits.empty()) {
        out.add("Play", {}, {{"digits", digits}});
    }
}

void redirect(twiml& out, const std::string& to) { out.add("Redirect", to, {{"method", "POST"}}); }

void gather(twiml& out, const json& content, const place& at) {
    static constexpr std::array<const char*, 10> names = {
        "timeout",     "numDigits", "finishOnKey", "speechTimeout", "hints",
        "speechModel", "enhanced",  "bargeIn",     "maxSpeechTime", "profanityFilter"};
    const auto& asked = member(member(content, "call"), "parameters");
    const auto input = scalar_of(asked, "input");
    const auto language = scalar_of(asked, "language");
    attributes with = {{"input", input.empty() ? "dtmf speech" : input},
                       {"action", url(at.with, "/answer", at.said, at.of.turn) + mark_of(at.of)},
                       {"method", "POST"}};
    put(with, "language", language.empty() ? at.with.language : language);
    put(with, asked, names);
    out.begin("Gather", with);
    say(out, content, at.with);
    out.end();
    redirect(out, next_url(at.with, at.said, at.of.turn, "no-input") + mark_of(at.of));
}

void record(twiml& out, const json& content, const place& at) {
    static constexpr std::array<const char*, 5> names = {"timeout", "finishOnKey", "maxLength",
                                                         "playBeep", "trim"};
    const auto& asked = member(member(content, "call"), "parameters");
    say(out, content, at.with);
    attributes with = {{"action", url(at.with, "/recorded", at.said, at.of.turn) + mark_of(at.of)},
                       {"method", "POST"}};
    put(with, asked, names);
    with.emplace_back("recordingStatusCallback", url(at.with, "/recording", at.said, at.of.turn) +
                                                     from_of(at.of) + mark_of(at.of));
    if (scalar_of(asked, "transcribe") == "true") {
        with.emplace_back("transcribe", "true");
        with.emplace_back("transcribeCallback",
                          url(at.with, "/transcript", at.said, at.of.turn) + from_of(at.of));
    }
    out.add("Record", {}, with);
    redirect(out, next_url(at.with, at.said, at.of.turn, "no-audio") + mark_of(at.of));
}

void dial(twiml& out, const json& content, const place& at) {
    static constexpr std::array<const char*, 6> names = {"timeout",  "timeLimit", "hangupOnStar",
                                                         "ringTone", "record",    "answerOnBridge"};
    const auto& call = member(content, "call");
    const auto& asked = member(call, "parameters");
    say(out, content, at.with);
    auto action = url(at.with, "/dialed", at.said, at.of.turn) + mark_of(at.of);
    action += scalar_of(asked, "back") == "true" ? "&back=1" : "";
    attributes with = {{"action", action}, {"method", "POST"}};
    if (const auto shown = scalar_of(call, "from"); !shown.starts_with("anonymous:")) {
        put(with, "callerId", shown);
    }
    put(with, asked, names);
    if (!scalar_of(asked, "record").empty()) {
        with.emplace_back("recordingStatusCallback",
                          url(at.with, "/recording", at.said, at.of.turn) + from_of(at.of));
    }
    auto to = scalar_of(call, "to");
    const auto given = scalar_of(asked, "noun");
    const auto noun = noun_of(given, to);
    if (noun == "Client" && to.starts_with("client:")) {
        to.erase(0, std::string_view("client:").size());
    }
    attributes sip;
    if (noun == "Sip") {
        put(sip, "username", scalar_of(asked, "username"));
        put(sip, "password", scalar_of(asked, "password"));
    }
    out.begin("Dial", with);
    const auto numbers = given == "number-multi" ? pieces_of(to) : std::vector<std::string>{to};
    for (const auto& each : numbers) {
        out.add(noun, each, sip);
    }
    out.end();
}

void listen(twiml& out, const json& content, const place& at) {
    attributes with = {{"input", "dtmf speech"},
                       {"action", url(at.with, "/answer", at.said, at.of.turn)},
                       {"method", "POST"},
                       {"timeout", "5"},
                       {"speechTimeout", "auto"}};
    put(with, "language", at.with.language);
    out.begin("Gather", with);
    say(out, content, at.with);
    out.end();
    redirect(out, next_url(at.with, at.said, at.of.turn));
}

void check_line(std::string_view content) {
    const auto read = parse(content);
    const auto& call = member(read, "call");
    const auto state = scalar_of(call, "state");
    const auto& files = member(read, "attachments");
    const bool plays = std::any_of(files.begin(), files.end(), [](const json& each) {
        return !scalar_of(each, "url").empty();
    });
    const bool says =
        plays || !trimmed(scalar_of(read, "text")).empty() || !scalar_of(call, "digits").empty();
    if (state == "dial" && scalar_of(call, "to").empty()) {
        throw selat::refusal{selat::code::invalid, "whom to dial is missing"};
    }
    if (!says && (state.empty() || state == "say")) {
        throw selat::refusal{selat::code::invalid, "there is nothing to say"};
    }
    if (steers(state)) {
        throw selat::refusal{selat::code::unsupported, "a call cannot " + state};
    }
}

}  // namespace voice
