#include "host/gateway/alarm.hpp"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

// Held by the alarm and by the wait under way, which may be over already when the alarm goes.
struct waiting {
    waiting(asio::io_context& context, std::function<model::time()> now, model::time at,
            std::function<void()> ring)
        : timer(context), now(std::move(now)), at(at), ring(std::move(ring)) {}

    static void wait(const std::shared_ptr<waiting>& self) {
        self->timer.expires_after(std::max(model::duration{0}, self->at - self->now()));
        self->timer.async_wait([self](const boost::system::error_code& error) {
            if (error || !self->ring) {
                return;
            }
            if (self->now() < self->at) {  // the wall clock was set back, or is a little behind
                return wait(self);
            }
            std::exchange(self->ring, nullptr)();
        });
    }

    asio::steady_timer timer;
    std::function<model::time()> now;
    model::time at;
    std::function<void()> ring;
};

class set_alarm final : public alarm {
public:
    explicit set_alarm(std::shared_ptr<waiting> waiting) : waiting_(std::move(waiting)) {
        waiting::wait(waiting_);
    }
    ~set_alarm() override {
        waiting_->ring = nullptr;
        waiting_->timer.cancel();
    }

private:
    std::shared_ptr<waiting> waiting_;
};

}  // namespace

std::unique_ptr<alarm> wake(asio::io_context& context, std::function<model::time()> now,
                            model::time at, std::function<void()> ring) {
    return std::make_unique<set_alarm>(
        std::make_shared<waiting>(context, std::move(now), at, std::move(ring)));
}

void later(asio::io_context& context, model::duration after, std::function<void()> ring) {
    auto timer = std::make_shared<asio::steady_timer>(context, after);
    timer->async_wait([timer, ring = std::move(ring)](const boost::system::error_code& error) {
        if (!error) {
            ring();
        }
    });
}

}  // namespace selat::gateway
