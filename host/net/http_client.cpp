#include "host/net/http_client.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "host/base/this_thread.hpp"
#include "host/net/curl_driver.hpp"
#include "host/net/transfer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace selat::net {
namespace {

constexpr std::size_t most_idle_transfers = 256;

// libcurl counts its users itself.
struct curl_library {
    curl_library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~curl_library() { curl_global_cleanup(); }
    curl_library(const curl_library&) = delete;
    curl_library& operator=(const curl_library&) = delete;
};

struct asked_call {
    http_call call;
    std::function<void(http_result)> done;
};

}  // namespace

std::string_view header_of(const http_result& result, std::string_view name) {
    for (const auto& [key, value] : result.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::chrono::milliseconds retry_after(const http_result& result,
                                      std::chrono::milliseconds longest) {
    const auto wish = header_of(result, "retry-after");
    std::uint32_t seconds = 0;
    std::from_chars(wish.data(), wish.data() + wish.size(), seconds);
    return std::min(std::chrono::milliseconds{std::int64_t{seconds} * 1'000}, longest);
}

struct http_client::impl {
    explicit impl(http_client_options given);
    ~impl();

    void start(http_call call, std::function<void(http_result)> done);
    void take_all();
    void begin(asked_call asked);
    void finished(CURL* easy, CURLcode outcome);
    void keep(std::unique_ptr<transfer> used);
    void cancel_all();

    const curl_library library;
    const http_client_options options;
    const proxies through;
    std::atomic<std::uint64_t> under_way{0};

    std::mutex mutex;
    std::vector<asked_call> asked;  // guarded by mutex; one wake-up for all that is in it

    // The client's thread's.
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
    std::vector<asked_call> taken;
    std::vector<std::unique_ptr<transfer>> idle;
    std::unordered_map<CURL*, std::unique_ptr<transfer>> running;
    std::unique_ptr<curl_driver> driver;  // goes first: it closes what the others own

    std::thread thread;
};

http_client::impl::impl(http_client_options given)
    : options(std::move(given)), through(proxies::from_environment()), work(context.get_executor()),
      driver(std::make_unique<curl_driver>(
          context, options.connections, options.connections_per_host,
          [this](CURL* easy, CURLcode outcome) { finished(easy, outcome); })),
      thread([this] {
          name_this_thread("http-client");
          context.run();
      }) {}

http_client::impl::~impl() {
    boost::asio::post(context, [this] {
        cancel_all();
        context.stop();
    });
    thread.join();
}

void http_client::impl::start(http_call call, std::function<void(http_result)> done) {
    under_way.fetch_add(1, std::memory_order_relaxed);
    bool wake = false;
    {
        const std::lock_guard lock(mutex);
        wake = asked.empty();
        asked.push_back({std::move(call), std::move(done)});
    }
    if (wake) {
        boost::asio::post(context, [this] { take_all(); });
    }
}

void http_client::impl::take_all() {
    {
        const std::lock_guard lock(mutex);
        taken.swap(asked);
    }
    for (auto& one : taken) {
        begin(std::move(one));
    }
    taken.clear();
}

void http_client::impl::begin(asked_call one) {
    std::unique_ptr<transfer> next;
    if (idle.empty()) {
        next = std::make_unique<transfer>();
    } else {
        next = std::move(idle.back());
        idle.pop_back();
    }
    const auto prepared = next->prepare(std::move(one.call), std::move(one.done), options, through);
    if (!prepared || !driver->add(next->easy())) {
        under_way.fetch_sub(1, std::memory_order_relaxed);
        if (!prepared) {
            next->finish(prepared.error().code, prepared.error().text);
        } else {
            next->finish(code::unavailable, "libcurl takes no more calls");
        }
        keep(std::move(next));
        return;
    }
    CURL* const easy = next->easy();
    running.emplace(easy, std::move(next));
}

void http_client::impl::finished(CURL* easy, CURLcode outcome) {
    auto node = running.extract(easy);
    driver->remove(easy);
    under_way.fetch_sub(1, std::memory_order_relaxed);
    node.mapped()->finish(outcome);
    keep(std::move(node.mapped()));
}

void http_client::impl::keep(std::unique_ptr<transfer> used) {
    if (idle.size() < most_idle_transfers) {
        idle.push_back(std::move(used));
    }
}

void http_client::impl::cancel_all() {
    constexpr auto cancelled = "the client is shutting down";
    while (!running.empty()) {
        auto node = running.extract(running.begin());
        driver->remove(node.key());
        under_way.fetch_sub(1, std::memory_order_relaxed);
        node.mapped()->finish(code::cancelled, cancelled);
    }
    for (;;) {
        {
            const std::lock_guard lock(mutex);
            taken.swap(asked);
        }
        if (taken.empty()) {
            return;
        }
        for (auto& one : taken) {
            under_way.fetch_sub(1, std::memory_order_relaxed);
            http_result result;
            result.code = code::cancelled;
            result.detail = cancelled;
            one.done(std::move(result));
        }
        taken.clear();
    }
}

http_client::http_client(http_client_options options)
    : impl_(std::make_unique<impl>(std::move(options))) {}

http_client::~http_client() = default;

void http_client::start(http_call call, std::function<void(http_result)> done) {
    impl_->start(std::move(call), std::move(done));
}

std::uint64_t http_client::under_way() const {
    return impl_->under_way.load(std::memory_order_relaxed);
}

}  // namespace selat::net
