// Webhooks at a fixed rate, and the event streams of many who listen, in one clock: how long from
// when each webhook was due, and from when it was answered, which is when it was durable, until it
// stood in each stream that it belongs in. Prints one line of JSON.

#include "tests/bench/client/exchange.hpp"
#include "tests/bench/client/figures.hpp"
#include "tests/bench/line/webhooks.hpp"
#include "tests/bench/stream/streams.hpp"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using clock = std::chrono::steady_clock;
using error_code = boost::system::error_code;

constexpr int connections = 64;
constexpr std::chrono::seconds patience{20};

struct wish {
    std::uint16_t port = 0;
    std::string channel = "line-my";
    std::string secret;
    std::uint64_t users = 1;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    double rate = 0;
    std::string tokens;
    std::size_t silent = 0;
    std::uint64_t seen_by = 1;  // streams that each message belongs in
};

void rethrow(std::exception_ptr failed) {
    if (failed) {
        std::rethrow_exception(failed);
    }
}

double milliseconds(clock::duration value) {
    return std::chrono::duration<double, std::milli>(value).count();
}

class load {
public:
    load(asio::io_context& context, const wish& wish)
        : context_(context), wish_(wish),
          source_(wish.secret, fmt::format("127.0.0.1:{}", wish.port), wish.channel, wish.users),
          gateway_(asio::ip::address_v4::loopback(), wish.port),
          streams_(context, gateway_, [this](std::uint64_t number) { told(number); }),
          due_(wish.count), answered_(wish.count) {
        lags_.reserve(wish.count * wish.seen_by);
    }

    asio::awaitable<void> run();
    [[nodiscard]] int tell() const;

private:
    asio::awaitable<void> send();
    void told(std::uint64_t number) {
        if (number < wish_.first || number - wish_.first >= wish_.count) {
            return;
        }
        last_ = clock::now();
        lags_.push_back({static_cast<std::uint32_t>(number - wish_.first), last_});
    }

    struct lag {
        std::uint32_t number;
        clock::time_point at;
    };

    asio::io_context& context_;
    const wish& wish_;
    bench::webhooks source_;
    const tcp::endpoint gateway_;
    bench::streams streams_;
    std::vector<clock::time_point> due_;
    std::vector<clock::time_point> answered_;
    std::vector<lag> lags_;
    clock::time_point start_;
    clock::time_point last_;
    std::uint64_t taken_ = 0;
    std::uint64_t done_ = 0;
    std::uint64_t refused_ = 0;
    int sending_ = 0;
};

asio::awaitable<void> load::send() {
    tcp::socket socket(context_);
    asio::steady_timer timer(context_);
    std::string answer;
    error_code error;
    co_await socket.async_connect(gateway_, asio::redirect_error(asio::use_awaitable, error));
    socket.set_option(tcp::no_delay(true), error);
    while (taken_ < wish_.count) {
        const auto number = taken_++;
        const std::chrono::duration<double> after(static_cast<double>(number) / wish_.rate);
        due_[number] = start_ + std::chrono::duration_cast<clock::duration>(after);
        if (due_[number] > clock::now()) {
            timer.expires_at(due_[number]);
            co_await timer.async_wait(asio::use_awaitable);
        }
        const std::string request = source_.make(wish_.first + number, bench::now_ms());
        const int status = co_await bench::exchange(socket, request, answer);
        answered_[number] = clock::now();
        ++done_;
        refused_ += status == 200 ? 0 : 1;
        if (status == 0) {
            break;
        }
    }
    --sending_;
}

asio::awaitable<void> load::run() {
    std::vector<std::string> tokens;
    std::ifstream file(wish_.tokens);
    for (std::string line; std::getline(file, line);) {
        tokens.push_back(line);
    }
    co_await streams_.open(std::move(tokens), wish_.silent);
    start_ = last_ = clock::now();
    sending_ = connections;
    for (int i = 0; i < connections; ++i) {
        asio::co_spawn(context_, send(), rethrow);
    }
    asio::steady_timer timer(context_);
    const auto all = wish_.count * wish_.seen_by;
    while (sending_ > 0 || (lags_.size() < all && clock::now() - last_ < patience)) {
        timer.expires_after(std::chrono::milliseconds(20));
        co_await timer.async_wait(asio::use_awaitable);
    }
    streams_.close();
}

int load::tell() const {
    std::vector<double> from_due;
    std::vector<double> from_answer;
    std::vector<double> answers;
    for (const auto& each : lags_) {
        from_due.push_back(milliseconds(each.at - due_[each.number]));
        from_answer.push_back(milliseconds(each.at - answered_[each.number]));
    }
    for (std::uint64_t number = 0; number < wish_.count; ++number) {
        answers.push_back(milliseconds(answered_[number] - due_[number]));
    }
    const bench::figures due(std::move(from_due));
    const bench::figures commit(std::move(from_answer));
    const bench::figures durable(std::move(answers));
    fmt::print("{{\"requests\":{},\"seconds\":{:.3f},\"refused\":{},\"broken\":{},\"exhausted\":0,"
               "\"frames\":{},\"bytes\":{},\"messages\":{},\"missing\":{},"
               "\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},\"p999_ms\":{:.3f},"
               "\"commit_p50_ms\":{:.3f},\"commit_p99_ms\":{:.3f},\"commit_p999_ms\":{:.3f},"
               "\"durable_p50_ms\":{:.3f},\"durable_p99_ms\":{:.3f}}}\n",
               done_, std::chrono::duration<double>(last_ - start_).count(), refused_,
               streams_.lost(), streams_.frames(), streams_.bytes(), lags_.size(),
               wish_.count * wish_.seen_by - lags_.size(), due.at(0.5), due.at(0.99), due.at(0.999),
               commit.at(0.5), commit.at(0.99), commit.at(0.999), durable.at(0.5),
               durable.at(0.99));
    return refused_ == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    wish wish;
    CLI::App app("Webhooks, and the streams that tell of them");
    app.add_option("--port", wish.port)->required();
    app.add_option("--channel", wish.channel);
    app.add_option("--secret", wish.secret)->required();
    app.add_option("--users", wish.users);
    app.add_option("--first", wish.first, "number of the first webhook");
    app.add_option("--count", wish.count)->required();
    app.add_option("--rate", wish.rate, "webhooks a second")->required();
    app.add_option("--tokens", wish.tokens, "file: a stream for each line")->required();
    app.add_option("--silent", wish.silent, "streams, the first ones, that do not read");
    app.add_option("--seen-by", wish.seen_by, "streams that each message belongs in");
    CLI11_PARSE(app, count, arguments);

    ::prctl(PR_SET_TIMERSLACK, 1UL);  // due means due
    asio::io_context context(1);
    load load(context, wish);
    asio::co_spawn(context, load.run(), [&context](std::exception_ptr failed) {
        if (failed) {
            std::rethrow_exception(failed);
        }
        context.stop();
    });
    try {
        context.run();
    } catch (const std::exception& failed) {
        fmt::print(stderr, "{}\n", failed.what());
        return 1;
    }
    return load.tell();
}
