// Bodies that are too large for memory.

#include "loopback.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <optional>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::test;
using net::exchange;

namespace {

constexpr std::size_t above = 10'000;

// A server that echoes bodies, the larger ones from files.
struct spooling {
    explicit spooling(std::chrono::milliseconds deadline = 30s) {
        net::server_options options;
        options.max_body = 400'000;
        options.header_deadline = options.body_deadline = deadline;
        options.refused = [this](std::uint32_t status, const net::request&, std::string_view why) {
            refusals.put({status, std::string(why)});
        };
        options.allow = [](const net::request& head) {
            return net::body_allowance{0, head.path == "/apart"};
        };
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
    mailbox<std::pair<std::uint32_t, std::string>> refusals;
    std::optional<served> here;
};

// A disk that does nothing until it is let go.
class busy_disk {
public:
    explicit busy_disk(boost::asio::thread_pool& pool) {
        boost::asio::post(pool, [until = over_.get_future().share()] { until.wait(); });
    }
    ~busy_disk() { over_.set_value(); }
    busy_disk(const busy_disk&) = delete;
    busy_disk& operator=(const busy_disk&) = delete;

private:
    std::promise<void> over_;
};

// Bytes in the one file of `folder` that is open and has no name any more.
std::uintmax_t bytes_aside(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code gone;
    for (const auto& each : fs::directory_iterator("/proc/self/fd")) {
        if (fs::read_symlink(each, gone).string().starts_with(folder.string())) {
            return fs::file_size(each, gone);
        }
    }
    return 0;
}

std::string patterned(std::size_t size) {
    std::string out;
    for (std::size_t i = 0; out.size() < size; ++i) {
        out += std::to_string(i) + ",";
    }
    out.resize(size);
    return out;
}

std::string posted(const std::string& body, const std::string& path = "/") {
    return "POST " + path +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
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
    const auto refused = third.read_response();
    CHECK(status_line(refused).find(" 503 ") != std::string::npos);
    CHECK(refused.find("\r\nRetry-After: ") != std::string::npos);
    using refusal = std::pair<std::uint32_t, std::string>;
    CHECK(scene.refusals.take() == refusal{503, "the client has as many large bodies as it may"});
    CHECK(scene.here->server->counts().unplaced == 1);
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
    std::vector<std::string> reasons;
    while (scene.refusals.waiting() > 0) {
        reasons.push_back(scene.refusals.take().second);
    }
    REQUIRE_FALSE(reasons.empty());
    CHECK(reasons.back() == "large bodies have taken all the room there is for them");
    waiting[1]->respond(text("done"));
    CHECK(body_of(clients[1].read_response()) == "done");
}

TEST_CASE("bodies in a room of their own have it when the others have filled theirs") {
    spooling scene;
    scene.holding = true;
    peer full(scene.here->port());
    full.send(posted(patterned(300'000)));
    const auto waiting = scene.held.take();
    scene.holding = false;
    peer other(scene.here->port());
    other.send(posted(patterned(300'000)));
    CHECK(status_line(other.read_response()).find(" 503 ") != std::string::npos);
    peer apart(scene.here->port());
    const auto body = patterned(300'000);
    apart.send(posted(body, "/apart"));
    CHECK(body_of(apart.read_response()) == body);
    waiting->respond(text("done"));
    CHECK(body_of(full.read_response()) == "done");
}

TEST_CASE("a folder that cannot be written is told as the reason") {
    spooling scene;
    std::ofstream(scene.folder) << "no folder";
    peer client(scene.here->port());
    client.send(posted(patterned(20'000)));
    CHECK(status_line(client.read_response()).find(" 503 ") != std::string::npos);
    const auto [status, why] = scene.refusals.take();
    CHECK(status == 503);
    CHECK(why == "cannot make a file in " + scene.folder.string() + ": Not a directory");
}

TEST_CASE("the time that the disk takes is not the client's") {
    spooling scene(500ms);
    std::optional<busy_disk> busy(scene.pool);
    peer client(scene.here->port());
    const auto body = patterned(200'000);
    client.send(posted(body));
    // Until a request that came later has run into its deadline.
    peer late(scene.here->port());
    late.send("GET ");
    CHECK(status_line(late.read_response()).find(" 408 ") != std::string::npos);
    busy.reset();
    CHECK(body_of(client.read_response()) == body);
    CHECK(scene.here->server->counts().timed_out == 1);
}

TEST_CASE("no shard waits for the disk to see a large body") {
    spooling scene;
    peer client(scene.here->port());
    const auto body = patterned(above + 1);  // with the last byte it is too large for memory
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2711\r\n" + body +
                "\r\n");
    REQUIRE(eventually([&] { return bytes_aside(scene.folder) == body.size(); }));
    scene.holding = true;
    {
        const busy_disk busy(scene.pool);
        client.send("0\r\n\r\n");
        // By then the end has been read.
        for (int i = 0; i < 3; ++i) {
            peer late(scene.here->port());
            late.send("BAD\r\n\r\n");
            CHECK(status_line(late.read_response()).find(" 400 ") != std::string::npos);
        }
        CHECK(scene.held.waiting() == 0);
    }
    const auto asked = scene.held.take();
    CHECK(asked->request().body == body);
    asked->respond(text("done"));
    CHECK(body_of(client.read_response()) == "done");
}
