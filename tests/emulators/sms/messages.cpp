#include "tests/emulators/sms/messages.hpp"

#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/sms/ids.hpp"

#include <algorithm>

namespace emulators::sms {
namespace {

bool matches(const message& message, const message_query& query) {
    return !message.deleted && (!query.outbound || message.direction != "inbound") &&
           (query.account.empty() || message.account == query.account) &&
           (query.from.empty() || message.from == query.from) &&
           (query.to.empty() || message.to == query.to);
}

json date(std::int64_t at_ms) { return at_ms == 0 ? json(nullptr) : json(rfc_2822(at_ms)); }

json or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

}  // namespace

void message_store::add(message message) {
    {
        const std::lock_guard lock(mutex_);
        message.number = messages_.size() + 1;
        by_sid_[message.sid] = messages_.size();
        messages_.push_back(std::move(message));
    }
    more_.notify_all();
}

message* message_store::known(std::string_view sid) {
    const auto it = by_sid_.find(sid);
    return it == by_sid_.end() || messages_[it->second].deleted ? nullptr : &messages_[it->second];
}

std::optional<message> message_store::find(std::string_view account, std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    const auto it = by_sid_.find(sid);
    if (it == by_sid_.end() || messages_[it->second].deleted ||
        messages_[it->second].account != account) {
        return std::nullopt;
    }
    return messages_[it->second];
}

std::optional<medium> message_store::find_medium(std::string_view sid) const {
    const std::lock_guard lock(mutex_);
    for (const auto& message : messages_) {
        for (const auto& each : message.media) {
            if (each.sid == sid && !message.deleted) {
                return each;
            }
        }
    }
    return std::nullopt;
}

found_messages message_store::find(const message_query& query) const {
    found_messages out{{}, query.after};
    std::unique_lock lock(mutex_);
    const auto look = [&] {
        for (; out.next < messages_.size() && out.items.size() < query.limit; ++out.next) {
            const auto& each = messages_[static_cast<std::size_t>(out.next)];
            if (matches(each, query)) {
                out.items.push_back(each);
            }
        }
        return !out.items.empty();
    };
    if (!look() && query.wait.count() > 0) {
        more_.wait_for(lock, query.wait, look);
    }
    return out;
}

void message_store::set_status(std::string_view sid, std::string_view status, int error_code) {
    const std::lock_guard lock(mutex_);
    if (auto* message = known(sid)) {
        message->status = status;
        message->error_code = error_code;
        message->updated_ms = now_ms();
        if (message->sent_ms == 0 && (status == "sent" || status == "delivered")) {
            message->sent_ms = message->updated_ms;
        }
    }
}

void message_store::redact(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    if (auto* message = known(sid)) {
        message->body.clear();
    }
}

void message_store::remove(std::string_view sid) {
    const std::lock_guard lock(mutex_);
    if (auto* message = known(sid)) {
        message->deleted = true;
    }
}

bool message_store::remove_medium(std::string_view message, std::string_view sid) {
    const std::lock_guard lock(mutex_);
    auto* found = known(message);
    return found != nullptr &&
           std::erase_if(found->media, [&](const medium& each) { return each.sid == sid; }) > 0;
}

void message_store::clear() {
    const std::lock_guard lock(mutex_);
    messages_.clear();
    by_sid_.clear();
}

json to_json(const message& message) {
    const auto uri = "/2010-04-01/Accounts/" + message.account + "/Messages/" + message.sid;
    const auto media = message.media_urls.size() + message.media.size();
    // A service that has not chosen a sender yet knows no parts either.
    const bool unsent = message.status == "accepted";
    return {{"sid", message.sid},
            {"account_sid", message.account},
            {"messaging_service_sid", or_null(message.service)},
            {"from", unsent ? json(nullptr) : json(message.from)},
            {"to", message.to},
            {"body", message.body},
            {"status", message.status},
            {"direction", message.direction},
            {"num_segments", std::to_string(unsent ? 0 : segments_of(message.body))},
            {"num_media", std::to_string(media)},
            {"error_code", message.error_code == 0 ? json(nullptr) : json(message.error_code)},
            {"error_message", nullptr},
            {"price", nullptr},
            {"price_unit", "USD"},
            {"date_created", date(message.created_ms)},
            {"date_sent", date(message.sent_ms)},
            {"date_updated", date(message.updated_ms)},
            {"api_version", "2010-04-01"},
            {"uri", uri + ".json"},
            {"subresource_uris", {{"media", uri + "/Media.json"}}}};
}

namespace {

// GSM 03.38 beside letters and digits: what takes one septet, and what takes two.
constexpr std::u32string_view single =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view twice = U"\f^{}\\[~]|€";

std::u32string characters(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t first = static_cast<unsigned char>(text[at]);
        const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t point = size == 1 ? first : first & (0xFFu >> (size + 1));
        for (std::size_t n = 1; n < size && at + n < text.size(); ++n) {
            point = point << 6 | (static_cast<unsigned char>(text[at + n]) & 0x3Fu);
        }
        out += point;
        at += size;
    }
    return out;
}

std::size_t septets_of(char32_t c) {
    const bool plain =
        (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9');
    if (plain || single.find(c) != std::u32string_view::npos) {
        return 1;
    }
    return twice.find(c) != std::u32string_view::npos ? 2 : 0;
}

}  // namespace

std::size_t segments_of(std::string_view text) {
    const auto all = characters(text);
    const bool narrow =
        std::all_of(all.begin(), all.end(), [](char32_t c) { return septets_of(c) > 0; });
    const std::size_t alone = narrow ? 160 : 70;
    const std::size_t joined = narrow ? 153 : 67;
    std::size_t total = 0;
    std::size_t used = 0;
    std::size_t parts = 1;
    for (const auto c : all) {
        const std::size_t size = narrow ? septets_of(c) : c > 0xFFFF ? 2 : 1;
        total += size;
        if (used + size > joined) {
            ++parts;
            used = 0;
        }
        used += size;
    }
    return total <= alone ? 1 : parts;
}

std::size_t units_of(std::string_view text) {
    std::size_t units = 0;
    for (const auto c : characters(text)) {
        units += c > 0xFFFF ? 2 : 1;
    }
    return units;
}

}  // namespace emulators::sms
