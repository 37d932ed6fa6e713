#include "tests/emulators/telegram/updates.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace emulators::telegram {
namespace {

constexpr std::size_t most_told = 10'000;
constexpr std::int64_t gone_for_ms = 23ll * 3'600'000;

std::chrono::milliseconds back_off(int attempts) {
    if (attempts <= 1) {
        return {};  // the first retry comes at once
    }
    const auto seconds = std::min(1 << std::min(attempts - 1, 6), 60);
    return std::chrono::seconds(seconds);
}

bool is_unasked(const std::string& type) {
    return type != "message_reaction" && type != "message_reaction_count" && type != "chat_member";
}

std::size_t path_in(const std::string& url) {
    const auto scheme = url.find("://");
    return scheme == std::string::npos ? url.size()
                                       : std::min(url.find_first_of("/?", scheme + 3), url.size());
}

}  // namespace

updates::updates(fault_list& faults, std::size_t lanes)
    : faults_(faults), next_id_(now_ms() / 1000 - 1'000'000'000),
      lanes_(lanes, [this](turn turn, webhook_poster& by) { carry_out(std::move(turn), by); }) {}

void updates::carry_out_answers(std::function<void(const json&)> with) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(with);
}

void updates::configure(std::int64_t speed, std::int64_t timeout_ms) {
    const std::lock_guard lock(mutex_);
    speed_ = std::max<std::int64_t>(speed, 1);
    timeout_ = std::chrono::milliseconds(timeout_ms);
}

bool updates::set_webhook(webhook_settings settings, bool drop_pending) {
    std::vector<std::string> chats;
    bool changed = false;
    {
        const std::lock_guard lock(mutex_);
        changed = webhook_.url != settings.url || webhook_.secret != settings.secret ||
                  webhook_.allowed != settings.allowed;
        webhook_ = std::move(settings);
        ++asked_;  // ends whoever polls
        for (auto& [chat, queue] : queues_) {
            if (drop_pending) {
                for (const auto& each : queue) {
                    finish(*each, 0, "dropped");
                }
                queue.clear();
            } else if (!queue.empty() && !webhook_.url.empty()) {
                chats.push_back(chat);
            }
        }
    }
    more_.notify_all();
    for (const auto& each : chats) {
        go_on(each, {});
    }
    return changed;
}

webhook_settings updates::webhook() const {
    const std::lock_guard lock(mutex_);
    return webhook_;
}

json updates::info() const {
    const std::lock_guard lock(mutex_);
    std::size_t pending = 0;
    for (const auto& [chat, queue] : queues_) {
        pending += queue.size();
    }
    json out = {{"url", webhook_.url},
                {"has_custom_certificate", webhook_.has_certificate},
                {"pending_update_count", pending},
                {"max_connections", webhook_.max_connections}};
    if (!webhook_.allowed.empty()) {
        out["allowed_updates"] = webhook_.allowed;
    }
    if (last_error_date_ != 0) {
        out["last_error_date"] = last_error_date_;
        out["last_error_message"] = last_error_;
    }
    return out;
}

bool updates::wants(const std::string& type) const {
    const auto& allowed = webhook_.allowed;
    return allowed.empty() ? is_unasked(type)
                           : std::find(allowed.begin(), allowed.end(), type) != allowed.end();
}

std::future<delivery_report> updates::tell(std::string type, json about, std::string chat,
                                           std::int64_t life_ms, emulators::signing signing) {
    update next;
    {
        const std::lock_guard lock(mutex_);
        if (!wants(type)) {
            std::promise<delivery_report> unwanted;
            unwanted.set_value({false, 0, 0, "the bot does not ask for " + type});
            return unwanted.get_future();
        }
        next.body = {{"update_id", next_id_++}, {type, std::move(about)}};
        next.until_ms = now_ms() + std::max<std::int64_t>(life_ms / speed_, 50);
    }
    next.type = std::move(type);
    next.chat = std::move(chat);
    next.signing = signing;
    return enqueue(std::move(next));
}

std::future<delivery_report> updates::tell_again(const json& body, std::string chat) {
    update next;
    next.body = body;
    next.chat = std::move(chat);
    next.until_ms = now_ms() + 86'400'000;
    return enqueue(std::move(next));
}

std::future<delivery_report> updates::enqueue(update next) {
    next.done = std::make_shared<std::promise<delivery_report>>();
    auto future = next.done->get_future();
    const auto chat = next.chat;
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        log_.began();
        told_.push_back(next.body);
        if (told_.size() > most_told) {
            told_.pop_front();
        }
        auto& queue = queues_[chat];
        queue.push_back(std::make_shared<update>(std::move(next)));
        first = queue.size() == 1 && !webhook_.url.empty();
    }
    more_.notify_all();
    if (first) {
        go_on(chat, {});
    }
    return future;
}

void updates::go_on(const std::string& chat, std::chrono::milliseconds after) {
    lanes_.put({chat}, clock::now() + after);
}

void updates::carry_out(turn turn, webhook_poster& poster) {
    std::shared_ptr<update> next;
    webhook_settings to;
    std::chrono::milliseconds patience{};
    {
        const std::lock_guard lock(mutex_);
        const auto& queue = queues_[turn.order_key];
        if (queue.empty() || webhook_.url.empty()) {
            return;
        }
        next = queue.front();
        to = webhook_;
        patience = timeout_;
    }
    const auto struck = faults_.strike("webhook");
    if (struck && struck->kind == "disorder") {
        return go_on(turn.order_key, std::max(struck->delay, std::chrono::milliseconds(300)));
    }
    const auto at = path_in(to.url);
    webhook_post post{.origin = to.url.substr(0, at),
                      .path = at < to.url.size() ? to.url.substr(at) : "/",
                      .headers = {},
                      .body = next->body.dump(-1, ' ', false, json::error_handler_t::replace),
                      .content_type = "application/json",
                      .read = patience};
    if (!to.secret.empty() && next->signing != signing::absent) {
        post.headers.emplace("X-Telegram-Bot-Api-Secret-Token",
                             next->signing == signing::right ? to.secret : to.secret + "x");
    }
    ++next->attempts;
    const auto begun = clock::now();
    auto result = poster.send(post, struck);
    if (struck && struck->kind == "repeat") {
        result = poster.send(post, std::nullopt);
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
    const auto again = settle(*next, result, took);
    if (again.count() >= 0) {
        return go_on(turn.order_key, again);
    }
    bool more = false;
    {
        const std::lock_guard lock(mutex_);
        auto& queue = queues_[turn.order_key];
        if (!queue.empty() && queue.front() == next) {
            queue.pop_front();
        }
        more = !queue.empty();
    }
    if (more) {
        go_on(turn.order_key, {});
    }
}

std::chrono::milliseconds updates::settle(update& update,
                                          const std::optional<httplib::Result>& result,
                                          std::chrono::milliseconds took) {
    const bool answered = result && *result;
    const int status = answered ? (*result)->status : 0;
    const bool taken = status >= 200 && status < 300;
    const auto reason = taken      ? std::string()
                        : answered ? "Wrong response from the webhook: " + std::to_string(status)
                                   : std::string("Read timeout expired");
    log_.attempted(taken, {{"url", webhook().url},
                           {"updateId", update.body["update_id"]},
                           {"type", update.type},
                           {"attempt", update.attempts},
                           {"status", status},
                           {"reason", reason},
                           {"took_ms", took.count()}});
    if (taken) {
        const auto call = json::parse((*result)->body, nullptr, false);
        std::function<void(const json&)> carry;
        {
            const std::lock_guard lock(mutex_);
            finish(update, status, {});
            gone_since_ms_ = 0;
            carry = answers_;
        }
        if (carry && call.is_object() && call.contains("method")) {
            carry(call);
        }
        return std::chrono::milliseconds(-1);
    }
    const std::lock_guard lock(mutex_);
    last_error_date_ = now_ms() / 1000;
    last_error_ = reason;
    if (status == 410 && gone_since_ms_ != 0 && now_ms() - gone_since_ms_ > gone_for_ms / speed_) {
        webhook_ = {};
        finish(update, status, "the webhook is gone and was removed");
        return {};  // it waits to be asked for
    }
    gone_since_ms_ = status != 410 ? 0 : gone_since_ms_ == 0 ? now_ms() : gone_since_ms_;
    auto wait = back_off(update.attempts) / speed_;
    if (answered && (*result)->has_header("Retry-After")) {
        const auto wish = (*result)->get_header_value("Retry-After");
        std::int64_t seconds = 0;
        std::from_chars(wish.data(), wish.data() + wish.size(), seconds);
        wait = std::chrono::milliseconds(std::min<std::int64_t>(seconds, 3'600) * 1000 / speed_);
    }
    if (now_ms() + wait.count() > update.until_ms) {
        finish(update, status, reason);
        return std::chrono::milliseconds(-1);
    }
    return wait;
}

void updates::finish(update& update, int status, std::string reason) {
    if (!update.done) {
        return;
    }
    const bool delivered = reason.empty();
    log_.ended(delivered);
    update.done->set_value({delivered, update.attempts, status, std::move(reason)});
    update.done.reset();
}

std::size_t updates::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_;
}

void updates::allow(json types) {
    const std::lock_guard lock(mutex_);
    webhook_.allowed = std::move(types);
}

std::int64_t updates::first_of_last(std::size_t count) const {
    std::vector<std::int64_t> numbers;
    for (const auto& [chat, queue] : queues_) {
        for (const auto& each : queue) {
            numbers.push_back(each->body["update_id"]);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers.size() <= count ? 0 : numbers[numbers.size() - count];
}

std::optional<json> updates::ask(std::int64_t offset, std::size_t limit,
                                 std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    const auto mine = ++asked_;
    more_.notify_all();
    if (offset < 0) {
        offset = first_of_last(static_cast<std::size_t>(-offset));
    }
    const auto collect = [&] {
        std::map<std::int64_t, json> found;
        for (auto& [chat, queue] : queues_) {
            while (!queue.empty() && queue.front()->body["update_id"] < offset) {
                finish(*queue.front(), 200, {});
                queue.pop_front();
            }
            for (const auto& each : queue) {
                found.emplace(each->body["update_id"].get<std::int64_t>(), each->body);
            }
        }
        json out = json::array();
        for (const auto& [id, body] : found) {
            if (out.size() < limit) {
                out.push_back(body);
            }
        }
        return out;
    };
    auto out = collect();
    const auto until = clock::now() + patience;
    ++waiting_;
    while (out.empty() && mine == asked_ &&
           more_.wait_until(lock, until) != std::cv_status::timeout) {
        out = collect();
    }
    --waiting_;
    return mine == asked_ ? std::optional(out) : std::nullopt;
}

json updates::attempts(std::uint64_t after, std::size_t limit) const {
    return log_.attempts(after, limit, [](const json&) { return true; });
}

json updates::told() const {
    const std::lock_guard lock(mutex_);
    return told_;
}

void updates::clear() {
    const std::lock_guard lock(mutex_);
    for (auto& [chat, queue] : queues_) {
        for (const auto& each : queue) {
            finish(*each, 0, "forgotten");
        }
    }
    queues_.clear();
    told_.clear();
    webhook_ = {};
    last_error_date_ = 0;
    speed_ = 1;
    log_.clear();
}

}  // namespace emulators::telegram
