#include "plugins/shared/twilio/signature.hpp"
#include "sms_under_test.hpp"

using namespace sms_test;

namespace sms_test {
namespace {

selat_host host_with(const std::map<std::string, std::string>& secrets) {
    return {sizeof(selat_host), SELAT_ABI_MINOR,
            const_cast<std::map<std::string, std::string>*>(&secrets),
            [](const selat_host*, selat_str) -> const void* { return &drive::crypto_table(); }};
}

}  // namespace

drive::given given(const json& options) {
    json all = {{"account_sid", account}, {"auth_token", "{{secret:auth_token}}"}, {"from", ours}};
    all.update(options);
    return {.instance = "sms-my",
            .options = all.dump(),
            .secrets = {{"auth_token", token}, {"api_key_secret", "k3y"}},
            .public_url = public_url};
}

std::string signature_of(const std::string& url, const fields& with) {
    const std::map<std::string, std::string> none;
    const auto host = host_with(none);
    auto text = url;
    for (const auto& [name, value] : with) {
        text += name + value;
    }
    return selat::base64(selat::crypto(&host).hmac_sha1(token, text));
}

std::string written(const fields& with) {
    std::string out;
    for (const auto& [name, value] : with) {
        out += (out.empty() ? "" : "&") + forms::encode(name) + "=" + forms::encode(value);
    }
    return out;
}

drive::outcome deliver(drive::channel& sms, const fields& with, const std::string& path) {
    const auto query = std::min(path.find('?'), path.size());
    return sms.http(
        {.path = path.substr(0, query),
         .query = query < path.size() ? path.substr(query + 1) : "",
         .headers = {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"},
                     {"x-twilio-signature", signature_of(public_url + path, with)}},
         .body = written(with)});
}

}  // namespace sms_test

namespace {

bool signed_by(const std::string& url, const std::string& body, const std::string& signature,
               bool is_form = true) {
    const std::map<std::string, std::string> none;
    const auto host = host_with(none);
    const auto form = forms::form::read(is_form ? body : "");
    return twilio::is_signed(selat::crypto(&host), token,
                             {.url = url, .fields = form, .body = body, .signature = signature});
}

const fields example = {{"MessageSid", sid}, {"AccountSid", account}, {"From", customer},
                        {"To", ours},        {"Body", "Grüße 你好"},  {"NumMedia", "0"},
                        {"NumSegments", "1"}};

}  // namespace

TEST_CASE("a form that is signed as Twilio signs it is taken, whichever way the port is written") {
    const auto body = written(example);
    const auto url = GENERATE(as<std::string>{}, "https://gw.example.test/hooks/twilio/sms?ch=7",
                              "https://gw.example.test:443/hooks/twilio/sms?ch=7");
    CHECK(signed_by(url, body, "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
    CHECK(signed_by(url, body, "WVvbUkDAa4hVMS0sn7W9egcMf8E="));
    CHECK(signed_by("https://gw.example.test:8443/hooks/twilio/sms?ch=7", body,
                    "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
    CHECK_FALSE(signed_by("http://gw.example.test/hooks/twilio/sms?ch=7", body,
                          "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
}

TEST_CASE("the order of the fields, and how they are escaped, do not count; their values do") {
    auto reversed = std::string();
    for (const auto& [name, value] : example) {
        reversed =
            name + "=" + forms::encode(value, "+-") + (reversed.empty() ? "" : "&") + reversed;
    }
    for (auto at = reversed.find("+"); at != std::string::npos; at = reversed.find("+")) {
        reversed.replace(at, 1, "%2b");
    }
    const std::string url = "https://gw.example.test/hooks/twilio/sms?ch=7";
    CHECK(signed_by(url, reversed, "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
    auto other = example;
    other["Body"] += " ";
    CHECK_FALSE(signed_by(url, written(other), "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
    other = example;
    other["More"] = "x";
    CHECK_FALSE(signed_by(url, written(other), "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
    CHECK_FALSE(signed_by(url + "1", written(example), "s2ThrB7GyAGppbFs/dvvIlmWzWY="));
}

TEST_CASE("a field that repeats counts once for each of its values, in order") {
    const std::string url = "https://gw.example.test/a";
    CHECK(signed_by(url, "b=2&a=y&a=x&a=y", signature_of(url + "axayb2")));
    CHECK_FALSE(signed_by(url, "b=2&a=y&a=x&a=y", signature_of(url + "ayaxayb2")));
}

TEST_CASE("a query that an older signer wrote anew is taken") {
    const std::string seen = "https://gw.example.test/a?b=x+y&c=%7E(1)&b=%e4%bd%a0";
    const std::string rewritten = "https://gw.example.test/a?b=x%20y&b=%E4%BD%A0&c=~(1)";
    CHECK(signed_by(seen, "", signature_of(seen)));
    CHECK(signed_by(seen, "", signature_of(rewritten)));
    CHECK(signed_by(seen, "",
                    signature_of("https://gw.example.test:443/a?b=x%20y&b=%E4%BD%A0&c=~(1)")));
    CHECK_FALSE(signed_by(seen, "", signature_of("https://gw.example.test/a?b=x%20y")));
}

TEST_CASE("a JSON body is signed by its hash in the URL") {
    const std::string url =
        "https://gw.example.test/hooks/"
        "json?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    CHECK(signed_by(url, R"({"a":1})", "e7nlCLu4NWKtm5OVyKS/aouuCGk=", false));
    CHECK_FALSE(signed_by(url, R"({"a":2})", "e7nlCLu4NWKtm5OVyKS/aouuCGk=", false));
    CHECK_FALSE(signed_by(url, R"({"a":1})", "s2ThrB7GyAGppbFs/dvvIlmWzWY=", false));
}

TEST_CASE("a webhook without the right signature is refused with 401 and tells nothing") {
    drive::channel sms(given());
    const auto with = message();
    const auto right = signature_of(public_url, with);
    const auto signature =
        GENERATE_COPY(std::string{}, std::string{"nonsense"}, right.substr(0, right.size() - 1),
                      right + " ", signature_of(public_url + "/status", message()));
    drive::header_list headers = {{"content-type", "application/x-www-form-urlencoded"}};
    if (!signature.empty()) {
        headers.emplace_back("x-twilio-signature", signature);
    }
    const auto path = GENERATE(as<std::string>{}, "", "/status");
    if (path.empty() || signature != signature_of(public_url + "/status", message())) {
        const auto got = sms.http({.path = path, .headers = headers, .body = written(with)});
        CHECK(got.http_status() == 401);
        CHECK(got.order == std::vector<std::uint32_t>{SELAT_ACTION_RESPOND});
    }
}

TEST_CASE("a number may be told to send its webhooks as GET") {
    drive::channel sms(given());
    const auto query = written(message());
    const auto got =
        sms.http({.method = "GET",
                  .query = query,
                  .headers = {{"x-twilio-signature", signature_of(public_url + "?" + query)}}});
    CHECK(got.http_status() == 200);
    CHECK(got.inbounds.at(0).from == customer);
}

TEST_CASE("what is signed and yet no webhook of ours is refused") {
    drive::channel sms(given());
    CHECK(sms.http({.method = "PUT"}).http_status() == 405);
    CHECK(sms.http({.path = "/elsewhere"}).http_status() == 404);
    const auto json = sms.http({.headers = {{"content-type", "application/json"},
                                            {"x-twilio-signature", signature_of(public_url)}},
                                .body = "{}"});
    CHECK(json.http_status() == 400);
    CHECK(deliver(sms, {{"From", customer}}).http_status() == 400);
    CHECK(deliver(sms, {{"MessageSid", sid}}).http_status() == 400);
    CHECK(deliver(sms, {}).http_status() == 400);
    CHECK(deliver(sms, {{"MessageSid", sid}}, "/status").http_status() == 400);
}

TEST_CASE("an instance that cannot send or check is refused") {
    const auto options = GENERATE(values<json>({{{"from", nullptr}},
                                                {{"account_sid", nullptr}},
                                                {{"auth_token", nullptr}},
                                                {{"api_key_sid", "SK1"}},
                                                {{"api_key_secret", "x"}}}));
    CHECK_THROWS_AS(drive::channel(given(options)), drive::refused);
}
