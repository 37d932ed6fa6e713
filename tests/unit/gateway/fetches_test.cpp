// A provider's file reaches its message while others change the same content.

#include "support.hpp"

#include <filesystem>
#include <fstream>

#include "host/base/crypto.hpp"
#include "host/gateway/fetches.hpp"
#include "host/gateway/media_file.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test::fetches_test {
namespace {

namespace fs = std::filesystem;
namespace act = model::action;
using json = nlohmann::json;

const std::string picture = "the picture";

// A channel whose provider keeps pictures elsewhere.
struct gallery : stage {
    gallery() {
        parts->config.media.path = folder.string();
        parts->config.media.max_size = 1'000;
        add_channel("web");
        carry_out = [this](const selat::store::changes& durable, const engine::effects&) {
            boost::asio::post(control, [this, jobs = durable.jobs] {
                for (const auto& job : jobs) {
                    if (job.kind == model::job_kind::fetch) {
                        fetches.start(job);
                    }
                }
            });
        };
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        desk = std::make_unique<channel_desk>(*world, files, invited, contexts);
        desk->adopt(*parts);
        start_shards();
    }
    ~gallery() {
        end();
        fs::remove_all(folder);
    }

    // Ann's message, whose picture is to be fetched; where it is says the answer at `pointer`.
    model::message comes(const std::string& pointer = {},
                         const std::string& what = content("first", "f1")) {
        act::inbound message;
        message.provider_id = "1";
        message.from = "ann";
        message.content = what;
        act::fetch fetch;
        fetch.provider_id = "1";
        fetch.url = "https://provider.example/picture";
        fetch.pointer = pointer;
        desk->apply("web", {message, fetch});
        run_until([&] { return calls.size() == 1; });
        settle();
        return store.ask(
            [](selat::store::reader& reader) { return reader.messages({}, {})->items.front(); });
    }
    void is_edited(const std::string& key = "2", const std::string& file = "f1") {
        act::amend edit;
        edit.provider_id = key;
        edit.message_id = "1";
        edit.from = "ann";
        edit.content = content("second", file);
        act::fetch fetch;
        fetch.provider_id = key;
        fetch.url = "https://provider.example/" + file;
        desk->apply("web", {edit, fetch});
        settle();
    }
    void is_fetched() {
        net::http_result answer;
        answer.status = 200;
        answer.headers = {{"content-type", "image/png"}};
        answer.body = picture;
        calls.answer(answer);
        run_until(
            [&] { return fs::exists(media_file(folder.string(), crypto::sha256_hex(picture))); });
        settle();
    }
    static std::string content(const std::string& text, const std::string& file = "f1") {
        return R"({"text":")" + text +
               R"(","attachments":[{"kind":"image","mime":"image/png","provider_id":")" + file +
               R"("}]})";
    }

    fs::path folder = fs::temp_directory_path() / ("selat-gallery-" + std::to_string(new_seed()));
    media_files files{*world};
    invitations invited{*world};
    gateway::fetches fetches{*world, files};
    std::unique_ptr<channel_desk> desk;
};

}  // namespace

TEST_CASE("a fetched picture and an edit of its message are both kept, whichever comes first") {
    gallery gallery;
    const auto message = gallery.comes();
    const bool edited_first = GENERATE(true, false);
    gallery.store.close();
    edited_first ? gallery.is_edited() : gallery.is_fetched();
    CHECK(gallery.store.waiting() == 1);
    edited_first ? gallery.is_fetched() : gallery.is_edited();
    gallery.store.open();
    json now;
    gallery.run_until([&] {
        now = json::parse(stored(gallery, message.id).content);
        return gallery.logged("media.fetched") && now["text"] == "second";
    });
    REQUIRE(now["attachments"].size() == 1);
    CHECK(now["attachments"][0].value("url", "").starts_with("/api/v1/media/"));
}

TEST_CASE("a file of which no type was told is what it turns out to be") {
    const auto told = GENERATE(as<std::string>{}, "", R"("mime":"image/png",)");
    gallery gallery;
    const auto message =
        gallery.comes({}, R"({"attachments":[{"kind":"file",)" + told + R"("provider_id":"f1"}]})");
    gallery.is_fetched();
    json file;
    gallery.run_until([&] {
        file = json::parse(stored(gallery, message.id).content)["attachments"][0];
        return file.contains("url");
    });
    CHECK(file["mime"] == "image/png");
    CHECK(file["kind"] == (told.empty() ? "image" : "file"));  // sent as a file
}

TEST_CASE("the other picture that an edit brings is fetched, the one it repeats is not again") {
    gallery gallery;
    const auto message = gallery.comes();
    gallery.is_fetched();
    gallery.is_edited();
    CHECK(gallery.calls.size() == 0);
    gallery.run_until([&] { return gallery.logged("media.fetched"); });
    const auto shown = [&] {
        return json::parse(stored(gallery, message.id).content)["attachments"].at(0);
    };
    const auto before = shown().value("url", "");
    gallery.is_edited("3", "f2");
    gallery.run_until([&] { return gallery.calls.size() == 1; });
    CHECK_FALSE(shown().contains("url"));
    gallery.is_fetched();
    gallery.run_until([&] { return shown().contains("url"); });
    CHECK(shown().value("url", "") != before);
    CHECK(shown()["provider_id"] == "f2");
}

TEST_CASE("a picture is shown though its message became another customer's meanwhile") {
    gallery gallery;
    const auto message = gallery.comes();
    model::id_source ids(5);
    selat::store::changes changes;
    model::customer other;
    other.id = ids.make(model::id_kind::customer, gallery.clock.now(), 200);
    changes.customers.push_back(other);
    changes.merges.push_back({message.customer, other.id});
    std::promise<void> merged;
    gallery.ledger->commit(std::move(changes), [&](const auto&) { merged.set_value(); });
    merged.get_future().get();
    gallery.is_fetched();
    gallery.run_until([&] { return gallery.logged("media.fetched"); });
    const auto now = stored(gallery, message.id);
    CHECK(now.customer == other.id);
    CHECK(now.content.find("/api/v1/media/") != std::string::npos);
}

TEST_CASE("a file is fetched in the end, however long the disk cannot take it") {
    gallery gallery;
    const auto message = gallery.comes();
    std::ofstream(gallery.folder) << "in the way of the folder";
    net::http_result answer;
    answer.status = 200;
    answer.body = picture;
    for (int i = 0; i < 12; ++i) {
        const auto set = gallery.clock.set();
        gallery.calls.answer(answer);
        gallery.run_until([&] { return gallery.clock.set() > set; });
        gallery.clock.turn(model::duration{60'000});
        gallery.run_until([&] { return gallery.calls.size() == 1; });
    }
    fs::remove(gallery.folder);
    gallery.is_fetched();
    gallery.run_until([&] { return gallery.logged("media.fetched"); });
    CHECK(stored(gallery, message.id).content.find("/api/v1/media/") != std::string::npos);
}

TEST_CASE("a busy provider is asked for a file again when it says so") {
    gallery gallery;
    gallery.comes();
    net::http_result busy;
    busy.status = 429;
    busy.headers = {{"retry-after", "120"}};
    const auto set = gallery.clock.set();
    gallery.calls.answer(busy);
    gallery.run_until([&] { return gallery.clock.set() > set; });
    gallery.clock.turn(model::duration{119'000});
    gallery.settle();
    CHECK(gallery.calls.size() == 0);
    gallery.clock.turn(model::duration{1'000});
    gallery.run_until([&] { return gallery.calls.size() == 1; });
}

TEST_CASE(
    "an answer that says where a file is may be short only, the file as long as files may be") {
    gallery gallery;
    gallery.comes("/url");
    CHECK(gallery.calls.most_of_oldest() == 64 * 1024);
    net::http_result place;
    place.status = 200;
    place.body = R"({"url":"https://provider.example/files/7"})";
    gallery.calls.answer(place);
    gallery.run_until([&] { return gallery.calls.size() == 1; });
    CHECK(gallery.calls.oldest().url == "https://provider.example/files/7");
    CHECK(gallery.calls.most_of_oldest() == 1'000);
}

}  // namespace selat::gateway::test::fetches_test
