// Bodies that are too large for memory.

#include "loopback.hpp"

#include <atomic>
#include <filesystem>
#include <optional>

#include <boost/asio/thread_pool.hpp>
#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;
using net::exchange;

namespace {

constexpr std::size_t above = 10'000;

// A server that echoes bodies, the larger ones from files.
struct spooling {
    spooling() {
        net::server_options options;
        options.max_body = 400'000;
        options.spool = {folder.string(), pool.get_executor(), above, 500'000, 2};
        here.emplace(
            [this](exchange asked) {
                if (holding) {
                    return held.put(std::make_shared<exchange>(std::move(asked)));
                }
                asked.respond(text(std::string(asked.request().body)));
            },
            options);
    }
    ~spooling() {
        here->stop();
        pool.join();
        std::filesystem::remove_all(folder);
    }

    std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("selat-spool-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    boost::asio::thread_pool pool{1};
    std::atomic<bool> holding{false};
    mailbox<std::shared_ptr<exchange>> held;
    std::optional<served> here;
};

std::string patterned(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; out.size() < size; ++i) {
        out += std::to_string(i) + ",";
    }
    out.resize(size);
    return out;
}

std::string posted(const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a large body arrives whole, in one piece or in chunks, and the connection goes on") {
    const spooling scene;
    peer client(scene.here->port());
    for (const std::size_t size : {std::size_t{5}, above, above + 1, std::size_t{300'000}}) {
        const auto body = patterned(size);
        client.send(posted(body));
        CHECK(body_of(client.read_response()) == body);
    }
    std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto body = patterned(100'000);
    for (std::size_t at = 0; at < body.size(); at += 1'000) {
        chunked += "3e8\r\n" + body.substr(at, 1'000) + "\r\n";
    }
    client.send(chunked + "0\r\n\r\n" + posted("next"));
    CHECK(body_of(client.read_response()) == body);
    CHECK(body_of(client.read_response()) == "next");
    CHECK(std::filesystem::is_empty(scene.folder));
}

TEST_CASE("a client has few large bodies at a time, and all together have room on the disk") {
    spooling scene;
    scene.holding = true;
    std::vector<peer> clients;
    std::vector<std::shared_ptr<exchange>> waiting;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(scene.here->port());
        clients.back().send(posted(patterned(200'000)));
        waiting.push_back(scene.held.take());
    }
    peer third(scene.here->port());
    third.send(posted(patterned(20'000)));
    CHECK(status_line(third.read_response()).find(" 503 ") != std::string::npos);
    waiting[0]->respond(text("done"));
    CHECK(body_of(clients[0].read_response()) == "done");
    scene.holding = false;
    // The file goes behind the answer's back.
    CHECK(eventually([&] {
        peer again(scene.here->port());
        again.send(posted(patterned(250'000)));
        return status_line(again.read_response()).find(" 200 ") != std::string::npos;
    }));
    peer too_much(scene.here->port());
    too_much.send(posted(patterned(350'000)));
    CHECK(status_line(too_much.read_response()).find(" 503 ") != std::string::npos);
    waiting[1]->respond(text("done"));
    CHECK(body_of(clients[1].read_response()) == "done");
}
