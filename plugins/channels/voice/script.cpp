#include "script.hpp"

#include "line_content.hpp"
#include "urls.hpp"
#include "verbs.hpp"

namespace voice {
namespace {

constexpr const char* short_pause = "1";    // until the flow's word is likely there
constexpr const char* long_pause = "10";    // it comes with a request of ours
constexpr std::uint64_t patient_turns = 8;  // then the pauses grow
constexpr const char* events = "start end join leave mute hold";

void conference(twiml& out, const call& of, bool of_customer, const settings& with) {
    attributes in = {
        {"beep", "false"},
        {"startConferenceOnEnter", of_customer ? "false" : "true"},
        {"endConferenceOnExit", of_customer ? "true" : "false"},
        {"statusCallback", with.base + "/conference?call=" + forms::encode(of.sid) + from_of(of)},
        {"statusCallbackEvent", events}};
    if (!with.music.empty()) {
        in.emplace_back("waitUrl", with.base + "/wait");
        in.emplace_back("waitMethod", "POST");
    }
    out.add("Conference", of.sid, in);
}

std::string with_position(std::string text, std::size_t position) {
    constexpr std::string_view place = "{position}";
    if (const auto at = text.find(place); at != std::string::npos) {
        text.replace(at, place.size(), std::to_string(position));
    }
    return text;
}

void wait(twiml& out, const calls::turn& turn, const place& at) {
    if (!at.with.waiting.empty()) {
        out.add("Say", with_position(at.with.waiting, turn.position), manner(json(), at.with));
    }
    if (at.with.music.empty()) {
        out.add("Pause", {}, {{"length", "15"}});
    } else {
        out.add("Play", at.with.music);
    }
    redirect(out, next_url(at.with, at.said, at.of.turn));
}

// What the call does when all is said. `content` was said last, to be answered.
void rest(twiml& out, const calls::turn& turn, const json& content, const place& at) {
    switch (at.of.mode) {
    case mode::waiting: return wait(out, turn, at);
    case mode::ending: out.add("Hangup", {}); return;
    case mode::bridged:
        out.begin("Dial", {{"action", url(at.with, "/dialed", at.said, at.of.turn) + "&met=1"},
                           {"method", "POST"}});
        conference(out, at.of, true, at.with);
        out.end();
        return;
    case mode::talking: break;
    }
    if (at.of.listening) {
        return listen(out, content, at);
    }
    const bool patient = at.of.turn > patient_turns;
    out.add("Pause", {}, {{"length", patient ? long_pause : short_pause}});
    redirect(out, next_url(at.with, at.said, at.of.turn));
}

}  // namespace

std::string greeting(const settings& with) {
    twiml out;
    out.add("Pause", {}, {{"length", short_pause}});
    redirect(out, next_url(with, 0, 0));
    return out.finish();
}

std::string next_step(const calls::turn& turn, const settings& with) {
    twiml out;
    place at{with, turn.call, turn.call.said};
    json last = json::object();
    for (const auto& line : turn.call.lines) {
        at.said = line.number;
        const auto content = parse(line.content);
        const auto asked = scalar_of(member(content, "call"), "state");
        if (asked == "gather" || asked == "record" || asked == "dial") {
            const auto ask = asked == "gather" ? gather : asked == "record" ? record : dial;
            ask(out, content, at);
            return out.finish();
        }
        const bool is_last = &line == &turn.call.lines.back();
        if (is_last && turn.call.listening && turn.call.mode == mode::talking) {
            last = content;
        } else {
            say(out, content, with);
        }
    }
    rest(out, turn, last, at);
    return out.finish();
}

std::string join(const call& with_customer, const settings& with) {
    twiml out;
    out.begin("Dial");
    conference(out, with_customer, false, with);
    return out.finish();
}

std::string music(const settings& with) {
    twiml out;
    if (with.music.empty()) {
        out.add("Pause", {}, {{"length", "60"}});
    } else {
        out.add("Play", with.music, {{"loop", "0"}});
    }
    return out.finish();
}

std::string first_words(std::string_view content, const settings& with) {
    twiml out;
    call fresh;
    fresh.listening = is_words(content);
    const place at{with, fresh, 1};
    const auto read = parse(content);
    if (fresh.listening) {
        listen(out, read, at);
    } else {
        say(out, read, with);
        redirect(out, next_url(with, 1, 0));
    }
    return out.finish();
}

std::string hang_up() { return twiml().add("Hangup", {}).finish(); }

}  // namespace voice
