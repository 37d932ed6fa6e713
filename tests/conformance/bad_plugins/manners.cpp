// Channels that sin against what a gateway does not see at once: whose memory it is, and what is
// left behind; SIN says how.

#include <atomic>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

#include <selat/plugin.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace {

enum sin { keeps_options, reads_beyond, writes_back, leaves_thread, leaves_file, remembers };

std::atomic<unsigned> instances{0};

class sinner {
public:
    explicit sinner(const selat::setup& setup) : options_(setup.options), number_(++instances) {
        if (SIN == leaves_thread) {
            std::thread([] { ::pause(); }).detach();
        }
        if (SIN == leaves_file) {
            ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        }
    }

    void on_http(const selat::http_request& request, selat::actions out) const {
        out.respond(200, said(request));
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        out.sent(message.op, "p1");
    }

private:
    [[nodiscard]] std::string said(const selat::http_request& request) const {
        switch (SIN) {
        case keeps_options: return std::string(options_);
        case reads_beyond: return std::to_string(std::strlen(request.body.data()));
        case writes_back: const_cast<char&>(request.body.front()) = 'x'; return {};
        case remembers: return std::to_string(number_);
        default: return {};
        }
    }

    std::string_view options_;
    unsigned number_;
};

}  // namespace

SELAT_CHANNEL(sinner)
