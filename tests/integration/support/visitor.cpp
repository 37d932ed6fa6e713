#include "tests/integration/support/visitor.hpp"

#include "tests/integration/support/child.hpp"

#include <algorithm>
#include <stdexcept>

namespace selat::testing {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds before_coming_back{50};
constexpr std::chrono::milliseconds before_again{200};

std::uint64_t seq_of(const json& frame) { return frame.value("seq", std::uint64_t{0}); }

std::string text_of(const json& message) {
    return message.contains("data") && message["data"].is_object()
               ? message["data"].value("text", "")
               : "";
}

}  // namespace

visitor::visitor(const std::string& gateway, std::string channel, std::string token)
    : url_(gateway), channel_(std::move(channel)), token_(std::move(token)) {
    begin_session();
    runner_ = std::thread([this] { run(); });
}

visitor::~visitor() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        more_.notify_all();
    }
    runner_.join();
}

void visitor::begin_session() {
    const auto known = token_.empty() ? json::object() : json({{"token", token_}});
    const auto session = api(url_, {}).post("/channels/" + channel_ + "/session", known);
    if (!session.well()) {
        throw std::runtime_error("no session: " + std::to_string(session.status) + " " +
                                 session.text);
    }
    token_ = session.body.value("session_token", "");
    address_ = session.body.value("visitor_id", "");
}

void visitor::run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
        broken_ = live_ = false;
        socket::options to;
        to.url = "ws" + url_.substr(4) + "/channels/" + channel_ + "/socket";
        to.protocol = "gwchat.v1";
        const json hello = {
            {"type", "hello"}, {"v", 1}, {"token", token_}, {"last_seq", last_seq()}};
        for (auto& each : unheard_) {
            each.due = {};
        }
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
            connection_ = &connection;
            send(hello);  // what is said once the welcome is there has a connection to go by
            while (!broken_ && !ending_) {
                flush();
                more_.wait_for(lock, before_again);
            }
            connection_ = nullptr;
            lock.unlock();
        }
        lock.lock();
        more_.wait_for(lock, before_coming_back, [this] { return ending_; });
    }
}

// Under the lock, on the runner's thread.
void visitor::flush() {
    if (!live_) {
        return;
    }
    const auto now = clock::now();
    for (auto& each : unheard_) {
        if (each.due <= now) {
            each.due = clock::time_point::max();
            send({{"type", "msg.send"}, {"rid", each.id}, {"cid", each.id}, {"text", each.text}});
        }
    }
}

void visitor::send(const json& frame) {
    if (connection_ != nullptr) {
        connection_->send(frame.dump());
    }
}

std::uint64_t visitor::last_seq() const {
    return thread_messages_.empty() ? before_ : seq_of(thread_messages_.back());
}

void visitor::take(std::string_view text) {
    auto frame = json::parse(text, nullptr, false);
    const std::lock_guard lock(mutex_);
    const auto type = frame.is_object() ? frame.value("type", "") : "";
    if (type == "welcome") {
        take_welcome(frame);
    } else if (type == "event" && frame.value("event", "") == "message") {
        take_message(std::move(frame));
    } else if (type == "event" && frame.value("event", "") == "status") {
        status_ = frame["data"].value("status", "");
    } else if (type == "typing" || type == "receipt") {
        signs_.push_back(std::move(frame));
    } else if (type == "bye") {
        farewells_ += frame.value("retry_after", 0) > 0 ? 1 : 0;
    } else if (type == "ack" && frame["rid"] == "answers") {
        answered_ = true;
    } else if (type == "ack" && frame.contains("seq")) {
        frame["author"] = {{"kind", "visitor"}};
        place(std::move(frame), true);
    } else if (type == "nack") {
        const auto cid = frame.value("cid", "");
        const auto code = frame.value("code", "");
        for (auto& each : unheard_) {
            each.due = each.id == cid ? clock::now() + before_again : each.due;
        }
        if (code != "unavailable" && code != "rate_limited") {
            faults_.push_back("refused: " + std::string(text));
        }
    } else if (type.empty()) {
        faults_.push_back("no frame: " + std::string(text));
    }
    more_.notify_all();
}

void visitor::take_welcome(const json& frame) {
    const auto& resume = frame["resume"];
    if (resume.value("truncated", false) && last_seq() > 0) {
        faults_.push_back("the thread was cut on coming back: " + frame.dump());
    }
    if (thread_messages_.empty()) {
        before_ = resume.value("from_seq", std::uint64_t{1}) - 1;
    }
    ++connections_;
    status_ = frame.value("status", "");
    live_ = true;
}

void visitor::take_message(json frame) {
    if (frame.value("part", false)) {
        return;  // more of the message that was placed before
    }
    place(std::move(frame), false);
}

void visitor::place(json frame, bool acknowledged) {
    const auto cid = frame.value("cid", "");
    const auto seq = seq_of(frame);
    std::erase_if(unheard_, [&](const said& each) { return each.id == cid; });
    if (seq == last_seq() + 1) {
        thread_messages_.push_back(std::move(frame));
        return;
    }
    const bool known = std::ranges::any_of(thread_messages_, [&](const json& each) {
        return seq_of(each) == seq && each.value("cid", "") == cid;
    });
    if (!acknowledged || !known) {  // what is said again is acknowledged again
        faults_.push_back("after " + std::to_string(last_seq()) + " came " + frame.dump());
    }
}

std::string visitor::say(const std::string& text) {
    const std::lock_guard lock(mutex_);
    auto id = "c" + std::to_string(next_id_++);
    unheard_.push_back({id, text});
    more_.notify_all();
    return id;
}

bool visitor::answers(const json& answers) {
    std::unique_lock lock(mutex_);
    if (!more_.wait_for(lock, patience, [this] { return live_; })) {
        return false;
    }
    send({{"type", "prechat"}, {"rid", "answers"}, {"answers", answers}});
    return more_.wait_for(lock, patience, [this] { return answered_; });
}

bool visitor::heard() {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [this] { return unheard_.empty(); });
}

bool visitor::sees(const condition& sign) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [&] { return std::ranges::any_of(signs_, sign); });
}

bool visitor::sees_typing(const std::string& author_name, bool on) {
    return sees([&](const json& sign) {
        return sign["type"] == "typing" && sign["on"] == on &&
               sign["author"].value("name", "") == author_name;
    });
}

bool visitor::sees_read(const std::string& said) {
    return sees([&](const json& sign) {
        return sign["type"] == "receipt" && sign["kind"] == "read" && sign["by"] == "agent" &&
               sign["cid"] == said;
    });
}

bool visitor::becomes(const std::string& status) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [&] { return status_ == status; });
}

bool visitor::sent_away() {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, patience, [&] { return farewells_ > 0; });
}

json visitor::next(const condition& fits) {
    json found;
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, patience, [&] {
        for (; passed_ < thread_messages_.size(); ++passed_) {
            if (fits(thread_messages_[passed_])) {
                found = thread_messages_[passed_++];
                return true;
            }
        }
        return false;
    });
    return found;
}

json visitor::next(const std::string& author_kind, const std::string& words) {
    return next([&](const json& message) {
        return message["author"].value("kind", "") == author_kind &&
               text_of(message).find(words) != std::string::npos;
    });
}

std::vector<json> visitor::thread() const {
    const std::lock_guard lock(mutex_);
    return thread_messages_;
}

std::vector<std::string> visitor::faults() const {
    const std::lock_guard lock(mutex_);
    return faults_;
}

int visitor::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

void visitor::tell(const std::string& kind) {
    const std::lock_guard lock(mutex_);
    send({{"type", "receipt"}, {"kind", kind}, {"seq", last_seq()}});
}

void visitor::types(bool on) {
    const std::lock_guard lock(mutex_);
    send({{"type", "typing"}, {"on", on}});
}

void visitor::cut() {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    more_.notify_all();
}

}  // namespace selat::testing
