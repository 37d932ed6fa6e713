#include "recipe.hpp"

namespace http {
namespace {

std::string without_slash(std::string url) {
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

}  // namespace

recipe::recipe(const json& from, const settings& settings, const selat_host* host,
               const std::string& api_base) {
    const place at("recipe");
    const mapping all(from, at, {"name", "api", "hosts", "verify", "receive", "send", "answer"});
    const lookup find = [&](std::string_view name) -> const json& {
        return settings.value_of(name);
    };
    const text_template api(all.text("api"), {}, settings, all.below("api"));
    if (api.has_secret()) {
        all.below("api").fault("a secret is no part of a host");
    }
    verify = verifier(all.get("verify"), all.below("verify"), settings, host);
    answer = answer_reader(all.get("answer"), all.below("answer"), settings);
    receive = receiver(all.get("receive"), all.below("receive"), settings, answer.codes());
    sends = all.has("send");
    if (sends) {
        const auto base = api_base.empty() ? api.fill(writing::plain, find) : api_base;
        send = request_maker(all.get("send"), all.below("send"), settings, without_slash(base));
    }
}

}  // namespace http
