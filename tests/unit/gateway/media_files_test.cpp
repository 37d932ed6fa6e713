// Files on their way to a message, and off the disk again.

#include "support.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "host/base/crypto.hpp"
#include "host/gateway/media_file.hpp"
#include "host/gateway/media_files.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway::test {
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
        desk = std::make_unique<channel_desk>(*world, files, contexts);
        desk->adopt(*parts);
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

TEST_CASE("a message is kept without bytes that are too large or not what they say") {
    shelf shelf;
    shelf.desk->apply("web", {with_picture("1"), bytes_for("1", std::string(1'001, 'x')),
                              with_picture("2"), bytes_for("2", "<script>")});
    shelf.run_until([&] { return shelf.messages().size() == 2; });
    for (const auto& each : shelf.messages()) {
        CHECK_FALSE(nlohmann::json::parse(each.content)["attachments"][0].contains("url"));
    }
    CHECK(shelf.logged("media.refused"));
}

}  // namespace selat::gateway::test
