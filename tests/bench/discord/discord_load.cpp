// Discord at its busiest: one gateway connection that tells of new direct messages at a rate.
// Checks nothing; tests/emulators is the strict one.
//     discord_load
// GET /load?gateway=PORT&token=TOKEN&rate=N&first=N&count=N&users=N: once the bot has logged in,
// sends that many (a rate of 0: as fast as they are taken) and waits until the gateway's event
// stream has told of each. Answered with one line of JSON: lag is from when a message was due until
// it was durable and told.

#include "tests/bench/client/figures.hpp"
#include "tests/bench/stream/streams.hpp"

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/net/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>

namespace {

namespace asio = boost::asio;
namespace net = selat::net;
using clock = std::chrono::steady_clock;

constexpr std::uint64_t most_on_the_way = 1024 * 1024;  // bytes that we hold for a slow reader
constexpr std::chrono::seconds patience{20};
constexpr std::chrono::microseconds pace{500};

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

std::string text_in(std::string_view query, std::string_view name) {
    const auto at = query.find(std::string(name) + "=");
    const auto from = query.substr(at == query.npos ? query.size() : at + name.size() + 1);
    return std::string(from.substr(0, from.find('&')));
}

std::uint64_t number_in(std::string_view query, std::string_view name) {
    const auto text = text_in(query, name);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// As Discord writes a direct message, ids made now.
std::string message(std::uint64_t number, std::uint64_t sequence, std::uint64_t user) {
    const auto id = 1'300'000'000'000'000'000u + number;
    return fmt::format(
        R"({{"t":"MESSAGE_CREATE","s":{},"op":0,"d":{{"type":0,"tts":false,)"
        R"("timestamp":"2026-08-06T09:30:12.345000+00:00","pinned":false,"mentions":[],)"
        R"("mention_roles":[],"mention_everyone":false,"id":"{}","flags":0,"embeds":[],)"
        R"("edited_timestamp":null,"content":"Selamat pagi, boleh saya tahu di mana bungkusan )"
        R"(saya? I have waited for two weeks now. #{:018}","components":[],"channel_type":1,)"
        R"("channel_id":"{}","author":{{"username":"user{}","public_flags":0,)"
        R"("primary_guild":null,"id":"{}","global_name":"User {}","display_name_styles":null,)"
        R"("discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,)"
        R"("avatar":"4ed1e9b3a1ee1e0a3d6a4ed1e9b3a1ee"}},"attachments":[]}}}})",
        sequence, id, number, 1'100'000'000'000'000'000u + user, user,
        1'000'000'000'000'000'000u + user, user);
}

class discord {
public:
    explicit discord(asio::io_context& context) : context_(context) {}

    void answer(net::exchange asked);
    void listens_on(std::uint16_t port) { port_ = port; }

private:
    struct load {
        std::uint64_t rate = 0;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t users = 1;
        std::vector<clock::time_point> due;
        std::vector<double> lags;
        clock::time_point last;
    };

    void open(net::exchange asked);
    void heard(std::string_view frame);
    asio::awaitable<void> carry_out(std::shared_ptr<net::exchange> asked);
    asio::awaitable<void> send(load& load);

    asio::io_context& context_;
    std::uint16_t port_ = 0;
    std::shared_ptr<net::websocket> bot_;
    bool logged_in_ = false;
    std::uint64_t sequence_ = 0;
};

void discord::answer(net::exchange asked) {
    const auto& request = asked.request();
    if (request.upgrade) {
        return open(std::move(asked));
    }
    if (request.path == "/load") {
        auto shared = std::make_shared<net::exchange>(std::move(asked));
        return asio::co_spawn(context_, carry_out(std::move(shared)), rethrow);
    }
    net::response response;
    response.body = fmt::format(R"({{"url":"ws://127.0.0.1:{}","shards":1,"session_start_limit":)"
                                R"({{"total":1000,"remaining":999,"reset_after":0,)"
                                R"("max_concurrency":1}}}})",
                                port_);
    asked.respond(std::move(response));
}

void discord::open(net::exchange asked) {
    net::websocket_options options;
    options.max_queue = std::uint64_t{1} << 30;
    net::websocket_events events;
    events.message = [this](std::string_view frame, bool) { heard(frame); };
    events.closed = [this](std::uint32_t, const std::string&, selat::code) {
        bot_.reset();
        logged_in_ = false;
    };
    asked.accept(std::move(options), std::move(events),
                 [this](std::shared_ptr<net::websocket> socket) {
                     bot_ = std::move(socket);
                     if (bot_) {
                         bot_->send(R"({"op":10,"d":{"heartbeat_interval":41250}})", false, false);
                     }
                 });
}

void discord::heard(std::string_view frame) {
    if (!bot_) {
        return;
    }
    if (frame.find(R"("op":1,)") != frame.npos || frame.ends_with(R"("op":1})")) {
        bot_->send(R"({"op":11})", false, false);
    } else if (frame.find(R"("op":2)") != frame.npos) {
        sequence_ = 1;
        logged_in_ = true;
        bot_->send(
            fmt::format(R"({{"t":"READY","s":1,"op":0,"d":{{"v":10,"user":{{"id":"900"}},)"
                        R"("session_id":"5e55","resume_gateway_url":"ws://127.0.0.1:{}"}}}})",
                        port_),
            false, false);
    } else if (frame.find(R"("op":6)") != frame.npos) {
        bot_->send(R"({"op":9,"d":false})", false, false);
    }
}

asio::awaitable<void> discord::send(load& load) {
    asio::steady_timer timer(context_);
    const auto start = clock::now();
    for (std::uint64_t sent = 0; sent < load.count && bot_;) {
        const std::chrono::duration<double> since = clock::now() - start;
        const auto now_due =
            load.rate == 0
                ? load.count
                : std::min<std::uint64_t>(
                      load.count,
                      static_cast<std::uint64_t>(since.count() * static_cast<double>(load.rate)));
        while (sent < now_due && bot_ && bot_->queued() < most_on_the_way) {
            const std::chrono::duration<double> after(
                load.rate == 0 ? since.count()
                               : static_cast<double>(sent) / static_cast<double>(load.rate));
            load.due[sent] = start + std::chrono::duration_cast<clock::duration>(after);
            const auto number = load.first + sent++;
            bot_->send(message(number, ++sequence_, number % load.users), false, false);
        }
        timer.expires_after(pace);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> discord::carry_out(std::shared_ptr<net::exchange> asked) {
    const std::string query(asked->request().query);
    load load;
    load.rate = number_in(query, "rate");
    load.first = number_in(query, "first");
    load.count = number_in(query, "count");
    load.users = number_in(query, "users");
    load.due.resize(load.count);
    asio::steady_timer timer(context_);
    while (!logged_in_) {
        timer.expires_after(std::chrono::milliseconds(10));
        co_await timer.async_wait(asio::use_awaitable);
    }
    const asio::ip::tcp::endpoint gateway(asio::ip::address_v4::loopback(),
                                          static_cast<std::uint16_t>(number_in(query, "gateway")));
    bench::streams stream(context_, gateway, [&load](std::uint64_t number) {
        if (number >= load.first && number - load.first < load.count) {
            load.last = clock::now();
            const auto lag = load.last - load.due[number - load.first];
            load.lags.push_back(std::chrono::duration<double, std::milli>(lag).count());
        }
    });
    std::vector<std::string> tokens;
    tokens.push_back(text_in(query, "token"));
    co_await stream.open(std::move(tokens), 0);
    const auto start = load.last = clock::now();
    co_await send(load);
    const auto sent = clock::now();
    while (load.lags.size() < load.count && clock::now() - std::max(sent, load.last) < patience) {
        timer.expires_after(std::chrono::milliseconds(5));
        co_await timer.async_wait(asio::use_awaitable);
    }
    stream.close();
    const auto seconds = [start](clock::time_point until) {
        return std::chrono::duration<double>(until - start).count();
    };
    const bench::figures lags(std::move(load.lags));
    net::response response;
    response.body = fmt::format(
        R"({{"requests":{},"seconds":{:.3f},"sending_seconds":{:.3f},"missing":{},)"
        R"("p50_ms":{:.2f},"p99_ms":{:.2f},"p999_ms":{:.2f},"max_ms":{:.2f},)"
        R"("refused":0,"broken":{},"exhausted":0}})",
        lags.sorted.size(), seconds(load.last), seconds(sent), load.count - lags.sorted.size(),
        lags.at(0.5), lags.at(0.99), lags.at(0.999), lags.at(1), stream.lost());
    asked->respond(std::move(response));
}

}  // namespace

int main() {
    ::prctl(PR_SET_TIMERSLACK, 1UL);  // due means due
    asio::io_context context(1);
    discord discord(context);
    net::server_options options;
    options.port = 0;
    auto server =
        net::server::listen(options, {context.get_executor()},
                            [&discord](net::exchange asked) { discord.answer(std::move(asked)); });
    if (!server) {
        fmt::print(stderr, "{}\n", server.error().text);
        return 3;
    }
    discord.listens_on((*server)->port());
    fmt::print("discord_load: ready on http://127.0.0.1:{}\n", (*server)->port());
    std::fflush(stdout);
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
    context.run();
    return 0;
}
