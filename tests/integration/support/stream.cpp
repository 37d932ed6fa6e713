#include "tests/integration/support/stream.hpp"

#include "tests/integration/support/child.hpp"

#include <stdexcept>

namespace selat::testing {
namespace {

constexpr std::chrono::milliseconds before_coming_back{50};

}  // namespace

stream::stream(const api& who, std::string after)
    : url_("ws" + who.url().substr(4) + "/api/v1/stream"), token_(who.token()),
      cursor_(std::move(after)), thread_([this] { run(); }) {
    std::unique_lock lock(mutex_);
    const bool connected = more_.wait_for(lock, patience, [this] { return connections_ > 0; });
    if (!connected) {
        ending_ = true;
        more_.notify_all();
        lock.unlock();
        thread_.join();
        throw std::runtime_error("the stream does not begin");
    }
}

stream::~stream() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        more_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

void stream::run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
        broken_ = false;
        socket::options to;
        to.url = url_ + (cursor_.empty() ? "" : "?after=" + cursor_);
        to.headers = {{"Authorization", "Bearer " + token_}};
        lock.unlock();
        {
            socket connection(
                std::move(to), [this](std::string_view frame) { take(frame); },
                [this](std::uint32_t) {
                    const std::lock_guard guard(mutex_);
                    broken_ = true;
                    more_.notify_all();
                });
            lock.lock();
            more_.wait(lock, [this] { return broken_ || ending_; });
            lock.unlock();
        }
        lock.lock();
        more_.wait_for(lock, before_coming_back, [this] { return ending_; });
    }
}

void stream::take(std::string_view frame) {
    auto event = json::parse(frame, nullptr, false);
    const std::lock_guard lock(mutex_);
    if (!event.is_object()) {
        events_.push_back({{"type", "nonsense"}, {"frame", frame}});
    } else if (event.value("type", "") == "hello") {
        ++connections_;
        if (cursor_.empty()) {
            cursor_ = event.value("cursor", "");
        }
    } else {
        if (event.contains("cursor")) {
            cursor_ = event["cursor"].get<std::string>();
        }
        events_.push_back(std::move(event));
    }
    more_.notify_all();
}

json stream::next(const std::string& type, const condition& fits) {
    json found;
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, patience, [&] {
        for (; passed_ < events_.size(); ++passed_) {
            const auto& each = events_[passed_];
            if (each["type"] == type && (!fits || fits(each))) {
                found = each;
                ++passed_;
                return true;
            }
        }
        return false;
    });
    return found;
}

bool stream::saw(const condition& fits) {
    std::size_t looked = 0;
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [&] {
        for (; looked < events_.size(); ++looked) {
            if (fits(events_[looked])) {
                return true;
            }
        }
        return false;
    });
}

void stream::wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, at_most, [this] { return events_.size() > waited_; });
    waited_ = events_.size();
}

std::vector<json> stream::events() const {
    const std::lock_guard lock(mutex_);
    return events_;
}

std::string stream::cursor() const {
    const std::lock_guard lock(mutex_);
    return cursor_;
}

int stream::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

}  // namespace selat::testing
