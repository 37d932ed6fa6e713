#include "host/model/permission.hpp"

#include <algorithm>

#include "host/model/content.hpp"

namespace selat::model {
namespace {

// No provider delivers after so long: an older time is a wrong clock, or a wrong unit.
constexpr duration longest_delay{31ll * 24 * 3'600'000};

// A template with something beside it is not what the provider takes at any time.
bool is_template(std::string_view content) {
    if (content.find("\"template\"") == std::string_view::npos) {
        return false;
    }
    const auto read = read_content(content);
    if (!read || !read->template_) {
        return false;
    }
    model::content alone;
    alone.template_ = read->template_;
    return write_content(alone) == write_content(*read);
}

// What becomes of a caller, who is on the line. It rings nobody up.
bool steers_call(std::string_view content) {
    if (content.find("\"call\"") == std::string_view::npos) {
        return false;
    }
    const auto read = read_content(content);
    return read && read->call && (read->call->state == "enqueue" || read->call->state == "connect");
}

std::uint32_t hours_for(author_kind from, const reply_window& window) {
    return from == author_kind::agent ? window.agent_hours : window.hours;
}

time window_end(const address& to, std::uint32_t hours) {
    return to.last_seen + std::chrono::hours(hours);
}

// When the provider takes no more of it; none: it always does. Of whom nothing was ever heard here,
// the provider may have heard.
std::optional<time> closes(const address& to, const channel_rules& on, const wish& what) {
    const auto hours = hours_for(what.from, on.window);
    if (hours == 0 || to.last_seen == time{}) {
        return std::nullopt;
    }
    return window_end(to, hours);
}

// Since when nobody is being answered who wrote last at `to`.
time answered(const address& to) {
    return to.last_seen == time{} ? time{} : to.last_seen + still_answered;
}

std::optional<time> earlier(std::optional<time> a, std::optional<time> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

std::string hours_text(std::uint32_t hours) { return std::to_string(hours) + " hours"; }

std::string too_late(const address& to, const channel_rules& on, const wish& what, time now) {
    auto out = "the customer's newest message is older than the " +
               hours_text(hours_for(what.from, on.window)) + " in which the channel takes answers";
    const auto for_people = window_end(to, on.window.agent_hours);
    if (what.from != author_kind::agent && now < for_people) {
        out += "; only a person may answer, until " + to_rfc3339(for_people);
    } else if (on.window.templates) {
        out += "; only a template can be sent";
    }
    return out;
}

}  // namespace

permission may_send(const address& to, const channel_rules& on, const wish& what, time now) {
    if (!on.exists) {
        return {hindrance::no_channel, {}};
    }
    if (is_closed(on, now)) {
        return {hindrance::sunset, {}};
    }
    if (to.reach == reach::blocked) {
        return {hindrance::blocked, {}};
    }
    if (to.reach == reach::opted_out && what.from != author_kind::agent &&
        !steers_call(what.content)) {
        return {hindrance::opted_out, {}};
    }
    auto end = closes(to, on, what);
    if (end && *end <= now) {
        if (!on.window.templates || !is_template(what.content)) {
            return {hindrance::outside_window, {}};
        }
        end.reset();
    }
    end = earlier(end, on.sunset.empty() ? std::nullopt : std::optional(on.closed_from));
    if (on.quiet == nullptr || what.awaited || steers_call(what.content)) {
        return {hindrance::none, end};
    }
    const auto from = std::max(now, answered(to));
    const auto quiet = on.quiet->end(from);
    if (!quiet) {
        return {hindrance::none, earlier(end, on.quiet->begin(from))};
    }
    if (from > now) {
        return {hindrance::none, earlier(end, from)};
    }
    // What the night outlasts does not open again with the day.
    return {hindrance::quiet_hours, end && *end <= *quiet ? std::nullopt : quiet};
}

permission may_reply(const conversation& in, const address* to, const channel_rules& on, time now) {
    if (in.status == conversation_status::closed) {
        return {hindrance::closed, {}};
    }
    if (to == nullptr) {
        return {hindrance::no_channel, {}};
    }
    return may_send(*to, on, {author_kind::agent, is_awaited(author_kind::agent, {}, &in), {}},
                    now);
}

bool is_closed(const channel_rules& on, time now) {
    return !on.sunset.empty() && on.closed_from <= now;
}

failure refusal(const permission& why, const address& to, const channel_rules& on, const wish& what,
                time now) {
    switch (why.why) {
    case hindrance::none: break;
    case hindrance::closed: return {code::wrong_state, "the conversation is closed"};
    case hindrance::no_channel: return {code::not_found, "there is no channel " + to.channel};
    case hindrance::sunset:
        return {code::unsupported, "the provider closed the channel " + to.channel + " on " +
                                       std::string(on.sunset) +
                                       "; write to another address of the customer"};
    case hindrance::blocked:
        return {code::opted_out, "the customer has blocked messages at this address"};
    case hindrance::opted_out:
        return {code::opted_out, "the customer does not want messages at this address"};
    case hindrance::outside_window: return {code::outside_window, too_late(to, on, what, now)};
    case hindrance::quiet_hours:
        return {code::quiet_hours,
                "these are quiet hours on the channel" +
                    (why.until ? ", until " + to_rfc3339(*why.until) : std::string()) +
                    ", and the customer did not ask for it"};
    }
    return {code::internal, "nothing hinders it"};
}

bool is_awaited(author_kind from, std::string_view origin, const conversation* in) {
    const bool answers = from == author_kind::agent && in != nullptr &&
                         in->handler == handler::agent && !in->agent.empty();
    return answers || id::parse(origin, id_kind::verification).has_value();
}

time heard(time before, std::int64_t told_ms, time now) {
    const auto told = from_ms(told_ms);
    const bool credible = told <= now && told > now - longest_delay;
    return std::max(before, credible ? told : now);
}

const char* name_of(hindrance value) {
    switch (value) {
    case hindrance::none: return "";
    case hindrance::closed: return "closed";
    case hindrance::no_channel: return "no_channel";
    case hindrance::sunset: return "sunset";
    case hindrance::blocked: return "blocked";
    case hindrance::opted_out: return "opted_out";
    case hindrance::outside_window: return "outside_window";
    case hindrance::quiet_hours: return "quiet_hours";
    }
    return "";
}

}  // namespace selat::model
