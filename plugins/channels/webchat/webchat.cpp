// Chat on a website: the widget and its sessions over HTTP, the conversation over a WebSocket.

#include "chat.hpp"
#include "front.hpp"

#include <selat/plugin.hpp>

namespace webchat {
namespace {

class channel {
public:
    explicit channel(const selat::setup& setup)
        : front_(setup, options::read(setup)), chat_(setup.crypto) {}

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

private:
    front front_;
    chat chat_;
};

}  // namespace
}  // namespace webchat

SELAT_CHANNEL(webchat::channel)
