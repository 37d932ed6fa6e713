#include "tests/integration/support/child.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

using nlohmann::json;
using selat::testing::program;
using selat::testing::scratch;

namespace {

// A port that nobody listens on as long as this lives.
class silent_port {
public:
    silent_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
    }
    silent_port(const silent_port&) = delete;
    silent_port& operator=(const silent_port&) = delete;
    ~silent_port() { ::close(socket_); }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
    }

private:
    int socket_;
    sockaddr_in address_{};
};

}  // namespace

TEST_CASE("a command line that makes no sense ends with 2") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"nonsense"},
                                                                       {"run"},
                                                                       {"check"},
                                                                       {"plugin"},
                                                                       {"plugin", "inspect"},
                                                                       {"plugin", "check"},
                                                                       {"version", "--nonsense"},
                                                                       {"plugin", "new", "x"}}) {
        INFO(json(arguments).dump());
        const auto done = program(arguments);
        CHECK(done.exit == 2);
        CHECK_FALSE(done.err.empty());
    }
}

TEST_CASE("help and version end with 0") {
    const auto help = program({"--help"});
    CHECK(help.exit == 0);
    for (const auto* command :
         {"run", "check", "preview", "plugin", "schema", "status", "reload", "version"}) {
        CHECK(help.out.find(command) != std::string::npos);
    }
    const auto version = program({"version"});
    CHECK(version.exit == 0);
    CHECK(version.out.starts_with("selat "));
    CHECK(version.out.find("SDK 1.") != std::string::npos);
}

TEST_CASE("plugins are listed in columns and as JSON, the unfit with why") {
    const scratch files;
    files.write("plugins/broken.so", "not a plugin");
    const auto config =
        files.write("selat.yaml", "version: 1\nplugins: { paths: [" SELAT_PLUGINS ", plugins] }\n");
    const auto text = program({"plugin", "list", "-c", config});
    CHECK(text.exit == 0);
    CHECK(text.out.starts_with("NAME "));
    CHECK(text.out.find("echo ") != std::string::npos);

    const auto listed = json::parse(program({"plugin", "list", "--json", "-c", config}).out);
    REQUIRE(listed.is_array());
    const auto named = [&](const std::string& end) {
        return std::find_if(listed.begin(), listed.end(), [&](const json& each) {
            return each["path"].get<std::string>().ends_with(end);
        });
    };
    const auto echo = named("/echo.so");
    REQUIRE(echo != listed.end());
    CHECK((*echo)["fit"] == true);
    CHECK((*echo)["kind"] == "channel");
    CHECK((*echo)["sdk"] == ">=1.0 <2");
    const auto broken = named("/broken.so");
    REQUIRE(broken != listed.end());
    CHECK((*broken)["fit"] == false);
    CHECK((*broken)["reason"].is_string());
}

TEST_CASE("a plugin's manifest is printed whole, and what has none is refused") {
    const auto done = program({"plugin", "inspect", SELAT_PLUGINS "/echo.so"});
    CHECK(done.exit == 0);
    const auto manifest = json::parse(done.out);
    CHECK(manifest["name"] == "echo");
    CHECK(manifest["options"]["properties"].contains("hook_secret"));

    const scratch files;
    for (const auto& file : {files.write("x.so", "nothing"), files.path() + "/none.so"}) {
        const auto refused = program({"plugin", "inspect", file});
        CHECK(refused.exit == 1);
        CHECK(refused.err.starts_with(file + ": error: "));
    }
}

TEST_CASE("a plugin is checked step by step, and the exit says whether all went well") {
    const scratch files;
    const std::string skills = SELAT_PLUGINS "/skills.so";
    const auto good = program({"plugin", "check", skills});
    CHECK(good.exit == 0);
    CHECK(good.out.find("\nok      score: ") != std::string::npos);
    CHECK(good.out.find(skills + " passes: ") != std::string::npos);

    const auto broken = files.write("broken.so", "not a plugin");
    const auto bad = program({"plugin", "check", broken});
    CHECK(bad.exit == 1);
    CHECK(bad.out.starts_with("FAILED  the manifest is read"));
    CHECK(bad.err.starts_with(broken + ": error: 1 of 1 steps failed"));

    CHECK(program({"plugin", "check", files.path() + "/none.so"}).exit == 3);
}

TEST_CASE("what a configuration says of a plugin is what it is checked with") {
    const scratch files;
    const std::string head = "version: 1\nplugins: { paths: [" SELAT_PLUGINS "]";
    const auto pin = "sha256:" + std::string(64, '0');
    const auto pinned =
        files.write("pinned.yaml", head + ", trust: { require: pinned, pins: { skills: \"" + pin +
                                       "\" } } }\nrouting: { strategy: skills }\n");
    const auto refused = program({"plugin", "check", SELAT_PLUGINS "/skills.so", "-c", pinned});
    CHECK(refused.exit == 1);
    CHECK(refused.out.find("the config pins " + pin) != std::string::npos);

    const auto wrong = files.write("wrong.yaml", head + " }\nno-such-key: 1\n");
    const auto told = program({"plugin", "check", SELAT_PLUGINS "/skills.so", "-c", wrong});
    CHECK(told.exit == 3);
    CHECK(told.err.find("no-such-key") != std::string::npos);

    const auto faq =
        files.write("faq.yaml", head + " }\nbots:\n  - { id: faq, plugin: faq, options: { file: " +
                                    std::string(SELAT_CONFIGURATIONS) + "/faq.yaml } }\n");
    CHECK(program({"plugin", "check", SELAT_PLUGINS "/faq.so"}).exit == 1);
    CHECK(program({"plugin", "check", SELAT_PLUGINS "/faq.so", "-c", faq}).exit == 0);
}

TEST_CASE("the schema knows the options of the plugins found") {
    const scratch files;
    const auto config =
        files.write("selat.yaml", "version: 1\nplugins: { paths: [" SELAT_PLUGINS "] }\n");
    const auto done = program({"schema", "-c", config});
    CHECK(done.exit == 0);
    const auto schema = json::parse(done.out);
    CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    const auto text = schema["properties"]["channels"]["items"]["allOf"].dump();
    CHECK(text.find("hook_secret") != std::string::npos);
}

TEST_CASE("a configuration that cannot be read is told, not passed over") {
    const scratch files;
    const auto none = files.path() + "/none.yaml";
    const auto torn = files.write("torn.yaml", "version: 1\nserver: {\n");
    for (const auto& command : std::vector<std::vector<std::string>>{
             {"plugin", "list"}, {"schema"}, {"status"}, {"reload"}}) {
        INFO(json(command).dump());
        auto with = command;
        with.insert(with.end(), {"-c", none});
        const auto missing = program(with);
        CHECK(missing.exit == 3);
        CHECK(missing.out.empty());
        CHECK(missing.err == none + ":1:1: error: cannot read the configuration: no such file\n");
        with.back() = torn;
        const auto unread = program(with);
        CHECK(unread.exit == 3);
        CHECK(unread.err.starts_with(torn + ":"));
        CHECK(unread.err.find(" error: not valid YAML: ") != std::string::npos);
    }
}

TEST_CASE("asking where no gateway is ends with 3") {
    const silent_port port;
    for (const auto* command : {"status", "reload"}) {
        const auto done = program({command, "--url", port.url()});
        CHECK(done.exit == 3);
        CHECK(done.err.starts_with("selat: no gateway answers at " + port.url()));
    }
}
