#pragma once
// A gateway made of a store in memory and a few values: everything the API asks for, decided by the
// simplest rules that tell right from wrong.

#include "../store/support.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/api/services.hpp"

#include <boost/asio/thread_pool.hpp>

namespace selat::api::test {

struct person {
    model::agent agent;
    std::string password;  // in clear, unless the agent has a hash
};

// What the fake gateway is set to.
struct settings {
    std::vector<person> people;
    std::vector<channel_view> channels;
    std::vector<routing::queue_view> queues;
    model::reply_window window;          // of every channel
    result<void> reload;                 // how a reload ends
    std::function<void()> before_write;  // called where a write would wait
};

class fake_services final : public services {
public:
    fake_services();
    ~fake_services() override;

    // Commits and waits; then tells `committed` the newest position.
    void put(store::changes changes);
    // Reads and waits.
    template <class Ask>
    auto ask(Ask question) {
        return store::test::ask(*store_, std::move(question));
    }
    void advance(model::duration by) { now_ms_ += by.count(); }

    template <class Change>
    void change(Change change) {
        const std::lock_guard lock(settings_mutex_);
        change(settings_);
    }

    std::function<void(std::uint64_t newest)> committed;  // as the gateway tells the API
    mutable std::atomic<int> password_checks{0};
    std::atomic<int> writes{0};
    std::vector<store::media> sent_media;  // of the last write
    std::vector<std::string> shown;        // "CONVERSATION AUTHOR typing"; guarded by mutex_

    store::store& store() override { return *store_; }
    std::vector<channel_view> channels() const override { return now_set().channels; }
    std::vector<std::string> plugins() const override;
    std::optional<model::agent> agent(std::string_view id) const override;
    std::optional<model::agent> agent_by_email(std::string_view email) const override;
    bool check_password(std::string_view agent, std::string_view password) const override;
    std::vector<model::activity> activities() const override;

    // Channels are those of the settings; only "line" carries a location. A message to "blocked"
    // is opted out, one to "late" outside its window, one to "asleep" in quiet hours.
    void write(write_request request, reply<model::message> done) override;
    // Kept at once, as a row alone.
    // The link, whatever it is.
    void invite(write_request request, reply<model::message> done) override {
        request.content = R"({"text":"https://chat.example.com/"})";
        request.channel.clear();
        write(std::move(request), std::move(done));
    }
    void keep(upload upload, reply<store::media> done) override;
    void retry(const model::id& message, reply<model::message> done) override;
    model::permission may_reply(const model::conversation& conversation,
                                const model::address* to) const override;
    // Messages to "stone" stay as they are; others are at once what they are to be.
    void revise(const model::id& message, std::string content, reply<model::message> done) override;
    void close(const model::id& conversation, std::string reason,
               reply<model::conversation> done) override;
    void hand_over(const model::id& conversation, model::handler to,
                   reply<model::conversation> done) override;

    void show_typing(const model::id& conversation, const model::author& by, bool on) override;
    void mark_read(const model::id& conversation, const model::author& by) override;

    void patch(const model::id& customer, customer_patch patch,
               reply<store::profiled_customer> done) override;
    void merge(const model::id& into, const model::id& from, grounds why,
               reply<store::profiled_customer> done) override;
    void split(const model::id& customer, std::string channel, std::string address, grounds why,
               reply<store::profiled_customer> done) override;
    void erase(const model::id& customer, reply<void> done) override;
    // The code is 123456; "nowhere" is no channel, and "busy" had too many codes.
    void send_code(const model::id& customer, std::string channel, std::string to,
                   std::function<void(code_outcome)> done) override;
    void check_code(const model::id& customer, const model::id& verification, std::string code,
                    std::function<void(code_outcome)> done) override;

    void reservations(std::string agent, reply<std::vector<model::reservation>> done) override;
    void accept(const model::id& reservation, std::string agent,
                reply<model::reservation> done) override;
    void reject(const model::id& reservation, std::string agent,
                reply<model::reservation> done) override;
    void wrap_up(const model::id& task, std::string agent, reply<model::task> done) override;
    void complete(const model::id& task, std::string agent, std::string reason,
                  reply<model::task> done) override;
    void cancel(const model::id& task, std::string reason, reply<model::task> done) override;
    void transfer(const model::id& task, std::string agent, routing::transfer to,
                  reply<model::task> done) override;

    void set_activity(std::string agent, std::string activity, reply<agent_row> done) override;
    void agents(reply<std::vector<agent_row>> done) override;
    void queues(reply<std::vector<routing::queue_view>> done) override;

    void reload(reply<void> done) override;
    readiness ready() const override { return {true, {}}; }
    void run_blocking(std::function<void()> work) override;
    model::time now() const override { return model::from_ms(now_ms_); }

private:
    settings now_set() const {
        const std::lock_guard lock(settings_mutex_);
        return settings_;
    }
    template <class T>
    void commit(store::changes changes, reply<T> done, T outcome);
    void write_now(store::reader& reader, const write_request& request,
                   const reply<model::message>& done);
    void store_message(model::conversation conversation, bool fresh, const write_request& request,
                       reply<model::message> done);
    void answer_reservation(const model::id& reservation, const std::string& agent,
                            model::reservation_status outcome, reply<model::reservation> done);
    void move_task(const model::id& task, const std::string& agent, model::task_status to,
                   std::string reason, reply<model::task> done);
    agent_row row_of(const person& person) const;

    std::unique_ptr<store::store> store_;
    boost::asio::thread_pool blocking_{2};
    std::atomic<std::int64_t> now_ms_{1'800'000'000'000};
    mutable std::mutex settings_mutex_;  // guards settings_
    settings settings_;
    mutable std::mutex mutex_;  // guards what follows
    model::id_source ids_{7};
    std::map<std::string, model::id> written_;  // client_token → message
    std::map<std::string, std::string> activity_;
};

}  // namespace selat::api::test
