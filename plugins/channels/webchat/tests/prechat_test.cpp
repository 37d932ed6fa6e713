#include "../encoding.hpp"
#include "../prechat.hpp"
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

json asked() {
    return {{"fields",
             {{{"id", "name"}, {"type", "text"}, {"required", true}},
              {{"id", "email"}, {"type", "email"}, {"required", true}},
              {{"id", "phone"}, {"type", "phone"}, {"country", "60"}},
              {{"id", "order"}, {"type", "text"}, {"pattern", "[A-Z]{2}[0-9]{4}"}},
              {{"id", "topic"}, {"type", "select"}, {"options", {"order", "other"}}},
              {{"id", "details"}, {"type", "textarea"}},
              {{"id", "member"}, {"type", "checkbox"}}}}};
}

json only_name() { return {{"fields", {{{"id", "name"}, {"type", "text"}, {"required", true}}}}}; }

drive::outcome answer(drive::channel& channel, const std::string& name, const json& given,
                      bool consent = false) {
    return channel.data(
        name,
        json({{"type", "prechat"}, {"rid", "p"}, {"answers", given}, {"consent", consent}}).dump());
}

json welcome_of(drive::channel& channel, const std::string& name, const std::string& token) {
    return frames_to(empty_history(channel, hello(channel, name, token).histories.at(0)), name)
        .at(0);
}

// As the site's server names its user.
json signed_user(const std::string& user) {
    std::string mac(32, '\0');
    drive::crypto_table().hmac(nullptr, SELAT_SHA256, selat::str("widget-secret-1"),
                               selat::str(user), reinterpret_cast<std::uint8_t*>(mac.data()));
    return {{"user_id", user},
            {"user_hash",
             hex(std::span(reinterpret_cast<const std::uint8_t*>(mac.data()), mac.size()))}};
}

const json full = {{"name", " Aminah "},      {"email", "aminah@example.com"},
                   {"phone", "012-345 6789"}, {"order", "KL4711"},
                   {"topic", "order"},        {"details", "line\nline"},
                   {"member", true}};

}  // namespace

TEST_CASE("a new visitor is asked, and the first message waits for the answers") {
    drive::channel channel(instance({{"prechat", asked()}}));
    const auto token = token_of(channel);
    CHECK(welcome_of(channel, "a", token)["prechat"] ==
          json({"name", "email", "phone", "order", "topic", "details", "member"}));
    const auto early = say(channel, "a", "c1");
    CHECK(early.inbounds.empty());
    CHECK(frames_to(early, "a").at(0)["code"] == "prechat_required");

    const auto given = answer(channel, "a", full);
    REQUIRE(given.addresses.size() == 1);
    CHECK_FALSE(given.addresses[0].verified);
    CHECK(given.addresses[0].name == "Aminah");
    CHECK(json::parse(given.addresses[0].attributes) == json({{"email", "aminah@example.com"},
                                                              {"phone", "+60123456789"},
                                                              {"order", "KL4711"},
                                                              {"topic", "order"},
                                                              {"details", "line\nline"},
                                                              {"member", true}}));
    CHECK(say(channel, "a", "c1").inbounds.size() == 1);
}

TEST_CASE("answers are remembered by the session, on every page") {
    drive::channel channel(instance({{"prechat", only_name()}}));
    const auto token = token_of(channel);
    welcome_of(channel, "a", token);
    const auto ack = frames_to(answer(channel, "a", {{"name", "Tan"}}), "a").at(0);
    CHECK(ack["type"] == "ack");
    CHECK(ack["rid"] == "p");
    const std::string later = ack["session_token"];
    CHECK_FALSE(welcome_of(channel, "b", later).contains("prechat"));
    CHECK(say(channel, "b", "c1").inbounds.size() == 1);
    CHECK(visitor_of(channel, later) == visitor_of(channel, token));
}

TEST_CASE("another tab of the visitor is told that nothing is asked any more") {
    drive::channel channel(instance({{"prechat", only_name()}}));
    const auto token = token_of(channel);
    welcome_of(channel, "a", token);
    welcome_of(channel, "b", token);
    const auto given = answer(channel, "a", {{"name", "Tan"}});
    const auto told = frames_to(given, "b").at(0);
    CHECK(told["type"] == "session");
    CHECK_FALSE(told.contains("prechat"));
    CHECK(say(channel, "b", "c1").inbounds.size() == 1);
}

TEST_CASE("each wrong answer is told with what is wrong with it, and none is kept") {
    drive::channel channel(instance({{"prechat", asked()}}));
    welcome_of(channel, "a", token_of(channel));
    const auto given = answer(channel, "a",
                              {{"name", "  "},
                               {"email", "aminah@example"},
                               {"phone", "12"},
                               {"order", "KL47111"},
                               {"topic", "cake"},
                               {"details", std::string(1001, 'x')},
                               {"member", "yes"}});
    CHECK(given.addresses.empty());
    const auto frame = frames_to(given, "a").at(0);
    CHECK(frame["type"] == "nack");
    CHECK(frame["fields"] == json({{"name", "required"},
                                   {"email", "email"},
                                   {"phone", "phone"},
                                   {"order", "pattern"},
                                   {"topic", "option"},
                                   {"details", "too_long"}}));
    CHECK(frames_to(say(channel, "a", "c1"), "a").at(0)["code"] == "prechat_required");
}

TEST_CASE("what is no answer at all is refused as if nothing was said") {
    drive::channel channel(instance({{"prechat", only_name()}}));
    welcome_of(channel, "a", token_of(channel));
    channel.advance(1000);
    for (const auto& odd : {json(7), json("name"), json::array({1}), json({{"name", {1}}}),
                            json({{"name", nullptr}}), json({{"name", "a\nb"}})}) {
        channel.advance(1000);
        INFO(odd.dump());
        const auto frame = frames_to(answer(channel, "a", odd), "a").at(0);
        CHECK(frame["fields"].contains("name"));
    }
}

TEST_CASE("e-mail addresses and phone numbers are told from what only looks like them") {
    for (const auto* wrong : {"a", "a@b", "@b.c", "a@b.", "a@.c", "a@b..c", "a b@c.d", "a@b@c.d"}) {
        drive::channel channel(instance({{"prechat", asked()}}));
        welcome_of(channel, "a", token_of(channel));
        auto given = full;
        given["email"] = wrong;
        INFO(wrong);
        CHECK(frames_to(answer(channel, "a", given), "a").at(0)["fields"]["email"] == "email");
    }
    CHECK(phone_of("+60 12-345.6789") == "+60123456789");
    CHECK(phone_of("(012) 345 6789", "60") == "+60123456789");
    CHECK(phone_of("0012345678", "60").empty());
    for (const auto* wrong : {"", "+", "0123456789", "60123456789", "+0123456789", "+123456",
                              "+1234567890123456", "+6012345678x", "++6012345678"}) {
        INFO(wrong);
        CHECK(phone_of(wrong).empty());
    }
}

TEST_CASE("consent has to be given, and is kept with its time and version") {
    auto option = only_name();
    option["consent"] = {{"text", "You may keep it."}, {"version", "2026-01"}};
    drive::channel channel(instance({{"prechat", option}}));
    CHECK(welcome_of(channel, "a", token_of(channel))["prechat"] == json({"name", "consent"}));
    CHECK(frames_to(answer(channel, "a", {{"name", "Tan"}}), "a").at(0)["fields"] ==
          json({{"consent", "required"}}));
    const auto given = answer(channel, "a", {{"name", "Tan"}}, true);
    const auto attributes = json::parse(given.addresses.at(0).attributes);
    CHECK(attributes["consent_version"] == "2026-01");
    CHECK(attributes["consent_at"].get<std::string>().size() == 20);
    CHECK(attributes["consent_at"].get<std::string>().back() == 'Z');
}

TEST_CASE("who has written before is not asked, whatever the options say now") {
    drive::channel channel(instance({{"prechat", only_name()}}));
    const auto asked = hello(channel, "a", token_of(channel)).histories.at(0);
    const auto welcome = frames_to(
        channel.history({.tag = asked.tag,
                         .address = asked.address,
                         .items = {{.message = "IM1", .seq = 1, .content = R"({"text":"hi"})"}},
                         .newest_seq = 1}),
        "a");
    CHECK_FALSE(welcome.at(0).contains("prechat"));
    CHECK(say(channel, "a", "c1").inbounds.size() == 1);
}

TEST_CASE("the next user on the same browser is asked anew, and nothing is known of a number") {
    auto options = json({{"prechat", asked()},
                         {"verify_phone", "sms"},
                         {"identity_secret", "{{secret:identity_secret}}"}});
    options["prechat"]["consent"] = {{"text", "You may keep it."}};
    drive::channel channel(instance(options));
    const auto everything = welcome_of(channel, "x", token_of(channel))["prechat"];
    const auto sign_in = [&](const std::string& token, const std::string& user) {
        return token_of(channel, {{"token", token}, {"identity", signed_user(user)}});
    };
    const auto visitor = token_of(channel);
    welcome_of(channel, "a", visitor);
    const auto ack = frames_to(answer(channel, "a", full, true), "a").at(0);
    const auto first = sign_in(ack["session_token"], "user-1");
    const auto known = welcome_of(channel, "b", first);
    CHECK_FALSE(known.contains("prechat"));
    CHECK(known["verify"] == "+60123456789");

    const auto next = welcome_of(channel, "c", sign_in(first, "user-2"));
    CHECK(next["prechat"] == everything);
    CHECK_FALSE(next.contains("verify"));
    CHECK_FALSE(welcome_of(channel, "d", sign_in(first, "user-1")).contains("prechat"));
}

TEST_CASE("what the site says of its user is not asked again") {
    drive::channel channel(instance({{"prechat", asked()}}));
    const auto token = token_of(
        channel,
        {{"identity", {{"name", "Aminah"}, {"email", "a@b.c"}, {"attrs", {{"topic", "order"}}}}}});
    CHECK(welcome_of(channel, "a", token)["prechat"] ==
          json({"phone", "order", "details", "member"}));
}

TEST_CASE("consent is learnt from the form alone, whatever a page or a site says") {
    auto option = only_name();
    option["consent"] = {{"text", "You may keep it."}};
    drive::channel channel(instance({{"prechat", option}}));
    const auto got = post_session(
        channel,
        {{"identity",
          {{"name", "Aminah"},
           {"attributes", {{"consent", true}, {"consent_at", "now"}, {"consent_version", "1"}}}}}});
    const auto token = text_of(body_of(got), "session_token");
    CHECK(welcome_of(channel, "a", token)["prechat"] == json({"consent"}));
    CHECK(json::parse(got.addresses.at(0).attributes) ==
          json({{"name", "Aminah"}, {"consent", true}}));
}

TEST_CASE("a form that cannot work is refused when the gateway starts") {
    for (const auto& [field, why] :
         {std::pair{json({{"id", "a"}, {"type", "text"}, {"pattern", "("}}), "pattern"},
          {json({{"id", "a"}, {"type", "select"}}), "a select needs options"},
          {json({{"id", "consent"}, {"type", "text"}}), "prechat.consent"}}) {
        INFO(field.dump());
        CHECK_THROWS_WITH(drive::channel(instance({{"prechat", {{"fields", {field}}}}})),
                          Catch::Contains("prechat.fields.0") && Catch::Contains(why));
    }
}

TEST_CASE("the widget is told what to ask, with options as values and labels") {
    drive::channel channel(instance({{"prechat", asked()}}));
    const auto config = body_of(channel.http({.method = "GET", .path = "/config"}));
    CHECK(
        config["prechat"]["fields"][4]["options"] ==
        json({{{"value", "order"}, {"label", "order"}}, {{"value", "other"}, {"label", "other"}}}));
    drive::channel plain(instance());
    CHECK(body_of(plain.http({.method = "GET", .path = "/config"}))["prechat"].is_null());
}
