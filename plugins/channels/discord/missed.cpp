#include "missed.hpp"

#include "answer.hpp"
#include "snowflake.hpp"

#include <algorithm>
#include <charconv>

namespace discord {
namespace {

constexpr std::string_view key = "missed";
constexpr std::string_view again_timer = "missed-again";
constexpr std::string_view servers_timer = "missed-servers";

constexpr std::int64_t clocks_differ_ms = 60'000;
constexpr std::int64_t servers_ms = 60'000;  // by then a server tells its channels, or is down
constexpr std::uint32_t at_a_time = 2;       // answers to customers have the rest of the limit
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

}  // namespace

missed::missed(const options& options, const selat::setup& setup, limits& limits,
               incoming& incoming)
    : options_(options), limits_(limits), incoming_(incoming) {
    const auto kept = setup.state.get(key);
    std::from_chars(kept.data(), kept.data() + kept.size(), since_ms_);
}

void missed::lost(std::int64_t until_ms, selat::actions out) {
    listening_ = false;
    waiting_.clear();
    if (since_ms_ > 0 || until_ms <= 0) {
        return;
    }
    since_ms_ = std::max<std::int64_t>(until_ms - clocks_differ_ms, 1);
    out.save_state(key, std::to_string(since_ms_));
}

void missed::session_began(const json& ready, std::int64_t now_ms, selat::actions out) {
    listening_ = true;
    if (!any()) {
        return;
    }
    servers_.clear();
    for (const auto& each : member(ready, "guilds")) {
        servers_.insert(text_of(each, "id"));
    }
    out.timer(servers_timer, servers_ms);
    waiting_.clear();
    if (options_.direct_messages) {
        for (auto& each : incoming_.places().newest_direct(most_direct)) {
            waiting_.push_back({std::move(each), {}, direct, first_id_of(since_ms_), 0, 0});
        }
    }
    ask(now_ms, out);
    end_if_done(out);
}

void missed::server_told(const json& guild, std::int64_t now_ms, selat::actions out) {
    if (!any() || !listening_) {
        return;
    }
    const auto id = text_of(guild, "id");
    for (const auto part : {"channels", "threads"}) {
        for (const auto& each : member(guild, part)) {
            add(each, id);
        }
    }
    servers_.erase(id);
    ask(now_ms, out);
    end_if_done(out);
}

void missed::add(const json& channel, const std::string& guild) {
    const auto id = text_of(channel, "id");
    const auto type = number_of(channel, "type", -1);
    const auto newest = text_of(channel, "last_message_id");
    const bool quiet = is_id(newest) && made_ms(newest) < since_ms_;
    const json place = {{"channel_id", id}, {"guild_id", guild}};
    if (is_id(id) && holds_messages(type) && !quiet && incoming_.places().listens_to(place)) {
        waiting_.push_back({id, guild, type, first_id_of(since_ms_), 0, 0});
    }
}

void missed::ask(std::int64_t now_ms, selat::actions out) {
    while (listening_ && !paused_ && under_way_ < at_a_time && !waiting_.empty()) {
        const auto& next = waiting_.front();
        const auto route = "/channels/" + next.channel + "/messages";
        if (const auto wait_ms = limits_.take("GET " + route, now_ms); wait_ms > 0) {
            return pause(wait_ms, out);
        }
        const auto url =
            options_.api + route + "?limit=" + std::to_string(a_page) + "&after=" + next.after;
        const auto authorization = "Bot " + options_.token;
        const selat::pair headers[] = {{"authorization", authorization},
                                       {"user-agent", options_.user_agent}};
        const auto context = write(next);
        out.call({.method = "GET",
                  .url = url,
                  .headers = headers,
                  .context = context,
                  .repeatable = true});
        ++under_way_;
        waiting_.pop_front();
    }
}

void missed::on_reply(const selat::http_reply& reply, selat::actions out) {
    under_way_ -= under_way_ > 0 ? 1 : 0;
    auto asked = read(reply.context);
    limits_.learn("GET /channels/" + asked.channel + "/messages", reply);
    if (!any() || !listening_) {
        return;  // a new session asks anew
    }
    if (!reply.failed() && reply.status == 200) {
        take(std::move(asked), parse(reply.body), out);
    } else {
        const auto why = reply.failed() ? unanswered(reply) : read_refused(reply);
        const bool passes = reply.failed() || reply.status == 429 || reply.status >= 500;
        if (passes && ++asked.tries < most_tries) {
            ask_again(std::move(asked), why.retry_after_ms, out);
        } else {
            out.log(SELAT_LOG_WARN, "missed_not_told",
                    "channel " + asked.channel + ": " + why.text);
        }
    }
    ask(reply.now_ms, out);
    end_if_done(out);
}

// They come newest first.
void missed::take(question asked, const json& messages, selat::actions out) {
    if (!messages.is_array() || messages.empty()) {
        return;
    }
    for (auto each = messages.rbegin(); each != messages.rend(); ++each) {
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
    asked.after = text_of(messages.front(), "id");
    asked.tries = 0;
    if (messages.size() < a_page || !is_id(asked.after)) {
        return;
    }
    if (++asked.pages < most_pages) {
        return waiting_.push_front(std::move(asked));
    }
    out.log(SELAT_LOG_WARN, "missed_too_much",
            "channel " + asked.channel + ": what was written after message " + asked.after +
                " is left out");
}

void missed::ask_again(question asked, std::uint64_t wait_ms, selat::actions out) {
    const auto own = std::min(first_wait_ms << asked.tries, longest_wait_ms);
    waiting_.push_front(std::move(asked));
    pause(static_cast<std::int64_t>(wait_ms > 0 ? wait_ms : own), out);
}

void missed::pause(std::int64_t wait_ms, selat::actions out) {
    paused_ = true;
    out.timer(again_timer, wait_ms);
}

void missed::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == again_timer) {
        paused_ = false;
        ask(event.now_ms, out);
    } else if (event.name == servers_timer) {
        servers_.clear();
        end_if_done(out);
    }
}

void missed::end_if_done(selat::actions out) {
    if (any() && listening_ && servers_.empty() && waiting_.empty() && under_way_ == 0) {
        since_ms_ = 0;
        out.save_state(key, {});
        out.cancel_timer(servers_timer);
    }
}

void missed::stop(selat::actions out) {
    listening_ = false;
    paused_ = false;
    out.cancel_timer(again_timer);
    out.cancel_timer(servers_timer);
}

std::string missed::write(const question& question) {
    return std::string(asking) + "\n" +
           written({{"channel", question.channel},
                    {"guild", question.guild},
                    {"type", question.channel_type},
                    {"after", question.after},
                    {"pages", question.pages},
                    {"tries", question.tries}});
}

missed::question missed::read(std::string_view context) {
    const auto values = parse(context.substr(std::min(asking.size() + 1, context.size())));
    return {text_of(values, "channel"),
            text_of(values, "guild"),
            number_of(values, "type"),
            text_of(values, "after"),
            static_cast<std::uint32_t>(number_of(values, "pages")),
            static_cast<std::uint32_t>(number_of(values, "tries"))};
}

}  // namespace discord
