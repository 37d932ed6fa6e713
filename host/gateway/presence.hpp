#pragma once
// What customers see of those who serve them, beside messages. Best effort: what a channel cannot
// show is not shown, and nothing of it outlives the moment. [any-thread]

#include <functional>

#include "host/gateway/outbox.hpp"
#include "host/gateway/world.hpp"
#include "host/model/message.hpp"

namespace selat::gateway {

class presence {
public:
    presence(world& world, outbox& outbox) : world_(world), outbox_(outbox) {}

    // Who serves the conversation types, or no longer does. A bot only while it has it.
    void typing(const model::id& conversation, const model::author& by, bool on);
    // All that the customer wrote in it so far was seen.
    void read(const model::id& conversation, const model::author& by);

private:
    void read_up_to(store::reader& reader, model::message newest, const model::author& by);
    void show(store::reader& reader, sign sign);

    world& world_;
    outbox& outbox_;
};

}  // namespace selat::gateway
