#include "quotes.hpp"

#include "charset.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace email {
namespace {

using lines = std::vector<std::string_view>;

constexpr std::size_t longest_attribution = 4;  // lines
constexpr std::size_t longest_signature = 20;

constexpr std::array<std::string_view, 20> openings = {
    "on ",   "am ",  "le ",  "el ", "il ", "em ", "op ", "w dniu", "dnia ", "den ",
    "pada ", "dne ", "el d", "在",  "於",  "于",  "вт",  "пн",     "в ",    "tarikh "};
constexpr std::array<std::string_view, 24> verbs = {
    "wrote",    "schrieb",    "a écrit",   "escribió", "ha scritto", "escreveu",
    "schreef",  "napisał",    "пишет",     "написал",  "写道",       "寫道",
    "のメール", "書きました", "menulis",   "skrev",    "kirjoitti",  "napsal",
    "írta",     "yazdı",      "님이 작성", "đã viết",  "เขียนว่า",     "wrote the following"};
constexpr std::array<std::string_view, 16> originals = {"original message",
                                                        "original-nachricht",
                                                        "ursprüngliche nachricht",
                                                        "message d'origine",
                                                        "message original",
                                                        "mensaje original",
                                                        "messaggio originale",
                                                        "mensagem original",
                                                        "oorspronkelijk bericht",
                                                        "原始邮件",
                                                        "原始郵件",
                                                        "邮件原件",
                                                        "元のメッセージ",
                                                        "mesej asal",
                                                        "pesan asli",
                                                        "reply message"};
constexpr std::array<std::string_view, 14> senders = {
    "from:",  "von:",   "de:",    "da:", "van:",  "från:",     "fra:",
    "发件人", "寄件者", "差出人", "от:", "dari:", "daripada:", "od:"};
constexpr std::array<std::string_view, 36> fields = {
    "sent:",    "date:",    "to:",        "subject:", "cc:",        "gesendet:",
    "datum:",   "an:",      "betreff:",   "envoyé",   "à",          "objet",
    "enviado",  "para:",    "asunto:",    "fecha:",   "inviato:",   "a:",
    "oggetto:", "assunto:", "verzonden:", "aan:",     "onderwerp:", "发送时间",
    "收件人",   "主题",     "收件者",     "主旨",     "日期",       "送信日時",
    "宛先",     "件名",     "tarikh:",    "kepada:",  "subjek:",    "perkara:"};
constexpr std::array<std::string_view, 17> devices = {
    "sent from my ",   "sent from mail for", "sent from outlook",  "sent via ",
    "get outlook for", "sent from yahoo",    "von meinem ",        "gesendet von ",
    "envoyé de mon ",  "envoyé à partir",    "enviado desde mi ",  "inviato da ",
    "enviado do meu ", "verstuurd vanaf ",   "dihantar daripada ", "dikirim dari ",
    "发自我的"};
constexpr std::string_view marker = "## reply above this line ##";

template <std::size_t Size>
bool begins_with_one_of(std::string_view line, const std::array<std::string_view, Size>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto each) { return starts_with_word(line, each); });
}

template <std::size_t Size>
bool has_one_of(std::string_view line, const std::array<std::string_view, Size>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto each) { return contains_word(line, each); });
}

lines split(std::string_view text) {
    lines out;
    while (true) {
        const auto end = text.find('\n');
        out.push_back(text.substr(0, end));
        if (end == text.npos) {
            return out;
        }
        text.remove_prefix(end + 1);
    }
}

bool is_blank(std::string_view line) { return trimmed(line).empty(); }
bool is_quoted(std::string_view line) { return trimmed(line).starts_with('>'); }

// Of a line that is one of a block of headers: without emphasis around the word.
std::string_view plain(std::string_view line) {
    line = trimmed(line);
    while (line.starts_with('*')) {
        line.remove_prefix(1);
    }
    return line;
}

bool is_rule(std::string_view line) {
    line = trimmed(line);
    return line.size() >= 5 && line.find_first_not_of("_-=") == line.npos;
}

bool says_original(std::string_view line) {
    line = trimmed(line);
    return line.size() < 200 && (line.starts_with("--") || line.starts_with("__")) &&
           has_one_of(line, originals);
}

// "From: … Sent: … To: … Subject: …", as Outlook writes it.
bool begins_headers(const lines& all, std::size_t at) {
    if (!begins_with_one_of(plain(all[at]), senders)) {
        return false;
    }
    std::size_t found = 0;
    for (auto next = at + 1; next < std::min(all.size(), at + 7); ++next) {
        found += begins_with_one_of(plain(all[next]), fields) ? 1 : 0;
    }
    return found >= 2;
}

bool ends_attribution(std::string_view line) {
    line = trimmed(line);
    const bool colon = line.ends_with(':') || line.ends_with("：") || line.ends_with(":*");
    return colon && line.size() < 400 && has_one_of(line, verbs);
}

// The line behind an attribution that begins at `at`; 0 when none does.
std::size_t behind_attribution(const lines& all, std::size_t at) {
    const auto first = trimmed(all[at]);
    if (ends_attribution(first) &&
        (first.find('@') != first.npos || begins_with_one_of(first, openings) ||
         (first.front() >= '0' && first.front() <= '9'))) {
        return at + 1;
    }
    const bool digit = !first.empty() && first.front() >= '0' && first.front() <= '9';
    if (first.size() > 400 || (!begins_with_one_of(first, openings) && !digit)) {
        return 0;
    }
    for (auto next = at + 1; next < std::min(all.size(), at + longest_attribution); ++next) {
        if (is_blank(all[next]) || all[next].size() > 400) {
            return 0;
        }
        if (ends_attribution(all[next])) {
            return next + 1;
        }
    }
    return 0;
}

// Whether all from `at` on is quotation: the lines with '>', or, without any, everything.
bool only_quotation(const lines& all, std::size_t at) {
    while (at < all.size() && is_blank(all[at])) {
        ++at;
    }
    if (at == all.size() || !is_quoted(all[at])) {
        return true;
    }
    while (at < all.size() && (is_blank(all[at]) || is_quoted(all[at]))) {
        ++at;
    }
    return at == all.size();
}

// How many of the lines are before what is quoted.
std::size_t before_quotation(const lines& all) {
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (contains_word(all[at].substr(0, 400), marker) || says_original(all[at])) {
            return at;
        }
        if (is_quoted(all[at]) || is_blank(all[at])) {
            continue;
        }
        if (begins_headers(all, at)) {
            return at > 0 && is_rule(all[at - 1]) ? at - 1 : at;
        }
        const auto behind = behind_attribution(all, at);
        if (behind != 0 && only_quotation(all, behind)) {
            return at;
        }
    }
    auto end = all.size();
    while (end > 0 && (is_blank(all[end - 1]) || is_quoted(all[end - 1]))) {
        --end;
    }
    return end;
}

std::size_t before_signature(const lines& all, std::size_t end) {
    for (std::size_t at = end; at > 0 && end - at < longest_signature;) {
        --at;
        const auto line = all[at];
        if (line == "-- " || line == "--" || line == "-- \r") {
            return at;
        }
    }
    std::size_t said = 0;
    for (std::size_t at = end; at > 0 && said < 3;) {
        --at;
        if (begins_with_one_of(trimmed(all[at]), devices) && trimmed(all[at]).size() < 100) {
            return at;
        }
        said += is_blank(all[at]) ? 0 : 1;
    }
    return end;
}

std::string joined(const lines& all, std::size_t end) {
    std::string out;
    for (std::size_t at = 0; at < end; ++at) {
        out += all[at];
        out += '\n';
    }
    return std::string(trimmed(out));
}

constexpr std::array<std::string_view, 12> answers = {
    "re:", "aw:", "sv:", "vs:", "antw:", "ref:", "rif:", "res:", "odp:", "回复", "答复", "回覆"};
constexpr std::array<std::string_view, 10> forwards = {
    "fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "i:", "转发", "轉寄", "doorst:"};

}  // namespace

std::string visible_reply(std::string_view text, bool forwarded) {
    const auto whole = std::string(trimmed(text));
    if (forwarded) {
        return whole;
    }
    const auto all = split(whole);
    const auto quotation = before_quotation(all);
    auto out = joined(all, before_signature(all, quotation));
    if (out.empty()) {
        out = joined(all, quotation);
    }
    return out.empty() ? whole : out;
}

std::string unflowed(std::string_view text, bool delete_space) {
    std::string out;
    bool soft = false;
    std::size_t depth = 0;
    for (auto line : split(text)) {
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const auto quotes = std::min(line.find_first_not_of('>'), line.size());
        auto words = line.substr(quotes);
        if (words.starts_with(' ')) {
            words.remove_prefix(1);
        }
        const bool signature = words == "-- ";
        if (soft && quotes == depth && !signature) {
            out += words;
        } else {
            out += out.empty() ? "" : "\n";
            out.append(quotes, '>');
            out += quotes > 0 ? " " : "";
            out += words;
        }
        depth = quotes;
        soft = words.ends_with(' ') && !signature;
        if (soft && delete_space) {
            out.pop_back();
        }
    }
    return out;
}

bool is_forward(std::string_view subject) {
    return begins_with_one_of(bare_subject(subject), forwards);
}

std::string_view bare_subject(std::string_view subject) {
    for (subject = trimmed(subject);;) {
        const auto* found = std::find_if(answers.begin(), answers.end(), [&](auto each) {
            return starts_with_word(subject, each);
        });
        if (found == answers.end()) {
            return subject;
        }
        subject.remove_prefix(found->size());
        if (subject.starts_with("：")) {
            subject.remove_prefix(std::string_view("：").size());
        } else if (subject.starts_with(':')) {
            subject.remove_prefix(1);
        }
        subject = trimmed(subject);
    }
}

}  // namespace email
