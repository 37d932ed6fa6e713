// run-function: a POST of form parameters to a function; its JSON answer as `parsed`.

#include "../unicode.hpp"
#include "calling.hpp"
#include "makers.hpp"

namespace studio {
namespace {

class run_function : public widget {
public:
    explicit run_function(const properties& from)
        : url_(from.text("url")), function_(from.word("function_sid")),
          parameters_(from.pairs("parameters")) {
        if (url_.empty() && function_.empty()) {
            from.wrong("url", "'url' is missing");
        } else if (url_.plain() && !target(url_.source(), from.names())) {
            from.warn("url", "'" + url_.source() + "' is not bound to anything here");
        }
    }

    outcome enter(run& in) const override {
        const auto url = in.render(url_);
        const auto parameters = url ? in.render(parameters_) : std::nullopt;
        if (!parameters) {
            return outcome::fail(in.failure());
        }
        const auto to = target(safe_url(trim(*url)), in.names());
        if (to && to->size() > max_url) {
            return outcome::fail("the URL is longer than 16 KiB");
        }
        if (!to) {
            return outcome::fail("'" + *url + "' is not bound to anything here");
        }
        const auto body = encode_form(*parameters);
        const selat::pair headers[] = {{"content-type", "application/x-www-form-urlencoded"}};
        const auto name = in.begin_wait(false);
        in.out().call({.method = "POST",
                       .url = *to,
                       .headers = headers,
                       .body = body,
                       .timeout_ms = call_milliseconds,
                       .tag = name});
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        if (in.event().what != selat::flow_what::reply) {
            return outcome::wait();
        }
        const auto status = take_answer(in, [](std::string_view media_type) {
            return media_type == "application/json" || media_type.ends_with("+json");
        });
        const bool good = status && *status >= 200 && *status < 400;
        return outcome::fire(good ? "success" : "fail");
    }

private:
    // A function's sid may be bound to a URL by itself.
    [[nodiscard]] std::optional<std::string> target(std::string_view url,
                                                    const bindings& names) const {
        const auto by_sid = function_.empty() ? std::nullopt : names.other(function_);
        return by_sid ? by_sid : names.url(url);
    }

    liquid::text url_;
    std::string function_;
    named_texts parameters_;
};

}  // namespace

std::unique_ptr<widget> make_run_function(const properties& from) {
    return std::make_unique<run_function>(from);
}

}  // namespace studio
