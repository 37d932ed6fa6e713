#pragma once
// One-time codes in the links by which customers are asked to another channel: who comes there with
// one is the customer to whom it was given.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/gateway/world.hpp"
#include "host/model/action.hpp"
#include "host/model/job.hpp"

namespace selat::gateway {

class invitations {
public:
    explicit invitations(world& world) : world_(world) {}

    // One that is not known yet: it counts once its row is durable, and a day from now. The code
    // is the job's name.
    [[nodiscard]] static model::job make(const model::id& customer, std::string channel,
                                         model::time now, model::id_source& ids);

    // [any-thread] A durable one.
    void keep(const model::job& row);
    // [any-thread] The invitation to that channel whose code stands in what came there; it counts
    // for nobody else. None: there is none, or nobody vouches for who sent it: else whoever has a
    // code could make somebody else's mailbox, or a group, the customer's.
    [[nodiscard]] std::optional<model::job> take(std::string_view channel,
                                                 const model::action::inbound& came);
    // [any-thread] Who came with it is `customer`, or nobody: then it counts again.
    void settle(const model::job& taken, const model::id& customer);
    // [any-thread] Those of a customer who was erased, and of who became that customer. `done` when
    // they count no more; on some thread.
    void forget(const model::id& customer, std::function<void()> done);

private:
    using codes = std::unordered_map<std::string, model::job>;

    // Under the mutex.
    model::job take_out(codes::iterator which);
    void finish(const std::vector<model::id>& jobs);

    world& world_;
    std::atomic<std::size_t> count_{0};  // of known_: most messages come uninvited
    std::mutex mutex_;
    codes known_;
    std::set<std::pair<model::time, std::string>> ends_;  // of known_, by when they count no more
};

}  // namespace selat::gateway
