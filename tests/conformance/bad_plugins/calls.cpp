// Channels that sin while they are called; SIN says how.

#include <atomic>
#include <charconv>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <selat/plugin.hpp>

namespace {

enum sin {
    throws,
    hangs,
    answers_twice,
    silent,
    nonsense_content,
    huge_actions,
    refuses_create,
    never_ends,
    wrong_place,
    unknown_action,
    ends_twice,
    slow,
    waits
};

// Waits until the atomic whose address the body names becomes true; for ever when it names none.
// Not by its wait(): who waits is counted once for each shared object, so a notify from the program
// would not be heard here.
void wait_for(std::string_view body) {
    static const std::atomic<bool> never{false};
    std::uintptr_t address = 0;
    std::from_chars(body.data(), body.data() + body.size(), address);
    const auto& gate = address == 0 ? never : *reinterpret_cast<const std::atomic<bool>*>(address);
    while (!gate.load()) {
        std::this_thread::yield();
    }
}

// Until somebody opens the named pipe whose path is the body, and closes it.
void wait_for_pipe(std::string_view body) { std::ifstream(std::string(body)).get(); }

class sinner {
public:
    explicit sinner(const selat::setup&) {
        if (SIN == refuses_create) {
            throw selat::refusal{selat::code::config, "token is of another account"};
        }
    }

    void on_http(const selat::http_request& request, selat::actions out) const {
        switch (SIN) {
        case throws: out.log(SELAT_LOG_INFO, "before", "kept"); throw std::runtime_error("boom");
        case hangs: wait_for(request.body); break;
        case slow: std::this_thread::sleep_for(std::chrono::milliseconds(60)); break;
        case waits: wait_for_pipe(request.body); break;
        case answers_twice: out.respond(201); break;
        case silent: return;
        case nonsense_content:
            out.inbound({.provider_id = "1", .from = "ann", .content = request.body});
            break;
        case huge_actions:
            for (int i = 0; i < 5000; ++i) {
                out.inbound({.provider_id = "1", .from = "ann", .content = R"({"text":"x"})"});
            }
            break;
        case wrong_place: out.say(R"({"text":"x"})"); break;
        default: break;
        }
        out.respond(200);
    }

    void on_send(const selat::outgoing& message, selat::actions out) const {
        if (SIN == throws) {
            throw 42;
        }
        if (SIN == never_ends) {
            return;
        }
        out.sent(message.op, "p1");
        if (SIN == ends_twice) {
            out.failed({.op = message.op, .code = selat::code::invalid});
        }
    }
};

}  // namespace

SELAT_CHANNEL(sinner)
