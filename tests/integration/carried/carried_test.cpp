// The truth of manifests: each content is carried as the channel claims, said in words, or refused,
// and what reaches the customer is what its provider says that it is.

#include "tests/integration/carried/contents.hpp"
#include "tests/integration/carried/demo.hpp"
#include "tests/integration/carried/sides.hpp"

#include <algorithm>
#include <optional>

#include <catch2/catch.hpp>

using namespace selat::testing;

namespace {

// What has no provider beside it.
const std::vector<std::string> not_emulated = {"web"};

std::vector<std::string> not_tried_at(const side& at) {
    if (at.provider == "line") {
        return {"video"};  // LINE fetches the picture before it by HTTPS alone: see below
    }
    if (at.provider == "viber") {  // its recipe carries one picture, and of the rest the links
        return {"audio", "video", "file", "sticker", "more pictures than go together, with words"};
    }
    return {};
}

json capabilities_of(const demo& all, const std::string& channel) {
    const auto channels = all.ops().get("/api/v1/channels").body;
    for (const auto& each : channels) {
        if (each["id"] == channel) {
            return each["capabilities"];
        }
    }
    return nullptr;
}

std::vector<trial> trials_at(const demo& all, const side& at, const std::string& said) {
    const bool fetches = at.provider == "email" || at.provider.starts_with("discord");
    const auto file = [&](const std::string& name) {
        return fetches ? all.own_file(name) : "https://files.example/" + name;
    };
    return trials_for(capabilities_of(all, at.channel), file, said);
}

// The message once it is no longer on its way.
json settled(const demo& all, const json& id) {
    json message;
    eventually([&] {
        message = all.ops().get("/api/v1/messages/" + id.get<std::string>()).body;
        return message.value("status", "queued") != "queued";
    });
    return message;
}

// What becomes of a content that is sent to somebody; what is wrong with that, or empty.
std::string outcome_of(const demo& all, const side& at, const person& who, const trial& trial,
                       const std::string& to) {
    const auto sent = all.ops().post(
        "/api/v1/messages", {{"channel", at.channel}, {"to", to}, {"content", trial.content}});
    if (trial.promised == promise::refused || sent.status != 202) {
        const bool kept = (sent.status == 422) == (trial.promised == promise::refused);
        return kept ? "" : "answered with " + std::to_string(sent.status) + ": " + sent.text;
    }
    const auto message = settled(all, sent.body["id"]);
    if (message["status"] == "queued" || message["status"] == "failed") {
        return message["status"].get<std::string>() + ": " + message["error"].dump();
    }
    received got;
    std::string wrong;
    eventually([&] {
        got = reached(all, at, who);
        wrong = trial.wrong(got);
        return wrong.empty();
    });
    for (const auto& each : wrong.empty() ? std::vector<std::string>{} : got.items) {
        wrong += "\n" + each.substr(0, 2'000);
    }
    return wrong;
}

bool reaches(const demo& all, const side& at, const person& who,
             const std::vector<std::string>& any_of) {
    return eventually([&] {
        const auto got = reached(all, at, who);
        return std::any_of(got.items.begin(), got.items.end(), [&](const std::string& item) {
            return std::any_of(any_of.begin(), any_of.end(), [&](const std::string& each) {
                return item.find(each) != item.npos;
            });
        });
    });
}

// A promise is tried out on somebody to whom nothing else was sent.
class customers {
public:
    explicit customers(const demo& all) : all_(all) {}

    void try_all(const side& at, const std::vector<std::string>& but = {}) {
        const auto count = trials_at(all_, at, {}).size();
        for (std::size_t n = 0; n < count; ++n) {
            const person who(++newest_);
            auto to = who.*at.known_as;
            std::string said = "IM" + std::string(32, '0');
            if (!at.whose.empty()) {
                const auto written = writes(all_, at, who);
                REQUIRE_FALSE(written.is_null());
                to = written["address"];
                said = written["id"];
            }
            const auto trial = trials_at(all_, at, said)[n];
            if (std::find(but.begin(), but.end(), trial.name) != but.end()) {
                continue;
            }
            INFO(at.channel << ", " << trial.name << ": " << name_of(trial.promised));
            CHECK(outcome_of(all_, at, who, trial, to) == "");
        }
    }

private:
    const demo& all_;
    unsigned newest_ = 0;
};

}  // namespace

TEST_CASE("every channel of the demo is tried out that has a provider beside it") {
    const demo all;
    auto left = not_emulated;
    for (const auto& each : sides()) {
        left.push_back(each.channel);
    }
    const auto channels = all.ops().get("/api/v1/channels").body;
    for (const auto& each : channels) {
        INFO(each["id"]);
        CHECK(std::find(left.begin(), left.end(), each["id"].get<std::string>()) != left.end());
    }
    CHECK(channels.size() == left.size());
}

TEST_CASE("a channel carries what its manifest claims, words the rest, and refuses what has none") {
    const demo all;
    customers everybody(all);
    for (const auto& each : sides()) {
        everybody.try_all(each, not_tried_at(each));
    }
}

TEST_CASE("what went out is changed and taken back where the manifest says so, and there alone") {
    const demo all;
    unsigned newest = 0;
    for (const auto& at : sides()) {
        INFO(at.channel);
        const person who(++newest);
        const auto to = at.whose.empty() ? json(who.*at.known_as) : writes(all, at, who)["address"];
        const auto can = capabilities_of(all, at.channel);
        const auto sent = all.ops().post(
            "/api/v1/messages",
            {{"channel", at.channel}, {"to", to}, {"content", {{"text", "Selamat pagi"}}}});
        REQUIRE(sent.status == 202);
        REQUIRE(settled(all, sent.body["id"])["status"] != "failed");
        const auto path = "/api/v1/messages/" + sent.body["id"].get<std::string>();

        const auto edited = all.ops().patch(path, {{"content", {{"text", "Selamat petang"}}}});
        CHECK(edited.well() == can.value("edit", false));
        CHECK((edited.well() || edited.status == 422));
        CHECK((!edited.well() || reaches(all, at, who, {"Selamat petang"})));

        const auto taken = all.ops().remove(path);
        CHECK(taken.well() == can.value("delete", false));
        CHECK((taken.well() || taken.status == 422));
        CHECK((!taken.well() || reaches(all, at, who, {R"("delete")", R"("REVOKE")"})));
    }
}

TEST_CASE("what is delivered is told where the manifest says so") {
    const demo all;
    unsigned newest = 0;
    for (const auto& at : sides()) {
        const auto receipts = capabilities_of(all, at.channel).value("receipts", json::array());
        const bool told =
            std::find(receipts.begin(), receipts.end(), "delivered") != receipts.end();
        if (!told || at.provider == "email") {  // mail servers tell only who asks and is lucky
            continue;
        }
        INFO(at.channel);
        const person who(++newest);
        const auto to = at.whose.empty() ? json(who.*at.known_as) : writes(all, at, who)["address"];
        const auto sent = all.ops().post(
            "/api/v1/messages",
            {{"channel", at.channel}, {"to", to}, {"content", {{"text", "Selamat pagi"}}}});
        REQUIRE(sent.status == 202);
        CHECK(eventually([&] {
            const auto status = settled(all, sent.body["id"])["status"];
            return status == "delivered" || status == "read";
        }));
    }
}

TEST_CASE("LINE shows videos where the gateway is reached by HTTPS") {
    const demo all("https://chat.example.com");
    const auto& line = sides().front();
    REQUIRE(line.provider == "line");
    const person who(1);
    const auto written = writes(all, line, who);
    REQUIRE_FALSE(written.is_null());
    const auto trials = trials_at(all, line, written["id"]);
    const auto video = std::find_if(trials.begin(), trials.end(),
                                    [](const trial& each) { return each.name == "video"; });
    REQUIRE(video != trials.end());
    CHECK(outcome_of(all, line, who, *video, written["address"]) == "");
}
