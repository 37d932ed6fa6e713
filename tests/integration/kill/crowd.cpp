#include "tests/integration/kill/crowd.hpp"

namespace selat::testing {
namespace {

const char* const questions[] = {"opening hours", "location",      "delivery",
                                 "returns",       "waktu operasi", "apa khabar"};
constexpr unsigned asks_for_agent = 8;  // one message in so many
constexpr unsigned declines = 6;        // one offer in so many

std::string some_text(std::mt19937_64& random, int number) {
    const std::string what =
        random() % asks_for_agent == 0 ? "live agent" : questions[random() % std::size(questions)];
    return what + " " + std::to_string(number);
}

}  // namespace

void worker::start(std::chrono::milliseconds every) {
    thread_ = std::thread([this, every] {
        auto due = std::chrono::steady_clock::now();
        std::unique_lock lock(mutex_);
        while (!wake_.wait_until(lock, due += every, [this] { return stopping_; })) {
            lock.unlock();
            turn();
            lock.lock();
        }
    });
}

void worker::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        wake_.notify_all();
    }
    if (thread_.joinable()) {
        thread_.join();
    }
}

void line_crowd::turn() {
    const auto user = "user " + std::to_string(random_() % static_cast<unsigned>(users_));
    const auto text = some_text(random_, count_++);
    const auto taken = line_.does(user, {{"text", text}, {"async", true}});
    said_[text] = taken.value("messageId", "");
}

web_crowd::web_crowd(const gateway& host, int visitors, std::uint64_t seed) : random_(seed) {
    for (int n = 0; n < visitors; ++n) {
        visitors_.push_back(std::make_unique<visitor>(host.url()));
    }
}

void web_crowd::turn() {
    visitors_[random_() % visitors_.size()]->say(some_text(random_, count_++));
}

busy_agent::busy_agent(const gateway& host, std::string id, std::uint64_t seed)
    : id_(std::move(id)), desk_(host.as(id_)), events_(desk_), random_(seed) {}

void busy_agent::turn() {
    const auto me = desk_.get("/api/v1/me/activity");
    if (me.well() && me.body.value("activity", "") != "available") {
        desk_.put("/api/v1/me/activity", {{"activity", "available"}});
    }
    const auto mine = desk_.get("/api/v1/reservations");
    if (!mine.well()) {
        return;
    }
    for (const auto& each : mine.body["items"]) {
        handle(each);
    }
}

void busy_agent::handle(const json& reservation) {
    const auto status = reservation.value("status", "");
    const std::string id = reservation.value("id", "");
    if (status == "pending") {
        const auto accepts = decided_.try_emplace(id, random_() % declines != 0).first->second;
        desk_.post("/api/v1/reservations/" + id + (accepts ? "/accept" : "/reject"));
    } else if (status == "accepted" || status == "wrapping") {
        serve(reservation);
    }
}

void busy_agent::serve(const json& reservation) {
    const std::string id = reservation.value("id", "");
    if (!answered_[id]) {
        const auto text = id_ + " answers " + id;
        const auto path =
            "/api/v1/conversations/" + reservation.value("conversation", "") + "/messages";
        const auto written =
            desk_.post(path, {{"content", {{"text", text}}}}, {{"Idempotency-Key", id}});
        answered_[id] = written.well();
        if (written.well()) {
            answers_.push_back(text);
        }
    }
    if (answered_[id]) {
        desk_.post("/api/v1/tasks/" + reservation.value("task", "") + "/complete");
    }
}

}  // namespace selat::testing
