#pragma once
// Work in order: what has the same key goes out one after the other, each when it is due.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace emulators {

// [any-thread] An Item has `order_key`; each lane has a thread and a Client of its own. Whoever has
// this has it last: its end waits for what is under way.
template <class Item, class Client>
class lanes {
public:
    using clock = std::chrono::steady_clock;

    // `carry_out` is called on a lane's thread and may put again.
    lanes(std::size_t count, std::function<void(Item, Client&)> carry_out)
        : carry_out_(std::move(carry_out)) {
        for (std::size_t n = 0; n < std::max<std::size_t>(count, 1); ++n) {
            lanes_.push_back(std::make_unique<lane>());
        }
        for (auto& each : lanes_) {
            each->thread = std::thread([this, &lane = *each] { work(lane); });
        }
    }
    lanes(const lanes&) = delete;
    lanes& operator=(const lanes&) = delete;
    ~lanes() {
        for (auto& each : lanes_) {
            {
                const std::lock_guard lock(each->mutex);
                each->ending = true;
            }
            each->more.notify_all();
        }
        for (auto& each : lanes_) {
            each->thread.join();
        }
    }

    void put(Item item, clock::time_point due = clock::now()) {
        auto& lane = *lanes_[std::hash<std::string>{}(item.order_key) % lanes_.size()];
        {
            const std::lock_guard lock(lane.mutex);
            lane.waiting.emplace(due, std::move(item));
        }
        lane.more.notify_one();
    }

    // What waits, taken out; what is under way goes on.
    std::vector<Item> take() {
        std::vector<Item> out;
        for (auto& each : lanes_) {
            const std::lock_guard lock(each->mutex);
            for (auto& [due, one] : each->waiting) {
                out.push_back(std::move(one));
            }
            each->waiting.clear();
        }
        return out;
    }

private:
    // One at a time, the earliest due first.
    struct lane {
        std::mutex mutex;
        std::condition_variable more;
        std::multimap<clock::time_point, Item> waiting;
        bool ending = false;
        std::thread thread;
    };

    void work(lane& lane) {
        Client client;
        std::unique_lock lock(lane.mutex);
        while (!lane.ending) {
            if (lane.waiting.empty()) {
                lane.more.wait(lock);
                continue;
            }
            const auto first = lane.waiting.begin();
            if (first->first > clock::now()) {
                lane.more.wait_until(lock, first->first);
                continue;
            }
            auto next = std::move(first->second);
            lane.waiting.erase(first);
            lock.unlock();
            carry_out_(std::move(next), client);
            lock.lock();
        }
    }

    std::function<void(Item, Client&)> carry_out_;
    std::vector<std::unique_ptr<lane>> lanes_;
};

}  // namespace emulators
