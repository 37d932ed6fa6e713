#pragma once
// Visitors of a website who prove who they are: all the addresses of one identity belong to one
// customer, the one who held it first. Lives on the control thread.

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "host/gateway/world.hpp"
#include "host/model/action.hpp"

namespace selat::gateway {

class identities {
public:
    explicit identities(world& world) : world_(world) {}

    // [any-thread] Tells the address's customer what is known of it, `identity` among it, and puts
    // that customer together with the identity's. `done` once that is durable, or is not.
    void learn(std::string channel, model::action::address_update update,
               std::function<void(bool durable)> done);

private:
    struct wish {
        std::string channel;
        model::action::address_update update;
        std::function<void(bool)> done;
        model::id holder;  // the customer who holds the identity already
    };
    // One after the other for each identity: two new addresses must not both be its first.
    using line = std::deque<wish>;

    void begin(const std::string& key);
    void tell(const std::string& key, bool merged);
    void told(const std::string& key);
    void join(const std::string& key, const model::id& from);
    void end(const std::string& key, bool durable);

    world& world_;
    std::map<std::string, line> lines_;  // by channel and identity; the first is at it
};

}  // namespace selat::gateway
