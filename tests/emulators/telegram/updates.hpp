#pragma once
// Updates on their way to the bot: by webhook, one at a time for each chat and again until it is
// taken or too old; or until somebody asks for them.

#include "tests/emulators/common/delivery_log.hpp"
#include "tests/emulators/common/lanes.hpp"
#include "tests/emulators/common/webhook_post.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::telegram {

struct webhook_settings {
    std::string url;  // empty: none
    std::string secret;
    nlohmann::json allowed = nlohmann::json::array();  // empty: all that are told unasked
    std::int64_t max_connections = 40;
    bool has_certificate = false;
};

struct update {
    nlohmann::json body;  // with its update_id
    std::string chat;     // updates of the same go one after the other
    std::string type;     // "message", "callback_query" …
    emulators::signing signing = signing::right;
    std::int64_t until_ms = 0;
    int attempts = 0;
    std::shared_ptr<std::promise<delivery_report>> done;
};

// [any-thread]
class updates {
public:
    using clock = std::chrono::steady_clock;

    updates(fault_list& faults, std::size_t lanes);

    // What a webhook answers with a method's name in it is carried out there.
    void carry_out_answers(std::function<void(const nlohmann::json& call)> with);
    void configure(std::int64_t speed, std::int64_t timeout_ms);

    // False: nothing changes.
    bool set_webhook(webhook_settings settings, bool drop_pending);
    [[nodiscard]] webhook_settings webhook() const;
    [[nodiscard]] nlohmann::json info() const;

    // Numbers it and hands it over. Ready at once when the bot does not want its type.
    std::future<delivery_report> tell(std::string type, nlohmann::json about, std::string chat,
                                      std::int64_t life_ms, emulators::signing signing);
    // The update of that number once more, as it was.
    std::future<delivery_report> tell_again(const nlohmann::json& body, std::string chat);

    // From now on only these are told: what setWebhook and getUpdates have in common.
    void allow(nlohmann::json types);
    // Long polling. What is below `offset` is confirmed; of a negative one so many stay, counted
    // from the end. Nothing: a later call, or setting a webhook, has ended it.
    std::optional<nlohmann::json> ask(std::int64_t offset, std::size_t limit,
                                      std::chrono::milliseconds patience);

    // How many questions wait for updates: one, or those that have just been ended beside it.
    [[nodiscard]] std::size_t waiting() const;

    void watch(wire_log& wire) { log_.watch(wire, "telegram"); }
    nlohmann::json totals(std::chrono::milliseconds idle) { return log_.totals(idle); }
    [[nodiscard]] nlohmann::json attempts(std::uint64_t after, std::size_t limit) const;
    [[nodiscard]] nlohmann::json told() const;
    void clear();

private:
    // A chat whose first update is due.
    struct turn {
        std::string order_key;
    };
    using queue = std::deque<std::shared_ptr<update>>;

    // The number of the first of the last `count` that wait.
    [[nodiscard]] std::int64_t first_of_last(std::size_t count) const;
    [[nodiscard]] bool wants(const std::string& type) const;
    std::future<delivery_report> enqueue(update next);
    void carry_out(turn turn, webhook_poster& poster);
    // How long until the next try; negative: the update is done with.
    std::chrono::milliseconds settle(update& update, const std::optional<httplib::Result>& result,
                                     std::chrono::milliseconds took);
    // Under the lock: forgetting everything ends updates that are on their way too.
    void finish(update& update, int status, std::string reason);
    void go_on(const std::string& chat, std::chrono::milliseconds after);

    fault_list& faults_;
    delivery_log log_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    webhook_settings webhook_;
    std::function<void(const nlohmann::json&)> answers_;
    std::map<std::string, queue> queues_;
    std::deque<nlohmann::json> told_;  // the newest
    std::int64_t next_id_;             // goes on behind those from before a restart
    std::int64_t speed_ = 1;
    std::chrono::milliseconds timeout_{60'000};
    std::int64_t last_error_date_ = 0;
    std::int64_t gone_since_ms_ = 0;  // of the first 410 in a row
    std::string last_error_;
    std::uint64_t asked_ = 0;
    std::size_t waiting_ = 0;
    lanes<turn, webhook_poster> lanes_;  // last: its threads use the rest
};

}  // namespace emulators::telegram
