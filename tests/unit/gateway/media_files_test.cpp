// Files on their way to a message, and off the disk again.

#include "town_hall.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "host/base/crypto.hpp"
#include "host/gateway/media_file.hpp"
#include "host/gateway/media_files.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test::media_files_test {
namespace {

namespace fs = std::filesystem;
namespace act = model::action;

const std::string png("\x89PNG\r\n\x1a\n the picture", 20);
constexpr model::duration day{24 * 3'600'000};

struct shelf : stage {
    shelf() {
        parts->config.media.path = folder.string();
        parts->config.media.max_size = 1'000;
        add_channel("web");
        std::vector<boost::asio::io_context*> contexts;
        for (auto& each : shards) {
            contexts.push_back(&each->context());
        }
        desk = std::make_unique<channel_desk>(*world, files, invited, contexts);
        desk->adopt(*parts);
        carry_out = [this](const selat::store::changes& durable, const engine::effects&) {
            boost::asio::post(control, [this, over = durable.finished_jobs] {
                for (const auto& each : over) {
                    files.cancel(each);
                }
            });
        };
        start_shards();
    }
    ~shelf() {
        end();
        fs::remove_all(folder);
    }

    media_files::kept keep(const std::string& bytes, const std::string& owner = {}) {
        std::optional<result<media_files::kept>> out;
        files.keep({bytes, "image/png", "a.png", owner}, [&](auto kept) { out = std::move(kept); });
        run_until([&] { return out.has_value(); });
        REQUIRE(*out);
        return **out;
    }
    [[nodiscard]] bool is_there(const std::string& digest) const {
        return fs::exists(media_file(folder.string(), digest));
    }
    bool upload_is_there(const model::id& id) {
        return store.ask(
            [&](selat::store::reader& reader) { return (*reader.attachment(id)).has_value(); });
    }
    std::vector<model::message> messages() {
        return store.ask(
            [](selat::store::reader& reader) { return reader.messages({}, {})->items; });
    }
    void turn(model::duration by) {
        clock.turn(by);
        settle();
    }

    fs::path folder = fs::temp_directory_path() /
                      ("selat-shelf-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    media_files files{*world};
    invitations invited{*world};
    std::unique_ptr<channel_desk> desk;
};

// Files that are to go, on the disk.
std::ptrdiff_t rows_to_drop(stage& stage) {
    return std::ranges::count(jobs(stage), model::job_kind::drop_files, &model::job::kind);
}

act::inbound with_picture(const std::string& provider_id, const std::string& mime = "image/png") {
    act::inbound out;
    out.provider_id = provider_id;
    out.from = "ann";
    out.content = R"({"text":"look","attachments":[{"kind":"image","mime":")" + mime +
                  R"(","name":"a.png"}]})";
    return out;
}

act::attach bytes_for(const std::string& provider_id, const std::string& bytes) {
    act::attach out;
    out.provider_id = provider_id;
    out.bytes = bytes;
    return out;
}

}  // namespace

TEST_CASE("an upload that nobody sends goes after a day, with its file") {
    shelf shelf;
    const auto kept = shelf.keep(png, "agent:ann");
    shelf.files.release({kept.media.sha256});
    shelf.settle();
    CHECK(kept.media.sha256 == crypto::sha256_hex(png));
    CHECK(shelf.is_there(kept.media.sha256));
    CHECK(shelf.upload_is_there(kept.media.id));
    shelf.turn(day - model::duration{1'000});
    CHECK(shelf.is_there(kept.media.sha256));
    shelf.turn(model::duration{2'000});
    CHECK_FALSE(shelf.upload_is_there(kept.media.id));
    CHECK_FALSE(shelf.is_there(kept.media.sha256));
    CHECK(rows_to_drop(shelf) == 0);
}

TEST_CASE("a file that is held stays, and goes when it is released and nobody names it") {
    shelf shelf;
    const auto kept = shelf.keep(png);
    shelf.turn(day);
    CHECK(shelf.is_there(kept.media.sha256));
    shelf.files.release({kept.media.sha256});
    shelf.settle();
    CHECK_FALSE(shelf.is_there(kept.media.sha256));
    CHECK(rows_to_drop(shelf) == 0);
}

TEST_CASE("two who keep the same bytes have one file until both have let it go") {
    shelf shelf;
    const auto one = shelf.keep(png, "agent:ann");
    const auto other = shelf.keep(png, "agent:ben");
    shelf.files.release({one.media.sha256});
    shelf.turn(day);
    CHECK(shelf.is_there(one.media.sha256));
    shelf.files.release({other.media.sha256});
    shelf.settle();
    CHECK_FALSE(shelf.is_there(one.media.sha256));
}

TEST_CASE("a file that could not be written down is not written") {
    shelf shelf;
    shelf.store.fail(true);
    std::optional<result<media_files::kept>> out;
    shelf.files.keep({png, "image/png", {}, "agent:ann"},
                     [&](auto kept) { out = std::move(kept); });
    shelf.run_until([&] { return out.has_value(); });
    CHECK_FALSE(*out);
    CHECK_FALSE(shelf.is_there(crypto::sha256_hex(png)));
}

TEST_CASE("bytes that come with a message are on the disk and in its content, with one commit") {
    shelf shelf;
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", png)});
    shelf.run_until([&] { return !shelf.messages().empty(); });
    const auto message = shelf.messages().at(0);
    const auto shown = nlohmann::json::parse(message.content)["attachments"][0];
    const std::string url = shown["url"];
    REQUIRE(url.starts_with("/api/v1/media/"));
    CHECK(shown["size"] == png.size());
    CHECK(shown["mime"] == "image/png");
    CHECK(shown["name"] == "a.png");
    const auto id = model::id::parse(url.substr(14));
    REQUIRE(id);
    const auto media =
        shelf.store.ask([&](selat::store::reader& reader) { return **reader.attachment(*id); });
    CHECK(media.message == message.id);
    CHECK(media.owner.empty());
    CHECK(shelf.is_there(media.sha256));
    shelf.settle();
    CHECK(rows_to_drop(shelf) == 0);
    shelf.turn(day);
    CHECK(shelf.is_there(media.sha256));
}

TEST_CASE("a file that a message names is looked at no more") {
    shelf shelf;
    const auto alarms = shelf.clock.set();
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", png)});
    shelf.run_until([&] { return !shelf.messages().empty(); });
    shelf.settle();
    CHECK(shelf.clock.set() == alarms);
    const auto commits = shelf.store.asked();
    shelf.turn(day);
    CHECK(shelf.store.asked() == commits);
}

TEST_CASE("of several files of one message each has its place, and one that is bad is left out") {
    shelf shelf;
    act::inbound message;
    message.provider_id = "1";
    message.from = "ann";
    message.content = R"({"attachments":[{"kind":"image","mime":"image/png","name":"a.png"},)"
                      R"({"kind":"image","mime":"image/png","name":"b.png"},)"
                      R"({"kind":"file","mime":"text/plain","name":"c.txt"}]})";
    auto bad = bytes_for("1", std::string(1'001, 'x'));
    bad.attachment = 1;
    auto words = bytes_for("1", "words");
    words.attachment = 2;
    shelf.desk->apply("web", {words, bad, message, bytes_for("1", png), bytes_for("2", png)});
    shelf.run_until([&] { return !shelf.messages().empty(); });
    const auto shown = nlohmann::json::parse(shelf.messages().at(0).content)["attachments"];
    CHECK(shown[0]["size"] == png.size());
    CHECK_FALSE(shown[1].contains("url"));
    CHECK(shown[2]["size"] == 5);
    CHECK(shown[2]["name"] == "c.txt");
    CHECK(shelf.logged("there is no such message in the call"));
}

TEST_CASE("bytes that come again with a known message leave nothing behind") {
    shelf shelf;
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", png)});
    shelf.run_until([&] { return !shelf.messages().empty(); });
    const std::string other = png + " of another day";
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", other)});
    shelf.run_until([&] { return shelf.is_there(crypto::sha256_hex(other)); });
    shelf.turn(day);
    CHECK(shelf.messages().size() == 1);
    CHECK_FALSE(shelf.is_there(crypto::sha256_hex(other)));
    CHECK(shelf.is_there(crypto::sha256_hex(png)));
    CHECK(rows_to_drop(shelf) == 0);
}

TEST_CASE("bytes that come again are known where the provider has no ids, and HTML has its text") {
    shelf shelf;
    auto message = with_picture({});
    message.at_ms = 1'800'000'000'000;
    message.content = R"({"html":"<p>look</p>","attachments":[{"kind":"image","name":"a.png"}]})";
    shelf.desk->apply("web", {message, bytes_for({}, png)});
    shelf.run_until([&] { return !shelf.messages().empty(); });
    const std::string other = png + " of another day";
    shelf.desk->apply("web", {message, bytes_for({}, other)});
    shelf.run_until([&] { return shelf.is_there(crypto::sha256_hex(other)); });
    shelf.turn(day);
    REQUIRE(shelf.messages().size() == 1);
    const auto shown = nlohmann::json::parse(shelf.messages().at(0).content);
    CHECK(shown["text"] == "look");
    CHECK(shown["html"] == "<p>look</p>");
    CHECK(shown["attachments"][0]["size"] == png.size());
    CHECK_FALSE(shelf.is_there(crypto::sha256_hex(other)));
}

TEST_CASE("the picture of a card becomes its message's own, as an attachment does") {
    town_hall hall;
    hall.says("line", "ann", "1");
    std::optional<result<media_files::kept>> kept;
    hall.files->keep({png, "image/png", "a.png", "agent:ben"},
                     [&](auto given) { kept = std::move(given); });
    hall.run_until([&] { return kept.has_value(); });
    REQUIRE(*kept);
    const auto upload = (*kept)->media;
    api::write_request asked;
    asked.channel = "line";
    asked.to = "ann";
    asked.content =
        R"({"cards":[{"title":"Tea","image":"/api/v1/media/)" + upload.id.text() + R"("}]})";
    asked.media = {upload};
    const auto written =
        hall.answer<model::message>([&](auto done) { hall.all->write(asked, done); });
    REQUIRE(written);
    const std::string image = nlohmann::json::parse(written->content)["cards"][0]["image"];
    const auto own = model::id::parse(image.substr(14));
    REQUIRE(own);
    CHECK(*own != upload.id);
    const auto row =
        hall.store.ask([&](selat::store::reader& reader) { return *reader.attachment(*own); });
    REQUIRE(row);
    CHECK(row->message == written->id);
    CHECK(row->sha256 == upload.sha256);
}

TEST_CASE("a message is kept without bytes that are too large or a program in disguise") {
    shelf shelf;
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", std::string(1'001, 'x')),
                              with_picture("2"),
                              bytes_for("2", "\x7f"
                                             "ELF and more")});
    shelf.run_until([&] { return shelf.messages().size() == 2; });
    for (const auto& each : shelf.messages()) {
        CHECK_FALSE(nlohmann::json::parse(each.content)["attachments"][0].contains("url"));
    }
    CHECK(shelf.logged("media.refused"));
}

TEST_CASE("bytes that are not what they say are kept as a file where nobody can be told") {
    shelf shelf;
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", "<script>")});
    shelf.run_until([&] { return shelf.messages().size() == 1; });
    const auto file = nlohmann::json::parse(shelf.messages().at(0).content)["attachments"][0];
    CHECK(file["kind"] == "file");
    CHECK(file["mime"] == "application/octet-stream");
    CHECK(file.value("url", "").starts_with("/api/v1/media/"));
}

}  // namespace selat::gateway::test::media_files_test
