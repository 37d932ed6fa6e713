// make-http-request: GET or POST to a system, and what it answered.

#include "../unicode.hpp"
#include "calling.hpp"
#include "makers.hpp"

namespace studio {
namespace {

class http_request : public widget {
public:
    explicit http_request(const properties& from)
        : method_(upper_case(from.word("method"))), url_(from.required("url")),
          content_type_(from.text("content_type")), body_(from.text("body")),
          parameters_(from.pairs("parameters")) {
        if (method_.empty()) {
            from.wrong("method", "'method' is missing");
        } else if (method_ != "GET" && method_ != "POST") {
            from.wrong("method", "'method' is GET or POST");
        }
        if (url_.plain() && !url_.empty() && !from.names().url(url_.source())) {
            from.warn("url", "'" + url_.source() + "' is not bound to anything here");
        }
    }

    outcome enter(run& in) const override {
        const auto url = in.render(url_);
        auto body = url ? in.render(body_) : std::nullopt;
        const auto type = body ? in.render(content_type_) : std::nullopt;
        const auto parameters = type ? in.render(parameters_) : std::nullopt;
        if (!parameters) {
            return outcome::fail(in.failure());
        }
        auto target = in.names().url(safe_url(trim(*url)));
        if (!target) {
            return outcome::fail("'" + *url + "' is not bound to anything here");
        }
        if (!parameters->empty()) {
            const auto form = encode_form(*parameters);
            if (method_ == "GET") {
                *target += (target->find('?') == std::string::npos ? "?" : "&") + form;
            } else if (body->empty()) {
                *body = form;
            }
        }
        if (target->size() > max_url) {
            return outcome::fail("the URL is longer than 16 KiB");
        }
        call(in, *target, *body, safe_header(trim(*type)));
        return outcome::wait();
    }

    outcome resume(run& in) const override {
        if (in.event().what != selat::flow_what::reply) {
            return outcome::wait();
        }
        const auto status = take_answer(
            in, [](std::string_view media_type) { return media_type == "application/json"; });
        const bool good = status && *status >= 200 && *status < 300;
        return outcome::fire(good ? "success" : "failed");
    }

private:
    void call(run& in, const std::string& url, const std::string& body,
              const std::string& type) const {
        const bool get = method_ == "GET";
        const selat::pair headers[] = {
            {"content-type", type.empty() ? "application/x-www-form-urlencoded;charset=utf-8"
                                          : std::string_view(type)}};
        const auto name = in.begin_wait(false);
        in.out().call({.method = method_,
                       .url = url,
                       .headers = {headers, get && type.empty() ? 0u : 1u},
                       .body = get ? std::string_view() : std::string_view(body),
                       .timeout_ms = call_milliseconds,
                       .repeatable = get,
                       .tag = name});
    }

    std::string method_;
    liquid::text url_, content_type_, body_;
    named_texts parameters_;
};

}  // namespace

std::unique_ptr<widget> make_http_request(const properties& from) {
    return std::make_unique<http_request>(from);
}

}  // namespace studio
