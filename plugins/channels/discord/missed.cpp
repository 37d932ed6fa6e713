#include "missed.hpp"

#include "answer.hpp"
#include "snowflake.hpp"

#include <algorithm>
#include <charconv>

namespace discord {
namespace {

constexpr std::string_view mark_key = "missed";
constexpr std::string_view again_timer = "missed-again";

constexpr std::int64_t clocks_differ_ms = 60'000;
constexpr std::uint32_t at_a_time = 2;  // answers to customers have the rest of the limit
constexpr std::size_t a_page = 50;
constexpr std::uint32_t most_pages = 20;
constexpr std::size_t most_direct = 2'000;
constexpr std::uint32_t most_tries = 10;
constexpr std::uint64_t first_wait_ms = 1'000;
constexpr std::uint64_t longest_wait_ms = 60'000;

enum channel_type : std::int64_t { text = 0, direct = 1, voice = 2, news = 5, stage = 13 };

bool holds_messages(std::int64_t type) {
    return type == text || type == voice || type == news || is_thread(type) || type == stage;
}

// Clicks and reactions go in at once: were they lost with the process, nobody could be asked for
// them.
bool is_of_a_message(std::string_view type) {
    return type == "MESSAGE_CREATE" || type == "MESSAGE_UPDATE" || type == "MESSAGE_DELETE" ||
           type == "MESSAGE_DELETE_BULK";
}

}  // namespace

missed::missed(const options& options, const selat::setup& setup, limits& limits,
               incoming& incoming)
    : options_(options), limits_(limits), incoming_(incoming), servers_(options, setup) {
    const auto kept = setup.state.get(mark_key);
    std::from_chars(kept.data(), kept.data() + kept.size(), since_ms_);
    listening_ = !any();
}

void missed::lost(std::int64_t until_ms, selat::actions out) {
    listening_ = false;
    waiting_.clear();
    servers_.stop_waiting(out);
    held_.end_empty();  // what waits elsewhere waits for the next session's answers
    if (!any() && until_ms > 0) {
        mark(std::max<std::int64_t>(until_ms - clocks_differ_ms, 1), out);
    }
}

void missed::mark(std::int64_t since_ms, selat::actions out) {
    since_ms_ = since_ms;
    out.save_state(mark_key, std::to_string(since_ms_));
}

void missed::session_began(const json& ready, std::int64_t now_ms, selat::actions out) {
    listening_ = true;
    ++session_;
    waiting_.clear();
    servers_.session_began(ready, any(), out);
    if (!any()) {
        return;
    }
    if (options_.direct_messages) {
        for (const auto& each : incoming_.places().newest_direct(most_direct)) {
            add({.channel = each, .channel_type = direct, .after = first_id_of(since_ms_)});
        }
    }
    ask(now_ms, out);
    end_if_done(out);
}

void missed::server_told(const json& guild, std::int64_t now_ms, selat::actions out) {
    const auto id = text_of(guild, "id");
    if (!listening_ || flag_of(guild, "unavailable")) {
        return;
    }
    const auto since_ms = servers_.told(id, since_ms_, out);
    if (since_ms == 0) {
        return;
    }
    if (!any() || since_ms < since_ms_) {
        mark(since_ms, out);
    }
    for (const auto part : {"channels", "threads"}) {
        for (const auto& each : member(guild, part)) {
            add(each, id, since_ms);
        }
    }
    ask(now_ms, out);
    end_if_done(out);
}

void missed::server_gone(const json& guild, selat::actions out) {
    if (flag_of(guild, "unavailable")) {
        return;  // it tells its channels when it is back
    }
    servers_.gone(text_of(guild, "id"), out);
    end_if_done(out);
}

void missed::add(const json& channel, const std::string& guild, std::int64_t since_ms) {
    const auto id = text_of(channel, "id");
    const auto type = number_of(channel, "type", -1);
    const auto newest = text_of(channel, "last_message_id");
    const bool quiet = is_id(newest) && made_ms(newest) < since_ms;
    const json place = {{"channel_id", id}, {"guild_id", guild}};
    if (is_id(id) && holds_messages(type) && !quiet && incoming_.places().listens_to(place)) {
        add({.channel = id, .guild = guild, .channel_type = type, .after = first_id_of(since_ms)});
    }
}

void missed::add(question about) {
    about.session = session_;
    held_.begin(about.channel);
    waiting_.push_back(std::move(about));
}

bool missed::holds(std::string_view type, const json& about, const std::string& key,
                   selat::actions out) {
    const auto channel = text_of(about, "channel_id");
    if (!is_of_a_message(type) || !held_.waits(channel)) {
        return false;
    }
    if (held_.is_full(channel)) {
        out.log(SELAT_LOG_WARN, "missed_overtaken",
                "channel " + channel + ": too much comes while it is asked, which goes in first");
        go_on(held_.end(channel), out);
        return false;
    }
    if (held_.count(channel) == 0) {
        put_first(channel);
    }
    held_.add(channel, {std::string(type), about, key});
    return true;
}

// Somebody writes there just now.
void missed::put_first(std::string_view channel) {
    const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&](const question& each) { return each.channel == channel; });
    if (found != waiting_.end()) {
        std::rotate(waiting_.begin(), found, std::next(found));
    }
}

// What was held back and came with the answers too is known by its id.
void missed::go_on(const std::vector<held::event>& events, selat::actions out) {
    for (const auto& each : events) {
        incoming_.take(each.type, each.about, each.key, out);
    }
}

// One that must wait holds up no other.
void missed::ask(std::int64_t now_ms, selat::actions out) {
    auto next = waiting_.begin();
    while (listening_ && under_way_ < at_a_time && next != waiting_.end()) {
        if (next->due_ms <= now_ms) {
            const auto route = "GET /channels/" + next->channel + "/messages";
            next->due_ms = now_ms + limits_.take(route, now_ms);
        }
        if (next->due_ms > now_ms) {
            ++next;
            continue;
        }
        call(*next, out);
        ++under_way_;
        next = waiting_.erase(next);
    }
    if (!listening_ || under_way_ >= at_a_time || waiting_.empty()) {
        return;
    }
    const auto first =
        std::min_element(waiting_.begin(), waiting_.end(),
                         [](const auto& a, const auto& b) { return a.due_ms < b.due_ms; });
    out.timer(again_timer, first->due_ms - now_ms);
}

void missed::call(const question& about, selat::actions out) {
    const auto url = options_.api + "/channels/" + about.channel +
                     "/messages?limit=" + std::to_string(a_page) + "&after=" + about.after;
    const auto authorization = "Bot " + options_.token;
    const selat::pair headers[] = {{"authorization", authorization},
                                   {"user-agent", options_.user_agent}};
    const auto context = about.context();
    out.call(
        {.method = "GET", .url = url, .headers = headers, .context = context, .repeatable = true});
}

void missed::on_reply(const selat::http_reply& reply, selat::actions out) {
    under_way_ -= under_way_ > 0 ? 1 : 0;
    auto asked = question::read(reply.context);
    limits_.learn("GET /channels/" + asked.channel + "/messages", reply);
    if (!listening_) {
        return;  // a new session asks anew
    }
    if (asked.session == session_) {
        answered(std::move(asked), reply, out);
    }
    ask(reply.now_ms, out);
    end_if_done(out);
}

void missed::answered(question asked, const selat::http_reply& reply, selat::actions out) {
    if (!reply.failed() && reply.status == 200) {
        return take(std::move(asked), parse(reply.body), out);
    }
    const auto why = reply.failed() ? unanswered(reply) : read_refused(reply);
    const bool passes = reply.failed() || reply.status == 429 || reply.status >= 500;
    if (passes && ++asked.tries < most_tries) {
        const auto own_ms = std::min(first_wait_ms << asked.tries, longest_wait_ms);
        const auto wait_ms = why.retry_after_ms > 0 ? why.retry_after_ms : own_ms;
        asked.due_ms = reply.now_ms + static_cast<std::int64_t>(wait_ms);
        return waiting_.push_front(std::move(asked));
    }
    out.log(SELAT_LOG_WARN, "missed_not_told", "channel " + asked.channel + ": " + why.text);
    go_on(held_.end(asked.channel), out);
}

// They come newest first.
void missed::take(question asked, const json& messages, selat::actions out) {
    const bool told = messages.is_array() && !messages.empty();
    for (auto each = messages.rbegin(); told && each != messages.rend(); ++each) {
        auto message = *each;
        if (!message.is_object()) {
            continue;
        }
        if (!asked.guild.empty()) {
            message["guild_id"] = asked.guild;
        }
        message["channel_type"] = asked.channel_type;
        incoming_.take("MESSAGE_CREATE", message, {}, out);
    }
    const auto newest = told ? text_of(messages.front(), "id") : std::string();
    if (messages.size() < a_page || !is_id(newest)) {
        return go_on(held_.end(asked.channel), out);
    }
    asked.after = newest;
    asked.tries = 0;
    if (++asked.pages < most_pages) {
        return waiting_.push_front(std::move(asked));
    }
    out.log(SELAT_LOG_WARN, "missed_too_much",
            "channel " + asked.channel + ": what was written after message " + asked.after +
                " is left out");
    go_on(held_.end(asked.channel), out);
}

void missed::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == again_timer) {
        ask(event.now_ms, out);
    } else if (event.name == servers::timer) {
        servers_.are_down(since_ms_, out);
        end_if_done(out);
    }
}

void missed::end_if_done(selat::actions out) {
    if (any() && listening_ && !servers_.awaited() && waiting_.empty() && under_way_ == 0) {
        since_ms_ = 0;
        out.save_state(mark_key, {});
        servers_.stop_waiting(out);
        go_on(held_.end_all(), out);  // of channels that no session told again
    }
}

void missed::stop(selat::actions out) {
    listening_ = false;
    out.cancel_timer(again_timer);
    servers_.stop_waiting(out);
}

}  // namespace discord
