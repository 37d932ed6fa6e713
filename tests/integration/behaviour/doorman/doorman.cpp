// A socket is a visitor, by the name in its path. It says TEXT with "say TEXT", asks for a code
// with "verify NUMBER" and hands one in with "code CODE"; it is told "STATUS ATTEMPTS_LEFT", and
// what is written to it as "heard CONTENT".

#include <string>
#include <string_view>

#include <selat/plugin.hpp>

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

class doorman {
public:
    explicit doorman(const selat::setup& setup)
        : through_(json::parse(setup.options).value("verify_through", "")) {}

    void on_http(const selat::http_request& request, selat::actions out) const {
        out.accept(request.path.substr(1));
    }
    void on_data(const selat::data& data, selat::actions out) {
        const auto space = data.bytes.find(' ');
        const auto verb = data.bytes.substr(0, space);
        const auto rest = data.bytes.substr(space + 1);
        if (verb == "verify") {
            out.verify({.tag = data.connection,
                        .from = data.connection,
                        .through = through_,
                        .to = rest,
                        .locale = "ms",
                        .title = "Kedai"});
        } else if (verb == "code") {
            out.verify_code(data.connection, rest, data.connection);
        } else {
            out.inbound({.from = data.connection, .content = json{{"text", rest}}.dump()});
        }
    }
    void on_send(const selat::outgoing& message, selat::actions out) {
        out.write(message.to, "heard " + std::string(message.content));
        out.sent(message.op);
    }
    void on_verification(const selat::verification& what, selat::actions out) {
        out.write(what.tag, std::to_string(static_cast<unsigned>(what.status)) + " " +
                                std::to_string(what.attempts_left));
    }

private:
    std::string through_;
};

}  // namespace

SELAT_CHANNEL(doorman)
