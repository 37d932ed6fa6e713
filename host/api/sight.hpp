#pragma once
// What a caller may see and touch. Whoever is not an agent may everything. An agent touches what
// belongs to a conversation that it has: one with an accepted or wrapping reservation of its own.
// It also sees what it had, and everything of the customers it is serving: their history helps.

#include "host/api/caller.hpp"
#include "host/base/result.hpp"
#include "host/store/store.hpp"

namespace selat::api {

enum class need : std::uint8_t { see, touch };

// Each finds the thing, or fails with not_found, also where it is another's; with denied where it
// may be seen and not touched. Inside of store::read.
result<model::conversation> conversation_for(store::reader& reader, const caller& who,
                                             const model::id& id, need need);
result<model::message> message_for(store::reader& reader, const caller& who, const model::id& id,
                                   need need);
result<store::profiled_customer> customer_for(store::reader& reader, const caller& who,
                                              const model::id& id, need need);

// An attachment: of a message that it sees, or its own upload.
result<store::media> media_for(store::reader& reader, const caller& who, const model::id& id);

// Who a customer is now: ids of those that were merged away go on naming who they became.
result<model::id> who_is(store::reader& reader, const model::id& customer);

// Whom the agent is serving now, without repeats.
result<std::vector<model::id>> served_by(store::reader& reader, const std::string& agent);

}  // namespace selat::api
