#pragma once
// What a shard is given to do for a customer, and what comes of it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "host/engine/decide.hpp"
#include "host/store/store.hpp"

namespace selat::gateway {

// What came of one piece of work, once it is durable (or cannot be).
struct decided {
    selat::code code = code::ok;
    std::string text;
    std::optional<model::message> message;         // the one written or stored
    std::optional<store::delivery_key> duplicate;  // it was known: what it had become
    std::optional<model::conversation>
        conversation;  // that was closed or handed over, as it is now
    std::optional<store::profiled_customer> customer;  // that was patched
};

// Something that happens to a customer. `look_up` runs on a reading thread first when it is set, in
// order with the customer's other work and once what was decided before it is durable; it fills in
// what the decision needs.
struct work {
    engine::input::any what;
    std::string channel;  // with provider_id: taken once, see store::delivery_key
    std::string provider_id;
    std::function<result<void>(store::reader&, engine::input::any&)> look_up;
    std::function<void(decided)> done;  // once, on any thread; short. May be empty
    // Changes of the same unit that are not the engine's.
    store::changes also;
    model::id newcomer_of;  // by address: whose it becomes when nobody has it; null: a new customer

    // The shard's own from here.
    struct place {
        std::string channel;
        std::string address;
    };
    std::optional<place> sought;  // whose customer it is for
    bool linked = false;          // nobody's yet: by another channel's word it is this customer's
    bool brings = false;          // nobody's yet: it is to be newcomer_of's
    std::uint32_t turns = 0;      // times it came to the wrong customer
    bool checked = false;         // neither a repeat nor in need of a look-up
};

// What a delivery is known by while it is on its way to the disk.
std::string key_of(const work& work);
// What is about a conversation that was there when it was begun; null: none.
model::id conversation_of(const engine::input::any& what);
// What the one who asked for it is told.
decided outcome_of(const engine::decision& decision, const work& work);
// What a repeat of it is told, and the store keeps.
store::delivery_key delivery_of(const decided& outcome);
// Files that came with a message are its own from now on; without one they go as they would have.
void name_message(store::changes& also, const decided& outcome);
// A decision's changes in the store's words, behind `also`.
store::changes changes_of(engine::changes&& made, store::changes&& also);
// The part of a commit that something must be done about once it is durable.
store::changes to_start(const store::changes& changes);

}  // namespace selat::gateway
