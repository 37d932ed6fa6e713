// Lists, a page at a time, to their end.

#include "support.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api::test;

namespace {

// All pages of a list, and what identifies each item.
std::vector<std::string> walk(const scene& scene, const std::string& path, const fields& headers,
                              std::size_t most) {
    std::vector<std::string> out;
    std::string after;
    for (std::size_t pages = 0; pages < 100; ++pages) {
        const auto reply = scene.get(path + (after.empty() ? "" : "&after=" + after), headers);
        REQUIRE(reply.status == 200);
        const auto document = reply.document();
        REQUIRE(document["items"].size() <= most);
        for (const auto& each : document["items"]) {
            out.push_back(each["id"].get<std::string>());
        }
        if (document["next"].is_null()) {
            return out;
        }
        REQUIRE(document["items"].size() == most);
        after = document["next"].get<std::string>();
    }
    FAIL("the list does not end");
    return out;
}

// Forward, and backward as it should be.
void check_walks(const scene& scene, const std::string& path, const fields& headers,
                 std::vector<std::string> wanted) {
    const std::string mark = path.find('?') == std::string::npos ? "?" : "&";
    for (const std::size_t limit : {1u, 3u, 7u, 200u}) {
        CAPTURE(path, limit);
        const auto paged = path + mark + "limit=" + std::to_string(limit);
        CHECK(walk(scene, paged, headers, limit) == wanted);
        CHECK(walk(scene, paged + "&order=asc", headers, limit) == wanted);
        auto back = walk(scene, paged + "&order=desc", headers, limit);
        std::ranges::reverse(back);
        CHECK(back == wanted);
    }
}

template <class T, class Id>
std::vector<std::string> ids_of(const std::vector<T>& all, Id id) {
    std::vector<std::string> out;
    for (const auto& each : all) {
        out.push_back(id(each));
    }
    return out;
}

}  // namespace

TEST_CASE("every list is walked to its end in both orders, as all and as an agent see it") {
    scene scene;
    std::vector<talk> all;
    std::vector<talk> own;
    for (int i = 0; i < 7; ++i) {
        all.push_back(scene.talk_with("U" + std::to_string(i), i % 2 == 0 ? "aminah" : "badrul"));
        if (i % 2 == 0) {
            own.push_back(all.back());
        }
    }
    // Said in turn, so that an agent's messages are put together from several customers.
    std::vector<std::string> messages =
        ids_of(all, [](const talk& each) { return each.message.id.text(); });
    std::vector<std::string> own_messages =
        ids_of(own, [](const talk& each) { return each.message.id.text(); });
    for (int i = 0; i < 12; ++i) {
        const auto at = static_cast<std::size_t>(i) % all.size();
        const auto said = scene.more_messages(all[at], 1).front().id.text();
        messages.push_back(said);
        if (at % 2 == 0) {
            own_messages.push_back(said);
        }
    }
    struct row {
        const char* path;
        std::string (*id)(const talk&);
    };
    const std::vector<row> table = {
        {"/api/v1/conversations", [](const talk& each) { return each.conversation.id.text(); }},
        {"/api/v1/customers", [](const talk& each) { return each.customer.id.text(); }},
        {"/api/v1/tasks", [](const talk& each) { return each.task.id.text(); }},
    };
    for (const auto& row : table) {
        check_walks(scene, row.path, bearer(admin_token), ids_of(all, row.id));
        check_walks(scene, row.path, scene.as("aminah"), ids_of(own, row.id));
    }
    check_walks(scene, "/api/v1/messages", bearer(admin_token), messages);
    check_walks(scene, "/api/v1/messages", scene.as("aminah"), own_messages);
    check_walks(scene, "/api/v1/reservations", scene.as("aminah"),
                ids_of(own, [](const talk& each) { return each.reservation.id.text(); }));
    check_walks(scene, "/api/v1/activities", scene.as("aminah"), {"available", "break", "offline"});
    check_walks(scene, "/api/v1/agents", scene.as("aminah"), {"aminah", "badrul", "dina", "siti"});
    check_walks(scene, "/api/v1/queues", scene.as("aminah"), {"sales", "support"});
}

TEST_CASE("a page has fifty items unless another number is asked for") {
    scene scene;
    const auto talk = scene.talk_with("U1");
    scene.more_messages(talk, 1'010);
    const auto count = [&](const std::string& query) {
        const auto path = "/api/v1/conversations/" + talk.conversation.id.text() + "/messages";
        return scene.get(path + query, bearer(admin_token)).document()["items"].size();
    };
    CHECK(count("") == 50);
    CHECK(count("?limit=") == 50);
    CHECK(count("?limit=1000") == 1000);
}

TEST_CASE("a wrong page is refused with the name of what is wrong") {
    scene scene;
    scene.talk_with("U1", "aminah");
    const std::vector<std::pair<std::string, std::string>> table = {
        {"limit=0", "`limit`"},         {"limit=1001", "`limit`"}, {"limit=-1", "`limit`"},
        {"limit=ten", "`limit`"},       {"limit=1.5", "`limit`"},  {"order=up", "`order`"},
        {"limit=5&limit=6", "`limit`"},
    };
    for (const auto* path : {"/messages", "/conversations", "/customers", "/tasks", "/reservations",
                             "/agents", "/queues"}) {
        for (const auto& [query, name] : table) {
            CAPTURE(path, query);
            const auto reply =
                scene.get(std::string("/api/v1") + path + "?" + query, scene.as("aminah"));
            CHECK(reply.status == 400);
            CHECK_THAT(reply.document().value("detail", ""), Catch::StartsWith(name));
        }
    }
    for (const auto* path : {"/messages", "/conversations", "/customers", "/tasks"}) {
        CAPTURE(path);
        const auto reply =
            scene.get(std::string("/api/v1") + path + "?after=nonsense", bearer(admin_token));
        CHECK(reply.status == 400);
        CHECK_THAT(reply.document().value("detail", ""), Catch::StartsWith("`after`"));
    }
}
