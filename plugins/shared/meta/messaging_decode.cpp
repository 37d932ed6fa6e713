#include "messaging_decode.hpp"

#include "content.hpp"
#include "messaging_event.hpp"

namespace meta {
namespace {

using taker = std::function<void(news&)>;

void ignore(std::string_view what, std::string_view why, const taker& take) {
    news out;
    out.what = what;
    out.why = why;
    take(out);
}

class entry_reader {
public:
    entry_reader(const json& entry, const platform& at, const taker& take)
        : entry_(entry), at_(at), take_(take), at_ms_(time_of(entry, "time")) {}

    void read() {
        for (const auto& each : list_of(entry_, "messaging")) {
            event(each, false);
        }
        for (const auto& each : list_of(entry_, "standby")) {
            event(each, true);
        }
        for (const auto& each : list_of(entry_, "changes")) {
            change(text_of(each, "field"), member(each, "value"));
        }
        if (member(entry_, "field").is_string()) {
            change(text_of(entry_, "field"), member(entry_, "value"));
        }
    }

private:
    void event(const json& about, bool standby) {
        if (!about.is_object()) {
            return ignore("event", "it is no object", take_);
        }
        const auto at_ms = time_of(about, "timestamp");
        read_event({about, at_, standby, at_ms > 0 ? at_ms : at_ms_}, take_);
    }

    // Comments, mentions and the like; Meta's "Test" shows a message this way.
    void change(const std::string& field, const json& value) {
        if (member(value, "sender").is_object() && member(value, "recipient").is_object()) {
            return event(value, false);
        }
        ignore(field, "no message", take_);
    }

    const json& entry_;
    const platform& at_;
    const taker& take_;
    std::int64_t at_ms_;
};

}  // namespace

bool decode_messaging(std::string_view body, const platform& at, std::string_view own,
                      const std::function<void(std::size_t)>& begin, const taker& take) {
    const auto root = read_webhook(body);
    if (root.is_discarded()) {
        return false;
    }
    begin(count_updates(root) + list_of(root, "entry").size());
    const taker careful = [&](news& each) {
        keep_within_limits(each);
        take(each);
    };
    if (text_of(root, "object") != at.object) {
        ignore(text_of(root, "object"), "of another product of Meta's", careful);
        return true;
    }
    for (const auto& entry : list_of(root, "entry")) {
        const auto id = id_of(entry, "id");
        if (!own.empty() && id != own) {
            ignore(id, "of another account", careful);
        } else {
            entry_reader(entry, at, careful).read();
        }
    }
    return true;
}

}  // namespace meta
