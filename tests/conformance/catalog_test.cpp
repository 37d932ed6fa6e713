// From a file to a running instance, and every way of being refused on the way.

#include "support.hpp"

#include <fstream>

#include "host/base/crypto.hpp"

#include <sys/stat.h>

using namespace selat;
using namespace selat::conformance;
using Catch::Matchers::Contains;

namespace {

const std::string good = std::string(SELAT_CONFORMANCE_FOLDER) + "/good";

void copy(const std::string& from, const std::filesystem::path& to) {
    std::filesystem::copy_file(from, to);
    ::chmod(to.c_str(), 0644);
}

std::string why_unfit(stage& stage) {
    REQUIRE(stage.catalog.all().size() == 1);
    return stage.catalog.all()[0].unfit;
}

}  // namespace

TEST_CASE("what is wrong with a file is known without running it") {
    const std::pair<const char*, const char*> expected[] = {
        {"no-note", "not a Selat plugin: it carries no Selat manifest"},
        {"wrong-manifest", "kind must be one of channel, flow, strategy, bot"},
        {"exports-too-much", "beside selat_module_v1, among them"},
    };
    for (const auto& [name, words] : expected) {
        INFO(name);
        stage stage(bad(name));
        CHECK_THAT(why_unfit(stage), Contains(words));
        CHECK(stage.catalog.by_name(name) == nullptr);
    }
}

TEST_CASE("a module that does not fit is refused before it is loaded, in words of its own") {
    const std::pair<const char*, const char*> expected[] = {
        {"foreign-major", "it is built for plugin ABI 2, this gateway has 1"},
        {"needs-newer-host", "it needs SDK 1.9, this gateway has 1.0; upgrade the gateway"},
        {"crashes-when-opened", "it crashes when it is opened (SIGABRT)"},
        {"changes-signals", "opening it changes signal handlers of the process"},
        {"takes-any-id", "it gives a table for ids that do not exist"},
        {"no-table", "its manifest says channel, but it has no selat.channel/1"},
    };
    for (const auto& [name, words] : expected) {
        INFO(name);
        stage stage(bad(name));
        REQUIRE(why_unfit(stage).empty());
        const auto channel = stage.channel(name);
        REQUIRE_FALSE(channel);
        CHECK_THAT(channel.error().text, Contains(words) && Contains(name));
    }
}

TEST_CASE("files that are no plugins, or cut short, are refused in peace") {
    scratch folder;
    copy(good + "/c-channel.so", folder.path() / "whole.so");
    std::ifstream file(folder.path() / "whole.so", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(folder.path() / "whole.so");
    for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 7) {
        std::ofstream(folder.path() / "cut.so", std::ios::binary | std::ios::trunc)
            << bytes.substr(0, size);
        stage stage(folder.path().string());
        CHECK_FALSE(stage.catalog.all().at(0).unfit.empty());
    }
}

TEST_CASE("a file that everyone may write to is refused") {
    scratch folder;
    copy(good + "/c-channel.so", folder.path() / "c-channel.so");
    ::chmod((folder.path() / "c-channel.so").c_str(), 0666);
    stage file(folder.path().string());
    CHECK_THAT(why_unfit(file), Contains("can be written to by everyone"));

    ::chmod((folder.path() / "c-channel.so").c_str(), 0644);
    ::chmod(folder.path().c_str(), 0777);
    stage whole(folder.path().string());
    CHECK_THAT(why_unfit(whole), Contains("can be written to by everyone"));
}

TEST_CASE("pins and signatures are demanded as the operator says") {
    scratch folder;
    const auto path = folder.path() / "c-channel.so";
    copy(good + "/c-channel.so", path);
    const auto hash = *crypto::sha256_file(path.string());
    using demand = plugins::trust::demand;

    stage pinned(folder.path().string(), {demand::pinned, {}, {{"c-channel", "sha256:" + hash}}});
    CHECK(why_unfit(pinned).empty());
    stage other(folder.path().string(), {demand::any, {}, {{"c-channel", "sha256:00"}}});
    CHECK_THAT(why_unfit(other), Contains("the config pins sha256:00"));
    stage unpinned(folder.path().string(), {demand::pinned, {}, {}});
    CHECK_THAT(why_unfit(unpinned), Contains("pins none of this name"));

    const auto key = folder.path() / "key.pub";
    std::ofstream(key) << "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const plugins::trust wants_signature{demand::signed_, {key.string()}, {}};
    stage without(folder.path().string(), wants_signature);
    CHECK_THAT(why_unfit(without), Contains(".sig is not there"));
    std::ofstream(path.string() + ".sig") << std::string(128, '0');
    stage forged(folder.path().string(), wants_signature);
    CHECK_THAT(why_unfit(forged), Contains("is no signature of it by any"));
    stage keyless(folder.path().string(), {demand::signed_, {}, {}});
    CHECK_THAT(why_unfit(keyless), Contains("names no keys"));
}

TEST_CASE("a plugin that is not there is told with those that are") {
    stage stage(good);
    const auto channel = stage.channel("lime");
    REQUIRE_FALSE(channel);
    CHECK(channel.error().code == code::not_found);
    CHECK_THAT(channel.error().text, Contains("no plugin lime") && Contains("c-channel"));
    plugins::instance_setup setup;
    setup.id = "here";
    setup.plugin = "c-channel";
    const auto bot = stage.catalog.make_bot(setup);
    REQUIRE_FALSE(bot);
    CHECK(bot.error().text == "here: c-channel is a channel plugin, no bot");
}

TEST_CASE("a file that was replaced after it was looked at is not loaded") {
    scratch folder;
    copy(good + "/c-channel.so", folder.path() / "c-channel.so");
    stage stage(folder.path().string());
    std::ofstream(folder.path() / "c-channel.so", std::ios::app) << "more";
    const auto channel = stage.channel("c-channel", {{"hook_secret", "hush"}});
    REQUIRE_FALSE(channel);
    CHECK_THAT(channel.error().text, Contains("has changed"));
}

TEST_CASE("a copy in the cache that was tampered with is made anew") {
    stage stage(good);
    const auto* plugin = stage.catalog.by_name("c-channel");
    REQUIRE(plugin != nullptr);
    const auto copy = stage.cache.path() / "cache" / (plugin->sha256 + ".so");
    std::filesystem::create_directory(copy.parent_path());
    ::chmod(copy.parent_path().c_str(), 0700);
    std::ofstream(copy) << "something else";
    REQUIRE(stage.channel("c-channel", {{"hook_secret", "hush"}}));
    CHECK(*crypto::sha256_file(copy.string()) == plugin->sha256);
}

TEST_CASE("a cache that others may write to is refused") {
    stage stage(good);
    const auto cache = stage.cache.path() / "cache";
    std::filesystem::create_directory(cache);
    ::chmod(cache.c_str(), 0777);
    const auto channel = stage.channel("c-channel", {{"hook_secret", "hush"}});
    REQUIRE_FALSE(channel);
    CHECK_THAT(channel.error().text, Contains("can be written to by others"));
}

TEST_CASE("a channel in C goes the whole way: signature, inbound, call, end") {
    stage stage(good);
    const auto made = stage.channel("c-channel", {{"hook_secret", "hush"}, {"token", "t0ken"}});
    REQUIRE(made);
    auto& channel = **made;
    CHECK(channel.id() == "here");
    CHECK_FALSE(channel.has_timers());
    CHECK(channel.on_timer({}).code == code::unsupported);

    const std::string body = R"({"text":"hé"})";
    const auto signature = crypto::hex(crypto::hmac_sha256("hush", body));
    const selat_pair headers[] = {{text("x-signature"), text(signature)},
                                  {text("x-id"), text("m1")},
                                  {text("x-from"), text("ann")}};
    auto event = request(body);
    event.headers = headers;
    event.header_count = 3;
    const auto got = channel.on_http(event);
    REQUIRE(got.code == code::ok);
    REQUIRE(got.actions.size() == 2);
    const auto& inbound = std::get<model::action::inbound>(got.actions[0]);
    CHECK(inbound.from == "ann");
    CHECK(inbound.provider_id == "m1");
    CHECK(inbound.content == body);
    CHECK(std::get<model::action::respond>(got.actions[1]).status == 200);

    event.header_count = 0;
    const auto unsigned_ = channel.on_http(event);
    REQUIRE(unsigned_.actions.size() == 1);
    CHECK(std::get<model::action::respond>(unsigned_.actions[0]).status == 401);

    const auto out = channel.on_send(outgoing(9, body));
    REQUIRE(out.actions.size() == 1);
    const auto& call = std::get<model::action::call>(out.actions[0]);
    CHECK(call.op == 9);
    CHECK(call.repeatable);
    CHECK(call.headers.at(0).second == "Bearer {{secret:token}}");
    CHECK(channel.secrets().fill_in(call.headers.at(0).second) == "Bearer t0ken");
    CHECK(channel.may_call("api.example"));
    CHECK(channel.may_call("API.example"));
    CHECK_FALSE(channel.may_call("example"));
}

TEST_CASE("loaded instances outlive their catalog") {
    std::unique_ptr<plugins::channel> kept;
    {
        stage stage(good);
        auto made = stage.channel("c-channel", {{"hook_secret", "hush"}});
        REQUIRE(made);
        kept = std::move(*made);
        stage.catalog.on_report({});
    }
    CHECK(kept->on_http(request("{}")).code == code::ok);
}
