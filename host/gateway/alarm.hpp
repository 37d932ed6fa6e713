#pragma once
// Being called back at a time. The parts of the gateway get it from their world, so that tests turn
// the clock by hand.

#include <functional>
#include <memory>

#include "host/model/time.hpp"

#include <boost/asio/io_context.hpp>

namespace selat::gateway {

// A call to come; does not come any more once this is gone. Belongs to the thread it is made on.
class alarm {
public:
    virtual ~alarm() = default;
};

// Calls `ring` on `context` once `now()` is at or past `at`.
std::unique_ptr<alarm> wake(boost::asio::io_context& context, std::function<model::time()> now,
                            model::time at, std::function<void()> ring);

// [any-thread] The same after a while, with nobody to call it off.
void later(boost::asio::io_context& context, model::duration after, std::function<void()> ring);

}  // namespace selat::gateway
