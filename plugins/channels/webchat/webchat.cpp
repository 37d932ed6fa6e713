// Chat on a website: the widget and its sessions over HTTP, the conversation over a WebSocket.

#include "chat.hpp"
#include "front.hpp"

#include <selat/plugin.hpp>

namespace webchat {
namespace {

class channel {
public:
    explicit channel(const selat::setup& setup) : channel(setup, options::read(setup)) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        front_.answer(request, out);
    }
    void on_open(const selat::open& event, selat::actions out) { chat_.on_open(event, out); }
    void on_data(const selat::data& event, selat::actions out) { chat_.on_data(event, out); }
    void on_close(const selat::close& event, selat::actions out) { chat_.on_close(event, out); }
    void on_timer(const selat::timer& event, selat::actions out) { chat_.on_timer(event, out); }
    void on_stored(const selat::stored& event, selat::actions out) { chat_.on_stored(event, out); }
    void on_history(const selat::history& event, selat::actions out) {
        chat_.on_history(event, out);
    }
    void on_send(const selat::outgoing& event, selat::actions out) { chat_.on_send(event, out); }

    void on_verification(const selat::verification& event, selat::actions out) {
        chat_.on_verification(event, out);
    }

private:
    channel(const selat::setup& setup, const options& options)
        : chat_(setup, options), front_(setup, options) {}

    chat chat_;
    front front_;
};

}  // namespace
}  // namespace webchat

SELAT_CHANNEL(webchat::channel)
