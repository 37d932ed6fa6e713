// Clients that do not keep up, and many that do.

#include "stream_support.hpp"

#include <numeric>
#include <optional>

#include "host/api/stream_beginning.hpp"
#include "host/api/stream_subscriber.hpp"
#include "host/net/exchange_state.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

using namespace selat;
using namespace selat::api;
using namespace selat::api::test;

namespace {

// Speaks bytes, so that it reads only when told to.
class lazy_client {
public:
    lazy_client(std::uint16_t port, const std::string& target) : peer_(port, 4'096) {
        peer_.send(selat::test::upgrade_request(target));
        CHECK(selat::test::status_line(peer_.read_response()) ==
              "HTTP/1.1 101 Switching Protocols");
    }

    // A frame's payload; of a close frame its code and reason.
    std::string next() {
        const auto head = peer_.read(2);
        std::size_t size = static_cast<unsigned char>(head.at(1));
        closed = (head[0] & 0x0F) == 8;
        if (size >= 126) {
            const auto length = peer_.read(size == 126 ? 2 : 8);
            size = std::accumulate(length.begin(), length.end(), std::size_t{0},
                                   [](std::size_t sum, char each) {
                                       return sum << 8U | static_cast<unsigned char>(each);
                                   });
        }
        return peer_.read(size);
    }
    bool closed = false;  // the last one was a close frame

private:
    selat::test::peer peer_;
};

void say_much(streaming& here, happenings& world, int messages) {
    store::changes first;
    auto talk = world.conversation(first);
    here.gateway.put(std::move(first));
    for (int i = 0; i < messages; ++i) {
        store::changes changes;
        world.message(changes, talk, {}, 20'000);
        here.gateway.put(std::move(changes));
    }
}

// A store that counts who reads.
class counting_store final : public store::store {
public:
    void commit(selat::store::changes changes,
                std::function<void(result<selat::store::committed>)> done) override {
        behind_->commit(std::move(changes), std::move(done));
    }
    void read(std::function<void(selat::store::reader&)> work) override {
        ++reads;
        behind_->read(std::move(work));
    }
    bool surely_new(std::string_view channel, std::string_view id) const override {
        return behind_->surely_new(channel, id);
    }
    bool writable() const override { return true; }

    std::atomic<int> reads{0};

private:
    std::unique_ptr<selat::store::store> behind_ = selat::store::open_memory();
};

// An upgrade that is taken at once, and a socket that takes everything.
class open_socket final : public net::websocket {
public:
    bool send(std::string data, bool, bool) override {
        got.push_back(std::move(data));
        return true;
    }
    void close(std::uint32_t, std::string) override {}
    const std::string& remote() const override { return remote_; }
    std::uint64_t queued() const override { return 0; }

    std::vector<std::string> got;

private:
    std::string remote_;
};

struct ready_exchange final : net::exchange::state {
    void respond(net::response) override {}
    void accept(net::websocket_options, net::websocket_events given,
                std::function<void(std::shared_ptr<net::websocket>)> opened) override {
        events = std::move(given);
        opened(socket);
    }
    std::shared_ptr<open_socket> socket = std::make_shared<open_socket>();
    net::websocket_events events;
};

}  // namespace

TEST_CASE("a client that does not read is closed, and holds up nobody") {
    stream_limits limits;
    limits.patience = std::chrono::seconds(3);  // who reads must not be taken for slow
    streaming here(limits);
    const selat::test::shards own;
    std::optional<lazy_client> lazy(std::in_place, here.port(), "/ops");
    listener other(own.first(), here.url("siti"));
    happenings world(1);
    say_much(here, world, 1'000);
    for (const auto& each : here.all_events()) {
        REQUIRE(other.next_text() == each);
    }
    CHECK(eventually([&] { return here.closed_slow() == 1; }));
    lazy.reset();
    CHECK(eventually([&] { return here.open() == 1; }));
    const auto line = json::parse(here.lines.take());
    CHECK(line.at("event") == "stream.closed_slow");
    CHECK(line.at("queued") < limits.socket_bytes + 30'000);
}

TEST_CASE("a client that was closed for being slow is told from where to go on") {
    stream_limits limits;
    limits.patience = std::chrono::seconds(3);
    limits.socket_bytes = 32 * 1024;
    streaming here(limits);
    happenings world(2);
    lazy_client lazy(here.port(), "/ops");
    say_much(here, world, 500);
    REQUIRE(eventually([&] { return here.closed_slow() == 1; }));
    const selat::test::shards own;
    lazy.next();  // hello
    std::string cursor;
    std::string last;
    std::size_t got = 0;
    for (last = lazy.next(); !lazy.closed; last = lazy.next(), ++got) {
        cursor = json::parse(last).at("cursor");
    }
    CHECK(last == "\x03\xf5too slow; go on with after=" + cursor);
    listener again(own.first(), here.url("ops", cursor));
    const auto all = here.all_events();
    REQUIRE(got < all.size());
    for (; got < all.size(); ++got) {
        REQUIRE(again.next_text() == all[got]);
    }
}

TEST_CASE("a client that reads late gets everything, however far it is behind") {
    stream_limits limits;
    limits.patience = std::chrono::minutes(10);  // however slow the machine is
    limits.kept_frames = 10;
    limits.socket_bytes = 64 * 1024;
    streaming here(limits);
    happenings world(3);
    lazy_client lazy(here.port(), "/ops");
    lazy.next();  // hello
    say_much(here, world, 1'000);
    for (const auto& each : here.all_events()) {
        REQUIRE(lazy.next() == each);
    }
    CHECK(here.closed_slow() == 0);
}

TEST_CASE("what was erased is not told again from memory") {
    boost::asio::io_context context;
    counting_store counted;
    telemetry::metrics metrics;
    telemetry::log log;
    const auto feed = std::make_shared<class feed>(counted, log, metrics, stream_limits{});
    feed->enter(std::make_shared<subscriber>(feed, token(), context.get_executor()));
    feed->follow(0);
    happenings world(5);
    store::changes changes;
    auto talk = world.conversation(changes);
    world.message(changes, talk);
    const auto positions = changes.messages.size() + changes.events.size();
    store::test::commit(counted, std::move(changes));
    feed->committed(positions);
    store::test::ask(counted, [](store::reader&) { return true; });
    REQUIRE_FALSE(feed->after(0).frames.empty());
    feed->forget();
    CHECK(feed->after(0).behind);
    CHECK(feed->after(0).frames.empty());
    CHECK_FALSE(feed->after(positions).behind);
    feed->stop();
}

TEST_CASE("with many clients what is committed within a turn waits to be read together") {
    boost::asio::io_context context;
    counting_store counted;
    telemetry::metrics metrics;
    telemetry::log log;
    stream_limits limits;
    limits.turn_of_one = std::chrono::hours(1);
    limits.longest_turn = std::chrono::hours(1);
    const auto feed = std::make_shared<class feed>(counted, log, metrics, limits);
    feed->enter(std::make_shared<subscriber>(feed, token(), context.get_executor()));
    feed->follow(0);
    happenings world(5);
    store::changes changes;
    world.conversation(changes);
    store::test::commit(counted, std::move(changes));
    counted.reads = 0;
    feed->committed(1);
    CHECK(counted.reads == 1);
    store::test::ask(counted, [](store::reader&) { return true; });
    feed->committed(100);
    feed->committed(101);
    CHECK(counted.reads == 2);  // that asked, and nothing since
    feed->stop();
}

TEST_CASE("a hundred clients who keep up cost one read a commit") {
    boost::asio::io_context context;
    counting_store counted;
    telemetry::metrics metrics;
    telemetry::log log;
    stream_limits limits;
    limits.turn_of_one = std::chrono::microseconds(0);
    const auto feed = std::make_shared<class feed>(counted, log, metrics, limits);
    std::vector<std::shared_ptr<ready_exchange>> clients;
    const auto settle = [&] {
        store::test::ask(counted, [](store::reader&) { return true; });
        context.restart();
        context.poll();
    };
    for (int i = 0; i < 100; ++i) {
        auto client = std::make_shared<ready_exchange>();
        const auto one = std::make_shared<subscriber>(feed, token(), context.get_executor());
        feed->enter(one);
        find_beginning(feed, token(), {}, [feed, one, client](result<beginning> found) {
            feed->follow(found->newest);
            one->begin(net::exchange(client), std::move(*found), {});
        });
        clients.push_back(std::move(client));
    }
    settle();
    happenings world(4);
    store::changes first;
    auto talk = world.conversation(first);
    store::test::commit(counted, std::move(first));
    for (std::uint64_t i = 1; i <= 10; ++i) {
        store::changes changes;
        world.message(changes, talk);
        store::test::commit(counted, std::move(changes));
        counted.reads = 0;
        feed->committed(2 * i);
        CHECK(counted.reads == 1);
        settle();
        CHECK(counted.reads == 2);  // the settling asks too
    }
    for (const auto& client : clients) {
        REQUIRE(client->socket->got.size() == 11);
        CHECK(client->socket->got == clients.front()->socket->got);
        client->events.closed(1000, {}, code::ok);
        client->events = {};
    }
}
