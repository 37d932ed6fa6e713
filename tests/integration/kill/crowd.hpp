#pragma once
// Those who go on while the gateway dies and comes back: customers who write, agents who answer.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/emulators.hpp"
#include "tests/integration/support/gateway.hpp"
#include "tests/integration/support/stream.hpp"
#include "tests/integration/support/visitor.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace selat::testing {

// A thread that does something again and again until it is told to stop.
class worker {
public:
    worker() = default;
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;
    virtual ~worker() = default;
    void start(std::chrono::milliseconds every);
    // Comes back when the last turn is over.
    void stop();

protected:
    virtual void turn() = 0;

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

// Users of LINE: one message a turn.
class line_crowd : public worker {
public:
    line_crowd(const emulators& line, int users, std::uint64_t seed)
        : line_(line), users_(users), random_(seed) {}
    ~line_crowd() override { stop(); }
    // LINE's ids of the messages, by what was said.
    [[nodiscard]] const std::map<std::string, std::string>& said() const { return said_; }

private:
    void turn() override;

    const emulators& line_;
    int users_;
    std::mt19937_64 random_;
    int count_ = 0;
    std::map<std::string, std::string> said_;
};

// Visitors of a website: one of them says something in a turn.
class web_crowd : public worker {
public:
    web_crowd(const gateway& host, int visitors, std::uint64_t seed);
    ~web_crowd() override { stop(); }
    [[nodiscard]] const std::vector<std::unique_ptr<visitor>>& visitors() const {
        return visitors_;
    }

private:
    void turn() override;

    std::vector<std::unique_ptr<visitor>> visitors_;
    std::mt19937_64 random_;
    int count_ = 0;
};

// One agent: takes what is offered (or now and then does not), answers once, completes.
class busy_agent : public worker {
public:
    busy_agent(const gateway& host, std::string id, std::uint64_t seed);
    ~busy_agent() override { stop(); }
    // What it wrote and was told is taken.
    [[nodiscard]] const std::vector<std::string>& answers() const { return answers_; }

private:
    void turn() override;
    void handle(const json& reservation);
    void serve(const json& reservation);

    std::string id_;
    api desk_;
    stream events_;
    std::mt19937_64 random_;
    std::map<std::string, bool> decided_;  // by reservation: accepts it
    std::map<std::string, bool> answered_;
    std::vector<std::string> answers_;
};

}  // namespace selat::testing
