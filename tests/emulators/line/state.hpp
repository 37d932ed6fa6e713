#pragma once
// Everything this LINE remembers. Each part locks for itself.

#include "tests/emulators/common/faults.hpp"
#include "tests/emulators/line/channels.hpp"
#include "tests/emulators/line/content_store.hpp"
#include "tests/emulators/line/events.hpp"
#include "tests/emulators/line/ids.hpp"
#include "tests/emulators/line/ledger.hpp"
#include "tests/emulators/line/people.hpp"
#include "tests/emulators/line/reply_tokens.hpp"
#include "tests/emulators/line/retry_keys.hpp"
#include "tests/emulators/line/webhooks.hpp"

#include <cstddef>

namespace emulators::line {

struct state {
    explicit state(std::size_t lanes) : hooks(channels, faults, lanes) {}

    id_source ids;
    channel_list channels;
    people known;
    reply_tokens tokens;
    retry_keys keys;
    content_store content;
    ledger accepted;
    fault_list faults;
    event_maker events{ids, known, tokens, content};
    webhooks hooks;  // last: its threads use the rest
};

}  // namespace emulators::line
