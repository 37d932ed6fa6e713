// Who is let in: tokens, sessions, cookies.

#include "support.hpp"

#include <array>
#include <future>

#include "host/api/auth.hpp"
#include "host/base/crypto.hpp"

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

const std::string sessions = "/api/v1/sessions";

fields cookie(const std::string& token, const std::string& name = "selat_session") {
    return {{"Cookie", "theme=dark; " + name + "=" + token + "; lang=ms"}};
}

json credentials(const std::string& email, const std::string& password) {
    return {{"email", email}, {"password", password}};
}

}  // namespace

TEST_CASE("only a known token is let in") {
    scene scene;
    const auto session = scene.log_in("aminah");
    const auto flipped = session.substr(0, 42) + (session[42] == 'A' ? 'E' : 'A');
    struct row {
        const char* what;
        fields headers;
        int status;
    };
    const std::vector<row> table = {
        {"nothing", {}, 401},
        {"a token of the configuration", bearer(admin_token), 200},
        {"a session", bearer(session), 200},
        {"the scheme in lower case", {{"Authorization", "bearer " + session}}, 200},
        {"an empty token", {{"Authorization", "Bearer "}}, 401},
        {"another scheme", {{"Authorization", "Basic " + session}}, 401},
        {"a wrong token", bearer("nonsense"), 401},
        {"the beginning of a token", bearer(admin_token.substr(0, 10)), 401},
        {"a session with another last digit", bearer(flipped), 401},
        {"a session's cookie", cookie(session), 200},
        {"a wrong cookie", cookie(flipped), 401},
        {"a cookie of the name that only secure ones have", cookie(session, "__Host-selat_session"),
         401},
        {"a wrong header beside a good cookie", bearer("nonsense") + cookie(session), 401},
    };
    for (const auto& row : table) {
        CAPTURE(row.what);
        const auto reply = scene.get("/api/v1/channels", row.headers);
        CHECK(reply.status == row.status);
        CHECK(reply.header("cache-control") == "no-store");
        if (reply.status == 401) {
            CHECK(reply.header("www-authenticate") == "Bearer");
            CHECK(reply.header("content-type") == "application/problem+json");
            CHECK(reply.document()["status"] == 401);
        }
    }
}

TEST_CASE("a token in the address is no token but for the stream") {
    scene scene;
    const auto asked = "?token=" + std::string(admin_token);
    CHECK(scene.get("/api/v1/channels" + asked, {}).status == 401);
    CHECK(scene.get("/api/v1/stream" + asked, {}).status != 401);
    CHECK(scene.get("/api/v1/stream?token=nonsense", {}).status == 401);
}

TEST_CASE("a log-in gives a token, its end, the person and a cookie") {
    scene scene;
    const auto reply =
        scene.post(sessions, {}, credentials("aminah@example.com", "password-of-aminah"));
    REQUIRE(reply.status == 201);
    const auto document = reply.document();
    const auto token = document["token"].get<std::string>();
    CHECK(token.size() == 43);
    CHECK(document["expires"] == model::to_rfc3339(scene.gateway.now() + std::chrono::hours(12)));
    CHECK(document["agent"] == json({{"id", "aminah"},
                                     {"name", "Aminah"},
                                     {"email", "aminah@example.com"},
                                     {"role", "agent"}}));
    CHECK(reply.header("location") == "/api/v1/me");
    CHECK(reply.header("set-cookie") ==
          "selat_session=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
    CHECK(scene.get("/api/v1/me", bearer(token)).document()["id"] == "aminah");
}

TEST_CASE("only the digest of a session's token is stored") {
    scene scene;
    const auto token = scene.log_in("aminah");
    const auto find = [&](const std::string& key) {
        return scene.gateway.ask([&](store::reader& reader) { return reader.session(key); });
    };
    CHECK(find(crypto::sha256_hex(token)).value().has_value());
    CHECK_FALSE(find(token).value().has_value());
}

TEST_CASE("behind https the cookie is secure and pinned to the host") {
    api::options options;
    options.secure_cookies = true;
    options.session_life = std::chrono::minutes(1);
    scene scene(options);
    const auto reply =
        scene.post(sessions, {}, credentials("aminah@example.com", "password-of-aminah"));
    const auto token = reply.document()["token"].get<std::string>();
    CHECK(reply.header("set-cookie") ==
          "__Host-selat_session=" + token +
              "; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
    CHECK(scene.get("/api/v1/me", cookie(token, "__Host-selat_session")).status == 200);
    CHECK(scene.get("/api/v1/me", cookie(token)).status == 401);
}

TEST_CASE("a wrong log-in is refused in the same words whatever was wrong") {
    scene scene;
    const auto wrong =
        scene.post(sessions, {}, credentials("aminah@example.com", "password-of-badrul"));
    const auto unknown =
        scene.post(sessions, {}, credentials("nobody@example.com", "password-of-aminah"));
    CHECK(wrong.status == 401);
    CHECK(unknown.status == 401);
    CHECK(wrong.body == unknown.body);
    CHECK(wrong.header("set-cookie").empty());
    CHECK(wrong.header("www-authenticate") == "Bearer");
}

TEST_CASE("an unknown e-mail costs as much hashing as a wrong password") {
    const std::string stand_in(api::nobodys_hash);
    CHECK(crypto::verify_password("nobody", stand_in));
    CHECK_FALSE(crypto::verify_password("somebody", stand_in));
    const auto cost = [](const std::string& hash) { return hash.substr(0, hash.find(",p=1$")); };
    CHECK(cost(stand_in) == cost(crypto::hash_password("another").value()));
    scene scene;
    CHECK(scene.post(sessions, {}, credentials("nobody@example.com", "nobody")).status == 401);
    CHECK(scene.post(sessions, {}, credentials("badrul@example.com", "nobody")).status == 401);
}

TEST_CASE("a log-out ends the session at once") {
    scene scene;
    const auto token = scene.log_in("aminah");
    const auto other = scene.log_in("aminah");
    REQUIRE(scene.get("/api/v1/me", bearer(token)).status == 200);
    const auto reply = scene.call("DELETE", sessions, bearer(token));
    CHECK(reply.status == 204);
    CHECK(reply.body.empty());
    CHECK(reply.header("set-cookie") ==
          "selat_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    CHECK(scene.get("/api/v1/me", bearer(token)).status == 401);
    CHECK(scene.call("DELETE", sessions, bearer(token)).status == 401);
    CHECK(scene.get("/api/v1/me", bearer(other)).status == 200);
}

TEST_CASE("a token of the configuration cannot log out") {
    scene scene;
    CHECK(scene.call("DELETE", sessions, bearer(admin_token)).status == 409);
}

TEST_CASE("a session ends with its time") {
    api::options options;
    options.session_life = std::chrono::minutes(10);
    scene scene(options);
    const auto token = scene.log_in("aminah");
    scene.gateway.advance(std::chrono::seconds(595));
    CHECK(scene.get("/api/v1/me", bearer(token)).status == 200);
    scene.gateway.advance(std::chrono::seconds(5));  // sooner than anything known is asked again
    CHECK(scene.get("/api/v1/me", bearer(token)).status == 401);
    CHECK(selat::test::eventually([&] {
        const auto found = scene.gateway.ask(
            [&](store::reader& reader) { return reader.session(crypto::sha256_hex(token)); });
        return found && !*found;
    }));
}

TEST_CASE("an agent who left the configuration is nobody") {
    scene scene;
    const auto token = scene.log_in("badrul");
    REQUIRE(scene.get("/api/v1/me", bearer(token)).status == 200);
    scene.gateway.change([](settings& now) {
        std::erase_if(now.people, [](const person& each) { return each.agent.id == "badrul"; });
    });
    CHECK(scene.get("/api/v1/me", bearer(token)).status == 401);
}

TEST_CASE("a reload changes the tokens") {
    scene scene;
    api::options fresh;
    fresh.tokens = {{"new", model::role::admin, "token-after-the-reload"}};
    scene.subject.reconfigure(fresh, {}, [](const result<void>&) {});
    CHECK(scene.get("/api/v1/channels", bearer(admin_token)).status == 401);
    CHECK(scene.get("/api/v1/channels", bearer("token-after-the-reload")).status == 200);
}

TEST_CASE("a reload ends the sessions of whose password has changed") {
    scene scene;
    const auto changed = scene.log_in("badrul");
    const auto same = scene.log_in("aminah");
    REQUIRE(scene.get("/api/v1/me", bearer(changed)).status == 200);
    std::promise<result<void>> ended;
    scene.subject.reconfigure({}, {"badrul"},
                              [&](result<void> done) { ended.set_value(std::move(done)); });
    CHECK(ended.get_future().get().has_value());
    CHECK(scene.get("/api/v1/me", bearer(changed)).status == 401);
    CHECK(scene.get("/api/v1/me", bearer(same)).status == 200);
    const auto found = scene.gateway.ask(
        [&](store::reader& reader) { return reader.session(crypto::sha256_hex(changed)); });
    CHECK((found && !*found));
}

TEST_CASE("people write their e-mail in any case") {
    scene scene;
    const json wish = {{"email", "AMINAH@Example.com"}, {"password", "password-of-aminah"}};
    CHECK(scene.post("/api/v1/sessions", {}, wish).status == 201);
}

TEST_CASE("what a cookie allows is asked for by our own pages") {
    api::options options;
    options.public_url = "https://chat.example.com/desk";
    scene scene(options);
    const auto session = scene.log_in("aminah");
    const auto host = "127.0.0.1:" + std::to_string(scene.port());
    struct row {
        const char* what;
        fields headers;
        int status;
    };
    const std::vector<row> table = {
        {"no word of the page", {}, 403},
        {"our page", {{"Origin", "http://" + host}}, 200},
        {"our page at the public address", {{"Origin", "https://chat.example.com"}}, 200},
        {"a foreign page", {{"Origin", "https://evil.example.com"}}, 403},
        {"a page whose address begins with ours",
         {{"Origin", "http://" + host + ".evil.com"}},
         403},
        {"a page with no origin", {{"Origin", "null"}}, 403},
        {"the browser says it is ours", {{"Sec-Fetch-Site", "same-origin"}}, 200},
        {"the browser says it is foreign", {{"Sec-Fetch-Site", "cross-site"}}, 403},
        {"a neighbour", {{"Sec-Fetch-Site", "same-site"}, {"Origin", "http://" + host}}, 403},
        {"not JSON", {{"Sec-Fetch-Site", "same-origin"}, {"Content-Type", "text/plain"}}, 415},
    };
    for (const auto& row : table) {
        CAPTURE(row.what);
        CHECK(
            scene.post("/api/v1/messages/none/retry", cookie(session) + row.headers, json::object())
                .status == (row.status == 200 ? 404 : row.status));
        CHECK(scene
                  .call("PUT", "/api/v1/me/activity", cookie(session) + row.headers,
                        R"({"activity":"available"})")
                  .status == row.status);
    }
    CHECK(scene.get("/api/v1/me", cookie(session) + fields{{"Origin", "https://evil.example.com"}})
              .status == 200);
    CHECK(scene
              .call("PUT", "/api/v1/me/activity",
                    bearer(session) + fields{{"Origin", "https://evil.example.com"}},
                    R"({"activity":"available"})")
              .status == 200);
}

TEST_CASE("a foreign page can neither log somebody in nor open the stream with a cookie") {
    scene scene;
    const fields foreign = {{"Origin", "https://evil.example.com"}};
    CHECK(scene.post(sessions, foreign, credentials("aminah@example.com", "password-of-aminah"))
              .status == 403);
    const fields upgrade = {{"Connection", "Upgrade"},
                            {"Upgrade", "websocket"},
                            {"Sec-WebSocket-Version", "13"},
                            {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    const auto session = scene.log_in("aminah");
    CHECK(scene.get("/api/v1/stream", cookie(session) + foreign + upgrade).status == 403);
}

TEST_CASE("guessing a password is slowed down, and time or the right one helps") {
    scene scene;
    const auto attempt = [&](const std::string& password) {
        return scene.post(sessions, {}, credentials("Badrul@example.com", password));
    };
    for (int i = 0; i < 10; ++i) {
        REQUIRE(attempt("guess").status == 401);
    }
    const auto checks = scene.gateway.password_checks.load();
    const auto refused = attempt("password-of-badrul");
    CHECK(refused.status == 429);
    CHECK(refused.header("retry-after") == "900");
    CHECK(scene.gateway.password_checks == checks);
    CHECK(scene.post(sessions, {}, credentials("siti@example.com", "password-of-siti")).status ==
          201);
    scene.gateway.advance(std::chrono::minutes(15));
    CHECK(attempt("guess").status == 401);
}

TEST_CASE("log-ins that wait for their hashing are bounded") {
    scene scene;
    std::promise<void> go;
    const auto waited = go.get_future().share();
    for (int i = 0; i < 2; ++i) {  // as many as the pool has threads
        scene.gateway.run_blocking([waited] { waited.wait(); });
    }
    std::vector<selat::test::peer> waiting;
    const auto ask = [&](int number) {
        auto& peer = waiting.emplace_back(scene.port());
        const auto body = credentials("a" + std::to_string(number), "guess").dump();
        peer.send("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  "Content-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
    };
    for (int i = 0; i < 33; ++i) {
        ask(i);
    }
    std::size_t refused = 0;
    // The one too many is answered though nobody hashes.
    CHECK(selat::test::eventually([&] {
        return scene.metrics.render().find("selat_api_answers_total{status=\"5xx\"} 1") !=
               std::string::npos;
    }));
    go.set_value();
    for (auto& peer : waiting) {
        refused += peer.read_response().starts_with("HTTP/1.1 503") ? 1 : 0;
    }
    CHECK(refused == 1);
    CHECK(scene.post(sessions, {}, credentials("siti@example.com", "password-of-siti")).status ==
          201);
}

TEST_CASE("who may do what follows from the role") {
    scene scene;
    const auto talk = scene.talk_with("U1", "aminah");
    const auto customer = "/api/v1/customers/" + talk.customer.id.text();
    struct row {
        const char* method;
        std::string path;
        // 403 or not: an agent, a supervisor, an admin; tokens of the three roles.
        std::array<bool, 6> allowed;
    };
    const std::vector<row> table = {
        {"GET", "/api/v1/channels", {true, true, true, true, true, true}},
        {"GET", "/api/v1/plugins", {false, false, true, false, false, true}},
        {"POST", "/api/v1/messages", {false, true, true, true, true, true}},
        {"GET", "/api/v1/me", {true, true, true, false, false, false}},
        {"GET", "/api/v1/reservations", {true, true, true, false, false, false}},
        {"POST", "/api/v1/tasks/x/cancel", {false, true, true, true, true, true}},
        {"DELETE", customer + "0", {false, false, true, false, false, true}},
        {"POST", "/api/v1/reload", {false, false, true, false, false, true}},
    };
    const std::vector<fields> people = {scene.as("aminah"),       scene.as("siti"),
                                        scene.as("dina"),         bearer(agent_token),
                                        bearer(supervisor_token), bearer(admin_token)};
    for (const auto& row : table) {
        for (std::size_t i = 0; i < people.size(); ++i) {
            CAPTURE(row.method, row.path, i);
            CHECK((scene.call(row.method, row.path, people[i]).status != 403) == row.allowed[i]);
        }
    }
}
