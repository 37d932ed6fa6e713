#pragma once
// Many customers who write, in the background: what POST load starts.

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators {

// [any-thread]
class loads {
public:
    loads() = default;
    loads(const loads&) = delete;
    loads& operator=(const loads&) = delete;
    ~loads() { end(); }

    // `say` is called `count` times on a thread of the load's, `rate` times a second (0: as fast as
    // it returns), with the names of `users` people in turn.
    void begin(nlohmann::json plan, std::function<void(std::string user, std::string text)> say);
    // Ends all and waits for them.
    void end();
    [[nodiscard]] bool ending() const { return ending_; }

private:
    void run(const nlohmann::json& plan,
             const std::function<void(std::string, std::string)>& say) const;

    std::mutex mutex_;  // guards threads_
    std::vector<std::thread> threads_;
    std::atomic<bool> ending_ = false;
};

}  // namespace emulators
