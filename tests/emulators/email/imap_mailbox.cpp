#include "tests/emulators/email/imap_session.hpp"
#include "tests/emulators/email/text.hpp"

#include <charconv>
#include <ctime>
#include <utility>
#include <vector>

namespace emulators::email {
namespace {

std::uint64_t number_of(std::string_view text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

// "3", "3:9", "3:*", "*"; the largest uid is what * stands for.
bool holds(std::string_view set, std::uint64_t uid, std::uint64_t largest) {
    while (!set.empty()) {
        const auto end = std::min(set.find(','), set.size());
        const auto range = set.substr(0, end);
        set.remove_prefix(std::min(end + 1, set.size()));
        const auto colon = range.find(':');
        const auto value = [&](std::string_view text) {
            return text == "*" ? largest : number_of(text);
        };
        auto first = value(range.substr(0, colon));
        auto last = colon == range.npos ? first : value(range.substr(colon + 1));
        if (first > last) {
            std::swap(first, last);
        }
        if (uid >= first && uid <= last) {
            return true;
        }
    }
    return false;
}

std::string internal_date(std::int64_t ms) {
    const auto seconds = static_cast<std::time_t>(ms / 1'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char out[64];
    const auto size = std::strftime(out, sizeof out, "\"%d-%b-%Y %H:%M:%S +0000\"", &parts);
    return {out, size};
}

std::string flags_of(const stored_mail& mail) {
    std::string out = "(";
    for (const auto& each : mail.flags) {
        out += (out.size() > 1 ? " " : "") + each;
    }
    return out + ")";
}

}  // namespace

void imap_session::select(std::string_view arguments) {
    if (struck("select")) {
        return;
    }
    if (upper(string_of(arguments)) != "INBOX") {
        return end("NO [NONEXISTENT] there is no such folder");
    }
    const std::lock_guard lock(state_.mutex);
    const auto* box = state_.account_of(address_);
    if (box == nullptr) {
        return end("NO the account is gone");
    }
    told_ = box->mails.size();
    selected_ = true;
    say("* FLAGS (\\Seen \\Deleted \\Answered \\Flagged)");
    say("* " + std::to_string(told_) + " EXISTS");
    say("* 0 RECENT");
    say("* OK [UIDVALIDITY " + std::to_string(box->validity) + "] as it is");
    say("* OK [UIDNEXT " + std::to_string(box->uid_next) + "] as it will be");
    end("OK [READ-WRITE] selected");
}

void imap_session::search(std::string_view arguments) {
    if (struck("search")) {
        return;
    }
    bool unseen = false;
    std::string set = "1:*";
    while (!arguments.empty()) {
        const auto key = upper(word_of(arguments));
        if (key == "UNSEEN") {
            unseen = true;
        } else if (key == "UID") {
            set = word_of(arguments);
        } else if (key == "SINCE") {
            word_of(arguments);  // everything here is of today
        } else if (key != "ALL") {
            return end("BAD no such key: " + key);
        }
    }
    const std::lock_guard lock(state_.mutex);
    const auto* box = state_.account_of(address_);
    std::string found = "* SEARCH";
    const auto largest = box == nullptr || box->mails.empty() ? 0 : box->mails.back().uid;
    for (const auto& each : box == nullptr ? std::vector<stored_mail>() : box->mails) {
        if (holds(set, each.uid, largest) && (!unseen || !each.flags.contains("\\Seen"))) {
            found += " " + std::to_string(each.uid);
        }
    }
    say(found);
    end("OK done");
}

void imap_session::fetch(std::string_view arguments) {
    if (struck("fetch")) {
        return;
    }
    const auto set = std::string(word_of(arguments));
    const auto items = upper(arguments);
    const auto part = items.find("<0.");
    const auto most =
        part == items.npos
            ? std::string::npos
            : static_cast<std::size_t>(number_of(std::string_view(items).substr(part + 3)));
    if (items.find("BODY.PEEK[]") == items.npos && items.find("FLAGS") == items.npos) {
        return end("BAD what is wanted is not served here");
    }
    std::string out;
    {
        const std::lock_guard lock(state_.mutex);
        const auto* box = state_.account_of(address_);
        const auto& mails = box->mails;
        for (std::size_t n = 0; n < mails.size(); ++n) {
            const auto& each = mails[n];
            if (!holds(set, each.uid, mails.back().uid)) {
                continue;
            }
            // A literal within the list, and more behind it: both are allowed.
            out += "* " + std::to_string(n + 1) + " FETCH (FLAGS " + flags_of(each);
            if (items.find("BODY.PEEK[]") != items.npos) {
                const auto body = each.raw.substr(0, most);
                out += std::string(" BODY[]") + (part == items.npos ? "" : "<0>") + " {" +
                       std::to_string(body.size()) + "}\r\n" + body;
            }
            out += " INTERNALDATE " + internal_date(each.at_ms) + " RFC822.SIZE " +
                   std::to_string(each.raw.size()) + " UID " + std::to_string(each.uid) + ")\r\n";
        }
    }
    wire_.write(out);
    end("OK done");
}

void imap_session::store(std::string_view arguments) {
    const auto set = std::string(word_of(arguments));
    const auto what = upper(word_of(arguments));
    if (!what.starts_with("+FLAGS") || arguments.size() < 2) {
        return end("BAD only flags that are added");
    }
    const auto flags = arguments.substr(1, arguments.size() - 2);
    const std::lock_guard lock(state_.mutex);
    auto& mails = state_.account_of(address_)->mails;
    for (auto& each : mails) {
        if (holds(set, each.uid, mails.back().uid)) {
            each.flags.insert(std::string(flags));
        }
    }
    end("OK done");
}

bool imap_session::tell_news() {
    const std::lock_guard lock(state_.mutex);
    const auto* box = state_.account_of(address_);
    if (!selected_ || box == nullptr || box->mails.size() == told_ || state_.manners.mute) {
        return false;
    }
    while (told_ > box->mails.size()) {
        say("* " + std::to_string(told_--) + " EXPUNGE");
    }
    told_ = box->mails.size();
    say("* " + std::to_string(told_) + " EXISTS");
    return true;
}

bool imap_session::idle() {
    if (struck("idle")) {
        return true;
    }
    say("+ idling");
    constexpr int look_ms = 10;
    while (!wire_.readable(look_ms)) {
        tell_news();
    }
    std::string line;
    bool bare = false;
    if (!wire_.read_line(line, bare)) {
        return false;
    }
    end(upper(line) == "DONE" ? "OK done" : "BAD DONE was expected");
    return true;
}

}  // namespace emulators::email
