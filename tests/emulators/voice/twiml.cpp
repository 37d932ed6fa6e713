#include "tests/emulators/voice/twiml.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <sstream>

#include <boost/property_tree/xml_parser.hpp>

namespace emulators::voice {
namespace {

namespace tree = boost::property_tree;

enum class kind { text, url, number, flag, method, language, digits, input, noun_events };

struct rule {
    std::map<std::string_view, kind> attributes;
    std::set<std::string_view> children;
    bool has_text = false;
};

using rules = std::map<std::string_view, rule>;

const std::map<std::string_view, kind> callbacks = {
    {"recordingStatusCallback", kind::url},       {"recordingStatusCallbackMethod", kind::method},
    {"recordingStatusCallbackEvent", kind::text}, {"statusCallback", kind::url},
    {"statusCallbackMethod", kind::method},       {"statusCallbackEvent", kind::noun_events}};

std::map<std::string_view, kind> with_callbacks(std::map<std::string_view, kind> own) {
    own.insert(callbacks.begin(), callbacks.end());
    return own;
}

const rules& known() {
    using enum kind;
    static const rules all = {
        {"Say", {{{"voice", text}, {"language", language}, {"loop", number}}, {}, true}},
        {"Play", {{{"loop", number}, {"digits", digits}}, {}, true}},
        {"Pause", {{{"length", number}}, {}, false}},
        {"Gather",
         {{{"input", input},
           {"action", url},
           {"method", method},
           {"timeout", number},
           {"numDigits", number},
           {"finishOnKey", text},
           {"actionOnEmptyResult", flag},
           {"speechTimeout", text},
           {"language", language},
           {"hints", text},
           {"speechModel", text},
           {"enhanced", flag},
           {"profanityFilter", flag},
           {"maxSpeechTime", number},
           {"bargeIn", flag},
           {"partialResultCallback", url},
           {"partialResultCallbackMethod", method}},
          {"Say", "Play", "Pause"},
          false}},
        {"Record",
         {{{"action", url},
           {"method", method},
           {"timeout", number},
           {"finishOnKey", text},
           {"maxLength", number},
           {"playBeep", flag},
           {"trim", text},
           {"recordingStatusCallback", url},
           {"recordingStatusCallbackEvent", text},
           {"recordingStatusCallbackMethod", method},
           {"transcribe", flag},
           {"transcribeCallback", url}},
          {},
          false}},
        {"Dial",
         {with_callbacks({{"action", url},
                          {"method", method},
                          {"timeout", number},
                          {"timeLimit", number},
                          {"callerId", text},
                          {"answerOnBridge", flag},
                          {"hangupOnStar", flag},
                          {"record", text},
                          {"recordingTrack", text},
                          {"trim", text},
                          {"ringTone", text},
                          {"sequential", flag},
                          {"referUrl", url}}),
          {"Number", "Client", "Sip", "Queue", "Conference", "Application", "Sim"},
          true}},
        {"Number",
         {with_callbacks(
              {{"url", url}, {"method", method}, {"sendDigits", digits}, {"byoc", text}}),
          {},
          true}},
        {"Client",
         {with_callbacks({{"url", url}, {"method", method}}), {"Identity", "Parameter"}, true}},
        {"Identity", {{}, {}, true}},
        {"Parameter", {{{"name", text}, {"value", text}}, {}, false}},
        {"Sip",
         {with_callbacks(
              {{"url", url}, {"method", method}, {"username", text}, {"password", text}}),
          {},
          true}},
        {"Sim", {with_callbacks({}), {}, true}},
        {"Queue",
         {{{"url", url},
           {"method", method},
           {"reservationSid", text},
           {"postWorkActivitySid", text}},
          {},
          true}},
        {"Application", {with_callbacks({{"url", url}, {"method", method}}), {}, true}},
        {"Conference",
         {with_callbacks({{"muted", flag},
                          {"beep", text},
                          {"startConferenceOnEnter", flag},
                          {"endConferenceOnExit", flag},
                          {"waitUrl", url},
                          {"waitMethod", method},
                          {"maxParticipants", number},
                          {"record", text},
                          {"trim", text},
                          {"coach", text},
                          {"participantLabel", text},
                          {"jitterBufferSize", text},
                          {"region", text}}),
          {},
          true}},
        {"Enqueue",
         {{{"action", url},
           {"method", method},
           {"waitUrl", text},
           {"waitUrlMethod", method},
           {"workflowSid", text},
           {"maxQueueSize", number}},
          {"Task"},
          true}},
        {"Task", {{{"priority", number}, {"timeout", number}}, {}, true}},
        {"Redirect", {{{"method", method}}, {}, true}},
        {"Reject", {{{"reason", text}}, {}, false}},
        {"Hangup", {{}, {}, false}},
        {"Leave", {{}, {}, false}},
    };
    return all;
}

// What may stand in <Response>.
bool is_verb(std::string_view name) {
    static constexpr std::string_view verbs[] = {"Say",    "Play",   "Pause",   "Gather",
                                                 "Record", "Dial",   "Enqueue", "Redirect",
                                                 "Reject", "Hangup", "Leave"};
    return std::find(std::begin(verbs), std::end(verbs), name) != std::end(verbs);
}

bool is_url(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/')) &&
           text.find_first_of(" \"<>") == std::string_view::npos;
}

bool is_whole_number(std::string_view text) {
    return !text.empty() && text.size() < 7 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_language(std::string_view text) {
    return text.size() >= 2 && text.size() <= 35 &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return (std::isalnum(c) != 0) || c == '-'; });
}

bool are_words_of(std::string_view text, std::initializer_list<std::string_view> allowed) {
    const auto words = words_in(std::string(text));
    return !words.empty() && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(allowed.begin(), allowed.end(), word) != allowed.end();
    });
}

bool fits(kind as, std::string_view value) {
    switch (as) {
    case kind::text: return true;
    case kind::url: return is_url(value);
    case kind::number: return is_whole_number(value);
    case kind::flag: return value == "true" || value == "false";
    case kind::method: return value == "GET" || value == "POST";
    case kind::language: return is_language(value);
    case kind::digits:
        return value.find_first_not_of("0123456789*#wWABCDabcd") == std::string_view::npos;
    case kind::input: return are_words_of(value, {"dtmf", "speech"});
    case kind::noun_events:
        return are_words_of(value,
                            {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker",
                             "announcement", "initiated", "ringing", "answered", "completed"});
    }
    return false;
}

std::string wrong_with(const element& verb) {
    const auto rule = known().find(verb.name);
    if (rule == known().end()) {
        return "there is no <" + verb.name + ">";
    }
    for (const auto& [name, value] : verb.attributes) {
        const auto as = rule->second.attributes.find(name);
        if (as == rule->second.attributes.end()) {
            return "<" + verb.name + "> has no attribute " + name;
        }
        if (!fits(as->second, value)) {
            return "<" + verb.name + " " + name + "> cannot be '" + value + "'";
        }
    }
    if (!rule->second.has_text && verb.text.find_first_not_of(" \t\r\n") != std::string::npos) {
        return "<" + verb.name + "> has no text";
    }
    if (verb.name == "Say" && (verb.text.empty() || verb.text.size() > 4096)) {
        return "<Say> has between 1 and 4096 characters";
    }
    if ((verb.name == "Redirect" || verb.name == "Number" || verb.name == "Sip" ||
         verb.name == "Conference") &&
        verb.text.empty()) {
        return "<" + verb.name + "> is empty";
    }
    if (verb.name == "Redirect" && !is_url(verb.text)) {
        return "<Redirect> is no URL";
    }
    for (const auto& child : verb.children) {
        if (!rule->second.children.contains(child.name)) {
            return "<" + child.name + "> cannot stand in <" + verb.name + ">";
        }
        if (auto wrong = wrong_with(child); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

element read_element(const std::string& name, const tree::ptree& from) {
    element out;
    out.name = name;
    out.text = from.data();
    for (const auto& [key, value] : from) {
        if (key == "<xmlattr>") {
            for (const auto& [attribute, text] : value) {
                out.attributes[attribute] = text.data();
            }
        } else if (key != "<xmlcomment>") {
            out.children.push_back(read_element(key, value));
        }
    }
    return out;
}

}  // namespace

std::string element::get(std::string_view attribute, std::string_view otherwise) const {
    const auto it = attributes.find(attribute);
    return it == attributes.end() ? std::string(otherwise) : it->second;
}

double element::number(std::string_view attribute, double otherwise) const {
    const auto given = get(attribute);
    int value = 0;
    const auto read = std::from_chars(given.data(), given.data() + given.size(), value);
    return read.ec == std::errc{} && !given.empty() ? value : otherwise;
}

bool element::flag(std::string_view attribute, bool otherwise) const {
    const auto given = get(attribute);
    return given.empty() ? otherwise : given == "true";
}

std::set<std::string> words_in(const std::string& text) {
    std::istringstream all(text);
    std::set<std::string> out;
    for (std::string word; all >> word;) {
        out.insert(word);
    }
    return out;
}

document read_twiml(std::string_view content_type, const std::string& body) {
    const auto type = content_type.substr(0, content_type.find(';'));
    if (type != "text/xml" && type != "application/xml" && type != "text/html") {
        return {{}, 12300, "no TwiML: " + std::string(content_type)};
    }
    tree::ptree parsed;
    try {
        std::istringstream in(body);
        tree::read_xml(in, parsed);
    } catch (const tree::xml_parser_error& error) {
        return {{}, 12100, error.message()};
    }
    if (parsed.size() != 1 || parsed.front().first != "Response") {
        return {{}, 12100, "the document is no <Response>"};
    }
    document out;
    out.verbs = read_element("Response", parsed.front().second).children;
    for (const auto& each : out.verbs) {
        auto wrong = is_verb(each.name) ? wrong_with(each) : "there is no verb <" + each.name + ">";
        if (!wrong.empty()) {
            return {{}, 12200, std::move(wrong)};
        }
    }
    return out;
}

}  // namespace emulators::voice
