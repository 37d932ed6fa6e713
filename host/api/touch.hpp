#pragma once
// Calls that change a customer, once it is known that the caller may.

#include "host/api/call.hpp"
#include "host/api/sight.hpp"

namespace selat::api {

// Goes on when the caller may touch the customer of the path, and the other one where there is one.
template <class Next>
void touch_customer(const call_pointer& call, const model::id& other, Next next) {
    ask_store(
        call,
        [call, other](store::reader& reader) {
            auto found = customer_for(reader, call->who(), call->id(), need::touch);
            return found && other ? customer_for(reader, call->who(), other, need::touch)
                                  : std::move(found);
        },
        [next = std::move(next)](const store::profiled_customer&) { next(); });
}

}  // namespace selat::api
