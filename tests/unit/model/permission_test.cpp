// Who may be written to, by whom, with what, and when.

#include <string>
#include <vector>

#include "host/model/permission.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace std::chrono_literals;
using model::author_kind;
using model::hindrance;
using model::reach;

namespace {

// Noon at a place that is on UTC, and quiet from nine to eight.
const auto noon = *model::parse_rfc3339("2026-03-02T12:00:00Z");
const auto midnight = *model::parse_rfc3339("2026-03-03T00:00:00Z");
const auto morning = *model::parse_rfc3339("2026-03-03T08:00:00Z");
const auto evening = *model::parse_rfc3339("2026-03-02T21:00:00Z");
const model::quiet_hours night{21h, 8h, {}};

constexpr model::reply_window whatsapp{24, 24, true};
constexpr model::reply_window messenger{24, 168, false};
constexpr auto words = R"({"text":"news"})";
constexpr auto form = R"({"template":{"name":"order","language":"en"}})";
constexpr auto both = R"({"text":"news","template":{"name":"order","language":"en"}})";

model::address heard_of(model::time last_seen, model::reach reach = model::reach::open) {
    model::address out;
    out.channel = "meta";
    out.reach = reach;
    out.last_seen = last_seen;
    return out;
}

model::permission may(const model::address& to, const model::reply_window& window,
                      const model::wish& what, model::time now) {
    return model::may_send(to, {true, window, nullptr}, what, now);
}

model::permission may_at_night(const model::address& to, const model::wish& what, model::time now,
                               const model::reply_window& window = {}) {
    return model::may_send(to, {true, window, &night}, what, now);
}

}  // namespace

TEST_CASE("a channel that its provider has closed takes nothing from anybody, for good") {
    const model::channel_rules closed{true, whatsapp, &night, "2024-07-31"};
    const auto to = heard_of(noon - 1h);
    const model::wish what{author_kind::agent, true, form};
    const auto found = model::may_send(to, closed, what, noon);
    CHECK(found == model::permission{hindrance::sunset, {}});
    const auto why = model::refusal(found, to, closed, what, noon);
    CHECK(why.code == code::unsupported);
    CHECK(why.text.find("meta on 2024-07-31") != std::string::npos);
    model::conversation open;
    open.status = model::conversation_status::open;
    CHECK(model::may_reply(open, &to, closed, noon).why == hindrance::sunset);
    open.status = model::conversation_status::closed;
    CHECK(model::may_reply(open, &to, closed, noon).why == hindrance::closed);
}

TEST_CASE("a channel is open until the day begins on which its provider closes it") {
    const model::channel_rules closes{true, {}, nullptr, "2026-03-03", midnight};
    const model::wish what{author_kind::agent, true, words};
    CHECK(model::may_send(heard_of(noon), closes, what, noon) ==
          model::permission{hindrance::none, midnight});
    CHECK(model::may_send(heard_of(noon), closes, what, midnight - 1ms).given());
    CHECK(model::may_send(heard_of(noon), closes, what, midnight).why == hindrance::sunset);
}

TEST_CASE("what the customer, the provider and the author say decides whether something goes out") {
    struct row {
        const char* about;
        model::reach reach;
        model::duration silence;
        model::reply_window window;
        author_kind from;
        const char* content;
        hindrance why;
    };
    const auto table = std::vector<row>{
        {"no window", reach::open, 1000h, {}, author_kind::bot, words, hindrance::none},
        {"blocked", reach::blocked, 1h, {}, author_kind::agent, words, hindrance::blocked},
        {"opted out", reach::opted_out, 1h, {}, author_kind::flow, words, hindrance::opted_out},
        {"system", reach::opted_out, 1h, {}, author_kind::system, words, hindrance::opted_out},
        {"a person", reach::opted_out, 1h, {}, author_kind::agent, words, hindrance::none},
        {"within", reach::open, 24h - 1ms, whatsapp, author_kind::bot, words, hindrance::none},
        {"over", reach::open, 24h, whatsapp, author_kind::bot, words, hindrance::outside_window},
        {"nor people", reach::open, 24h, whatsapp, author_kind::agent, words,
         hindrance::outside_window},
        {"a template", reach::open, 90h, whatsapp, author_kind::bot, form, hindrance::none},
        {"more than it", reach::open, 90h, whatsapp, author_kind::bot, both,
         hindrance::outside_window},
        {"to who wants none", reach::opted_out, 90h, whatsapp, author_kind::bot, form,
         hindrance::opted_out},
        {"no templates", reach::open, 90h, messenger, author_kind::system, form,
         hindrance::outside_window},
        {"only people", reach::open, 25h, messenger, author_kind::flow, words,
         hindrance::outside_window},
        {"people", reach::open, 25h, messenger, author_kind::agent, words, hindrance::none},
        {"not for ever", reach::open, 168h, messenger, author_kind::agent, words,
         hindrance::outside_window},
    };
    for (const auto& each : table) {
        INFO(each.about);
        const auto found = may(heard_of(noon - each.silence, each.reach), each.window,
                               {each.from, false, each.content}, noon);
        CHECK(std::string(name_of(found.why)) == name_of(each.why));
        CHECK(found.given() == (each.why == hindrance::none));
    }
}

TEST_CASE("what may go out is told with the end of the window, for whoever writes") {
    const auto to = heard_of(noon - 1h);
    CHECK(may(to, messenger, {author_kind::agent, false, words}, noon).until == noon + 167h);
    CHECK(may(to, messenger, {author_kind::bot, false, words}, noon).until == noon + 23h);
    CHECK_FALSE(may(to, {}, {author_kind::bot, false, words}, noon).until);
    CHECK_FALSE(may(heard_of(noon - 90h), whatsapp, {author_kind::bot, false, form}, noon).until);
    CHECK_FALSE(may(heard_of(noon - 90h), whatsapp, {author_kind::bot, false, words}, noon).until);
}

TEST_CASE("of whom nothing was ever heard the provider decides") {
    CHECK(may(heard_of({}), whatsapp, {author_kind::system, false, words}, noon).given());
}

TEST_CASE("a channel that is not there carries nothing") {
    CHECK(model::may_send(heard_of(noon), {}, {}, noon).why == hindrance::no_channel);
}

TEST_CASE("a caller who is on the line is put through at any hour, but nobody is rung up") {
    const auto caller = heard_of(midnight - 2h);
    for (const auto& [state, goes] :
         {std::pair("enqueue", true), std::pair("connect", true), std::pair("dial", false)}) {
        const auto call = R"({"call":{"state":")" + std::string(state) + R"("}})";
        const model::wish steering{author_kind::system, false, call};
        CHECK(may_at_night(caller, steering, midnight).given() == goes);
        CHECK(may(heard_of(noon, reach::opted_out), {}, steering, noon).given() == goes);
    }
}

TEST_CASE("in quiet hours only who asked for it gets something") {
    const model::wish news{author_kind::system, false, words};
    const model::wish answer{author_kind::agent, true, words};
    const auto silent = heard_of(midnight - 2h);
    CHECK(may_at_night(silent, news, midnight) ==
          model::permission{hindrance::quiet_hours, morning});
    CHECK(may_at_night(silent, {author_kind::system, false, form}, midnight, whatsapp).why ==
          hindrance::quiet_hours);
    CHECK(may_at_night(heard_of({}), news, midnight).why == hindrance::quiet_hours);
    CHECK(may_at_night(silent, answer, midnight).given());
    CHECK(may_at_night(heard_of(noon - 2h), news, noon) ==
          model::permission{hindrance::none, evening});
    // Who wrote just now is being answered for an hour.
    CHECK(may_at_night(heard_of(midnight - 59min), news, midnight) ==
          model::permission{hindrance::none, midnight + 1min});
    CHECK(may_at_night(heard_of(evening - 10min), news, evening - 5min) ==
          model::permission{hindrance::none, evening + 50min});
    CHECK_FALSE(may_at_night(heard_of(midnight - 1h), news, midnight).given());
}

TEST_CASE("a window that ends in the night is not told to open in the morning") {
    const model::wish news{author_kind::system, false, words};
    CHECK(may_at_night(heard_of(midnight - 20h), news, midnight, whatsapp) ==
          model::permission{hindrance::quiet_hours, {}});
    CHECK(may_at_night(heard_of(midnight - 2h), news, midnight, whatsapp).until == morning);
    CHECK(may_at_night(heard_of(midnight - 24h), news, midnight, whatsapp).why ==
          hindrance::outside_window);
    CHECK(may_at_night(heard_of(noon - 22h), news, noon, whatsapp).until == noon + 2h);
}

TEST_CASE("an agent's words in a conversation that an agent has, and codes, are asked for") {
    model::conversation held;
    held.handler = model::handler::agent;
    CHECK_FALSE(model::is_awaited(author_kind::agent, {}, &held));
    held.agent = "aminah";
    CHECK(model::is_awaited(author_kind::agent, {}, &held));
    CHECK_FALSE(model::is_awaited(author_kind::flow, {}, &held));
    CHECK_FALSE(model::is_awaited(author_kind::agent, {}, nullptr));
    const model::id code(model::id_kind::verification, {});
    CHECK(model::is_awaited(author_kind::system, code.text(), nullptr));
}

TEST_CASE("what an agent may write in a conversation is that of its address") {
    model::conversation talk;
    talk.handler = model::handler::agent;
    talk.agent = "aminah";
    const auto to = heard_of(midnight - 2h);
    const model::channel_rules on{true, messenger, &night};
    CHECK(model::may_reply(talk, &to, on, midnight) ==
          model::permission{hindrance::none, midnight + 166h});
    talk.agent.clear();
    CHECK(model::may_reply(talk, &to, on, midnight).why == hindrance::quiet_hours);
    CHECK(model::may_reply(talk, nullptr, on, midnight).why == hindrance::no_channel);
    talk.status = model::conversation_status::closed;
    CHECK(model::may_reply(talk, &to, on, midnight).why == hindrance::closed);
}

TEST_CASE("the newest act is the provider's, never in the future and never before an earlier one") {
    const auto ms = [](model::time time) { return model::to_ms(time); };
    CHECK(model::heard({}, ms(noon - 25h), noon) == noon - 25h);
    CHECK(model::heard(noon - 1h, ms(noon - 25h), noon) == noon - 1h);
    CHECK(model::heard({}, ms(noon + 1h), noon) == noon);
    CHECK(model::heard(noon - 1h, 0, noon) == noon);
    // What is older than any delivery is no time: seconds that were taken for milliseconds.
    CHECK(model::heard({}, ms(noon) / 1000, noon) == noon);
}

TEST_CASE("a refusal says why, and until when where that is known") {
    const model::wish news{author_kind::system, false, words};
    const auto text = [&](const model::permission& why, const model::channel_rules& on) {
        return model::refusal(why, heard_of(noon - 25h), on, news, noon);
    };
    const auto people = text({hindrance::outside_window, {}}, {true, messenger, nullptr});
    CHECK(people.code == code::outside_window);
    CHECK(people.text ==
          "the customer's newest message is older than the 24 hours in which the channel takes "
          "answers; only a person may answer, until 2026-03-08T11:00:00.000Z");
    CHECK(text({hindrance::outside_window, {}}, {true, whatsapp, nullptr})
              .text.ends_with("; only a template can be sent"));
    const auto quiet = text({hindrance::quiet_hours, morning}, {true, {}, &night});
    CHECK(quiet.code == code::quiet_hours);
    CHECK(quiet.text == "these are quiet hours on the channel, until 2026-03-03T08:00:00.000Z, and "
                        "the customer did not ask for it");
    CHECK(text({hindrance::blocked, {}}, {}).code == code::opted_out);
    CHECK(text({hindrance::opted_out, {}}, {}).code == code::opted_out);
    CHECK(text({hindrance::closed, {}}, {}).code == code::wrong_state);
    CHECK(text({hindrance::no_channel, {}}, {}).code == code::not_found);
}
